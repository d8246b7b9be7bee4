const A_TURN = 16;

/**
 * Lets the event loop turn after every few sealings: while a crowd of callers is sealed, the batches before them are sent
 * to Postgres and its answers are heard, so that both work at once.
 */
export class Turns {
  private taken = 0;
  private turn = Promise.resolve();

  /** Resolves when it is the caller's turn. */
  next(): Promise<void> {
    if (this.taken % A_TURN === 0) this.turn = this.turn.then(() => new Promise((resolve) => setImmediate(resolve)));
    this.taken += 1;
    return this.turn;
  }
}
