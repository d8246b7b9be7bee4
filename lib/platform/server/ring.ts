import { openDoorbell, type Doorbell } from './doorbell';

/** Lets many callers wait for one channel of Postgres. It listens from the first wait on. */
export class Ring {
  private bell: Doorbell | undefined;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly url: string,
    private readonly channel: string,
  ) {}

  /** Resolves at the next ring, or after a second or two at the latest: rings may be lost. */
  next(): Promise<void> {
    this.bell ??= openDoorbell(this.url, this.channel, () => {
      for (const wake of this.waiting.splice(0)) wake();
      return Promise.resolve();
    });
    this.bell.ready.catch(() => undefined);
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
