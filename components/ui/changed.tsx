'use client';
import { useState, type ReactNode } from 'react';

/** Marks a value for a moment when it changes while the page is open. */
export function Changed({
  value,
  children,
}: {
  readonly value: string | number | null;
  readonly children?: ReactNode;
}): ReactNode {
  const [first] = useState(value);
  const [last, setLast] = useState({ value, changes: 0 });
  if (last.value !== value) setLast({ value, changes: last.changes + 1 });
  const touched = last.changes > 0 || value !== first;
  return (
    <span key={last.changes} className={touched ? 'changed' : undefined}>
      {children ?? value}
    </span>
  );
}
