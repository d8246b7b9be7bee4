import { AlertTriangle, Check, CircleHelp, Clock, HeartHandshake, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** The tones a status may have. Each has an icon and a word before its colour. */
export type Tone = 'calm' | 'late' | 'risk' | 'help' | 'good';

const TONES: Readonly<Record<Tone, { icon: LucideIcon; look: string }>> = {
  calm: { icon: CircleHelp, look: 'bg-sunk text-quiet' },
  late: { icon: AlertTriangle, look: 'bg-late-soft text-late' },
  risk: { icon: Clock, look: 'bg-risk-soft text-risk' },
  help: { icon: HeartHandshake, look: 'bg-help-soft text-help' },
  good: { icon: Check, look: 'bg-good-soft text-good' },
};

/** A status as icon, word and hue, in this order of importance. */
export function StatusWord({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  const { icon: Icon, look } = TONES[tone];
  return (
    <span className={`inline-flex items-center gap-1 rounded px-1.5 py-0.5 text-[13px] font-medium whitespace-nowrap ${look}`}>
      <Icon className="size-3.5 shrink-0" aria-hidden="true" />
      {children}
    </span>
  );
}
