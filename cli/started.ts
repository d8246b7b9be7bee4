import type { RunningPostgres } from '@/lib/platform/server/postgres';
import type { Part } from './processes';
import { say } from './say';

/** What runs, in the order in which it was started. */
export interface Started {
  postgres?: RunningPostgres;
  readonly parts: Part[];
}

let stopping: Promise<void> | undefined;

/** Takes everything down in reverse and ends this process; once, whoever asks. */
export function stopAll(started: Started, code: number, why: string): Promise<void> {
  stopping ??= (async () => {
    say(why);
    for (const part of [...started.parts].reverse()) await part.stop();
    await started.postgres?.stop();
    process.exit(code);
  })();
  return stopping;
}

/** A product of which a part is missing is none. */
export function endTogether(started: Started, from: number): void {
  for (const part of started.parts.slice(from))
    part.child.once('exit', (code) => {
      void stopAll(started, code ?? 1, 'A part of the product ended by itself; the rest was stopped with it.');
    });
}
