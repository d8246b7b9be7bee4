/** Runs work with a number of callers at once for some seconds. Answers how often it was done in a second. */
export async function ratePerSecond(
  callers: number,
  seconds: number,
  work: (caller: number, turn: number) => Promise<unknown>,
): Promise<number> {
  const end = performance.now() + seconds * 1000;
  const began = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let turn = 0; performance.now() < end; turn += 1) {
        await work(caller, turn);
        done += 1;
      }
    }),
  );
  return done / ((performance.now() - began) / 1000);
}

/** The value below which a share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Seconds that work took. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** Watches the memory of this process (bytes, resident) until stopped; answers the peak. */
export function watchMemory(): { stop: () => number } {
  let peak = process.memoryUsage().rss;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 50);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

/** A whole number with its thousands set apart. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** One line of a result on standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
