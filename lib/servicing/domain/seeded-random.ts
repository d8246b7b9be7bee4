/** A small deterministic generator (sfc32 over 32-bit integers): the same seed gives the same book on every machine. */
export class SeededRandom {
  private state: [number, number, number, number];

  constructor(seed: number) {
    this.state = [seed | 0, 0x9e3779b9, 0x243f6a88, 1];
    for (let at = 0; at < 12; at += 1) this.next();
  }

  /** A 32-bit unsigned integer. */
  next(): number {
    const [a, b, c, counter] = this.state;
    const result = (a + b + counter) | 0;
    this.state = [b ^ (b >>> 9), (c + (c << 3)) | 0, (((c << 21) | (c >>> 11)) + result) | 0, (counter + 1) | 0];
    return result >>> 0;
  }

  /** An integer from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + (this.next() % (most - least + 1));
  }

  /** True in `of` cases out of ten thousand. */
  chance(of: number): boolean {
    return this.next() % 10_000 < of;
  }

  /** One of some values. */
  pick<const Values extends readonly [unknown, ...unknown[]]>(values: Values): Values[number] {
    return values[this.next() % values.length] ?? values[0];
  }
}
