/** What this browser relies on: the log and the policy it first met here, and the newest checkpoint it has checked. */
export interface LogMemory {
  readonly origin: string;
  /** A C2SP tlog-policy. */
  readonly policy: string;
  readonly checkpoint: RememberedCheckpoint | undefined;
}

/** `root` is base64, `checkedAt` an ISO instant by this browser's clock. */
export interface RememberedCheckpoint {
  readonly size: number;
  readonly root: string;
  readonly checkedAt: string;
}

const PLACE = 'hearthline/log';

/** What is remembered of this site's log; undefined at the first look, or where a browser keeps nothing. */
export function recall(): LogMemory | undefined {
  try {
    const text = localStorage.getItem(PLACE);
    return text === null ? undefined : (JSON.parse(text) as LogMemory);
  } catch {
    return undefined;
  }
}

/** Keeps it for the next look. A browser that keeps nothing looks for the first time each time. */
export function remember(memory: LogMemory): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(memory));
  } catch {
    return;
  }
}
