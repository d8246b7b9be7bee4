'use client';
import type { ComponentProps, ReactNode } from 'react';
import { useRunning } from '@/lib/platform/client/use-running';

/** The bare button of all others. It is off until the page runs: what is pressed earlier would be lost, and nobody told. */
export function Press({ disabled = false, ...rest }: ComponentProps<'button'>): ReactNode {
  const running = useRunning();
  return <button type="button" {...rest} disabled={disabled || !running} />;
}
