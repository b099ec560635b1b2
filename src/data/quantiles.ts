// Quantiles: exact up to a bound, then a sketch of sorted, weighted samples (KLL, Karnin, Lang, Liberty 2016, with a
// deterministic choice of survivors).

/** Values kept before compaction begins. */
const EXACT_VALUES = 5_000_000;

export interface Histogram {
  /** One more than there are counts, ascending. */
  readonly edges: readonly number[];
  /** Values from one edge (included) to the next (excluded; the last includes it). Whole numbers while exact. */
  readonly counts: readonly number[];
}

/** Collects numbers, answers quantiles. */
export class QuantileSketch {
  count = 0;
  private buffer = new Float64Array(1024);
  private held = 0;
  private isSorted = true;
  /** Level i holds values of weight 2^(i+1). */
  private readonly levels: Float64Array[] = [];
  private keepOdd = false;
  /** The sketch in order, as the last question left it; gone with the next value. */
  private ordered: readonly {readonly value: number; readonly weight: number}[] | undefined;

  /** @param exactValues - how many values are kept as they are; then each level keeps as many */
  constructor(private readonly exactValues: number = EXACT_VALUES) {}

  get isExact(): boolean {
    return this.levels.length === 0;
  }

  add(value: number): void {
    this.count += 1;
    this.ordered = undefined;
    if (this.held === this.buffer.length) this.grow();
    this.buffer[this.held] = value;
    this.held += 1;
    this.isSorted = false;
  }

  merge(other: QuantileSketch): void {
    const total = this.count + other.count;
    this.ordered = undefined;
    for (let index = 0; index < other.held; index += 1) this.add(other.buffer[index] ?? 0);
    other.levels.forEach((values, level) => {
      this.insert(values, level);
    });
    this.count = total;
  }

  /** @param q - 0 to 1 @returns NaN without values */
  quantile(q: number): number {
    if (this.count === 0) return NaN;
    if (!this.isExact) return this.weightedQuantile(q);
    this.sort();
    const position = q * (this.held - 1);
    const below = Math.floor(position);
    const low = this.buffer[below] ?? NaN;
    const high = this.buffer[Math.min(below + 1, this.held - 1)] ?? NaN;
    return low + (high - low) * (position - below);
  }

  /** @param low - the least value @param high - the greatest @returns undefined without values */
  histogram(bins: number, low: number, high: number): Histogram | undefined {
    if (this.count === 0) return undefined;
    const counts = new Array<number>(low === high ? 1 : bins).fill(0);
    const width = (high - low) / counts.length;
    const put = (value: number, weight: number): void => {
      const bin = width === 0 ? 0 : Math.min(counts.length - 1, Math.floor((value - low) / width));
      counts[bin] = (counts[bin] ?? 0) + weight;
    };
    for (let index = 0; index < this.held; index += 1) put(this.buffer[index] ?? 0, 1);
    this.levels.forEach((values, level) => {
      for (const value of values) put(value, 2 ** (level + 1));
    });
    return {edges: [...counts.map((_, bin) => low + bin * width), high], counts};
  }

  private sort(): void {
    if (!this.isSorted) this.buffer.subarray(0, this.held).sort();
    this.isSorted = true;
  }

  private grow(): void {
    if (this.held < this.exactValues) {
      const larger = new Float64Array(Math.min(this.held * 2, this.exactValues));
      larger.set(this.buffer);
      this.buffer = larger;
      return;
    }
    this.sort();
    this.insert(this.halve(this.buffer), 0);
    this.held = 0;
  }

  /** Every other value of a sorted list, alternately the even and the odd places. */
  private halve(sorted: Float64Array): Float64Array {
    const start = this.keepOdd ? 1 : 0;
    this.keepOdd = !this.keepOdd;
    return Float64Array.from(
      {length: Math.ceil((sorted.length - start) / 2)},
      (_, index) => sorted[2 * index + start] ?? 0,
    );
  }

  private insert(values: Float64Array, level: number): void {
    const here = this.levels[level] ?? new Float64Array(0);
    const joined = new Float64Array(here.length + values.length);
    joined.set(here);
    joined.set(values, here.length);
    joined.sort();
    const isFull = joined.length > this.exactValues;
    this.levels[level] = isFull ? new Float64Array(0) : joined;
    if (isFull) this.insert(this.halve(joined), level + 1);
  }

  private inOrder(): readonly {readonly value: number; readonly weight: number}[] {
    const items: {value: number; weight: number}[] = [];
    for (let index = 0; index < this.held; index += 1) items.push({value: this.buffer[index] ?? 0, weight: 1});
    this.levels.forEach((values, level) => {
      for (const value of values) items.push({value, weight: 2 ** (level + 1)});
    });
    return items.sort((a, b) => a.value - b.value);
  }

  private weightedQuantile(q: number): number {
    // A table of quantiles asks hundreds of times.
    const items = (this.ordered ??= this.inOrder());
    const target = q * items.reduce((sum, {weight}) => sum + weight, 0);
    let seen = 0;
    for (const {value, weight} of items) {
      seen += weight;
      if (seen >= target) return value;
    }
    return items.at(-1)?.value ?? NaN;
  }
}
