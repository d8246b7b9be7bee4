/** A signed promise that came as the answer to a write made in this browser. */
export interface KeptReceipt {
  readonly loanId: string;
  readonly statement: string;
  readonly signature: string;
}

const PLACE = 'hearthline/receipts';
const MOST = 200;

/** The receipts this browser keeps, oldest first: none where it keeps nothing. */
export function keptReceipts(): readonly KeptReceipt[] {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? '[]') as KeptReceipt[];
  } catch {
    return [];
  }
}

/** Keeps the receipt of a write, if its answer carries one, so that a later check can hold the hub to it. */
export function keepReceipt(answer: unknown): void {
  const { loanId, receipt } = (answer ?? {}) as { loanId?: string; receipt?: Omit<KeptReceipt, 'loanId'> };
  if (loanId === undefined || receipt === undefined) return;
  const kept = keptReceipts().filter((each) => each.statement !== receipt.statement);
  try {
    localStorage.setItem(PLACE, JSON.stringify([...kept, { loanId, ...receipt }].slice(-MOST)));
  } catch {
    return;
  }
}
