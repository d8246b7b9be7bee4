import type { ClockView, StandingView } from './loan-views';

export const ALERT_STATES = ['new', 'acknowledged', 'working', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** Where an alert's next deadline lies, seen from today. */
export const DEADLINE_WINDOWS = ['overdue', 'today', 'week', 'later'] as const;
export type DeadlineWindow = (typeof DEADLINE_WINDOWS)[number];

export interface AlertView {
  readonly loanId: string;
  readonly agencyLoanId?: string;
  readonly borrowerInitials?: string;
  readonly openedDueOn: string;
  readonly state: AlertState;
  readonly assignee: string | null;
  readonly reason: string | null;
  readonly openedAt: string;
  readonly touchedAt: string;
  readonly liveContactOn: string | null;
  readonly writtenNoticeOn: string | null;
  readonly missedDigest: string;
  readonly nextClock: ClockView | null;
  readonly standing: StandingView;
}

export interface AlertPage {
  readonly alerts: readonly AlertView[];
  readonly next_cursor: string | null;
}

/** What the triage page says first. */
export interface AlertSummary {
  readonly open: number;
  readonly unseen: number;
  readonly newlyLate: number;
  readonly windows: Readonly<Record<DeadlineWindow, number>>;
  readonly asOfOn: string | null;
}
