// Quantiles in fixed memory: exact while there are few values, then a KLL sketch (Karnin, Lang, Liberty, "Optimal
// Quantile Approximation in Streams", FOCS 2016). Sketches of parts merge into one of the whole. Which of two neighbours
// survives is drawn from a counter, so that the same values in the same order give the same sketch.
import {philox} from '../core/index.js';
import {fromBase64, toBase64} from './base64-numbers.js';
import {histogramOf, type Histogram} from './histogram.js';
import {pickRank} from './pick-rank.js';

/** Values kept as they are before anything is left out: 1 MiB a column. */
const EXACT_VALUES = 1 << 17;

const FIRST_VALUES = 256;
/** From here on, putting all in order is less work than picking ranks: two for each of four quantiles. */
const MAX_PICKED = 8;

/** Capacity of the top level; those below hold two thirds of the one above. */
const TOP_CAPACITY = 4096;
const SHRINK = 2 / 3;
/** Larger than the paper needs: small levels are compacted too often to be fast. */
const LEAST_CAPACITY = 256;

export interface SketchOptions {
  /** How many values are kept as they are; default 131,072. */
  readonly exactValues?: number | undefined;
  /** Default 4096: ranks within 0.1 %. */
  readonly topCapacity?: number | undefined;
}

/** A sketch as plain JSON. Numbers are base64 of little-endian float64. */
export interface SketchState {
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly compactions: number;
  /** Values of weight 1, 2, 4 … */
  readonly levels: readonly string[];
}

interface Level {
  values: Float64Array;
  size: number;
}

interface Ordered {
  readonly values: Float64Array;
  /** Weight of this value and all before it. */
  readonly cumulative: Float64Array;
}

/** Collects finite numbers, answers quantiles. */
export class QuantileSketch {
  count = 0;
  min = Infinity;
  max = -Infinity;
  /** Level i holds values of weight 2^i, in order but for the first. */
  private levels: Level[];
  private isSorted = true;
  private compactions = 0;
  /** Ranks asked for since the values were last put in order. */
  private picked = 0;
  private readonly exactValues: number;
  private readonly topCapacity: number;
  /** The sketch in order, as the last question left it; gone with the next value. */
  private ordered: Ordered | undefined;

  constructor({exactValues = EXACT_VALUES, topCapacity = TOP_CAPACITY}: SketchOptions = {}) {
    this.exactValues = exactValues;
    this.topCapacity = topCapacity;
    this.levels = [{values: new Float64Array(Math.min(FIRST_VALUES, exactValues)), size: 0}];
  }

  get isExact(): boolean {
    return this.levels.length === 1;
  }

  /**
   * How far the rank of any quantile may be off, as a share of all values, with 99 % probability over the draws; all
   * quantiles at once. 0 while exact.
   *
   * @see Apache DataSketches, `KllSketch.getNormalizedRankError`: a fit to measurements of sketches of this layout
   */
  get rankError(): number {
    return this.isExact ? 0 : 2.446 / this.topCapacity ** 0.9433;
  }

  add(value: number): void {
    const [first] = this.levels as [Level];
    if (first.size === first.values.length) this.makeRoom(first);
    first.values[first.size] = value;
    first.size += 1;
    this.count += 1;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.isSorted = false;
    this.ordered = undefined;
  }

  /** What so many calls of {@link add} would do. @param present - finite numbers only @param length - of them */
  addAll(present: Float64Array, length: number = present.length): void {
    const [first] = this.levels as [Level];
    for (let from = 0; from < length;) {
      if (first.size === first.values.length) this.makeRoom(first);
      const taken = Math.min(length - from, first.values.length - first.size);
      first.values.set(present.subarray(from, from + taken), first.size);
      first.size += taken;
      from += taken;
      this.isSorted = false;
    }
    let {min, max} = this;
    for (let at = 0; at < length; at += 1) {
      const value = present[at] ?? NaN;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.min = min;
    this.max = max;
    this.count += length;
    this.ordered = undefined;
  }

  /** Takes in the sketch of further values. The result is exact while there are few enough values in all. */
  merge(other: QuantileSketch): void {
    const [first, ...upper] = other.levels as [Level, ...Level[]];
    const {count, min, max} = this;
    const total = count + other.count;
    // Upper levels go in from the top, so that what lies below meets the capacities it will have.
    upper.forEach((level, below) => this.insert(level.values.subarray(0, level.size), below + 1));
    this.addAll(first.values.slice(0, first.size));
    this.compactions += other.compactions;
    for (let level = 0; level < this.levels.length && !this.isExact; level += 1)
      if ((this.levels[level]?.size ?? 0) >= this.capacity(level)) this.compact(level);
    this.fitFirst();
    this.count = total;
    this.min = Math.min(min, other.min);
    this.max = Math.max(max, other.max);
    this.ordered = undefined;
  }

  /**
   * While exact, by linear interpolation between the two nearest values, as NumPy does; else a value whose rank is within
   * {@link rankError}.
   *
   * @param q - 0 to 1
   * @returns NaN without values
   */
  quantile(q: number): number {
    if (this.count === 0) return NaN;
    if (!this.isExact) return this.weightedQuantile(q);
    const position = q * (this.count - 1);
    const below = Math.floor(position);
    const low = this.smallest(below);
    const high = this.smallest(Math.min(below + 1, this.count - 1));
    return low + (high - low) * (position - below);
  }

  /** @param low - the least value @param high - the greatest @returns undefined without values */
  histogram(bins: number, low: number, high: number): Histogram | undefined {
    if (this.count === 0) return undefined;
    const weighted = this.levels.map(({values, size}, level) => ({
      values: values.subarray(0, size),
      weight: 2 ** level,
    }));
    return histogramOf(weighted, bins, low, high);
  }

  toJSON(): SketchState {
    const {count, min, max, compactions} = this;
    // In order, so that a sketch of values is the same text whatever was asked of it before.
    this.sorted();
    const levels = this.levels.map(({values, size}) => toBase64(values.subarray(0, size)));
    return {count, compactions, levels, min: count === 0 ? null : min, max: count === 0 ? null : max};
  }

  /** @throws Error where the state is of no sketch */
  static from(state: SketchState, options?: SketchOptions): QuantileSketch {
    const sketch = new QuantileSketch(options);
    sketch.levels = state.levels.map((text) => {
      const values = fromBase64(text);
      return {values, size: values.length};
    });
    if (sketch.levels.length === 0) throw new Error('a sketch without levels');
    sketch.isSorted = false;
    sketch.fitFirst();
    sketch.count = state.count;
    sketch.compactions = state.compactions;
    sketch.min = state.min ?? Infinity;
    sketch.max = state.max ?? -Infinity;
    const weight = sketch.levels.reduce((sum, {size}, level) => sum + size * 2 ** level, 0);
    if (weight !== state.count) throw new Error('the weights of a sketch are not those of its values');
    return sketch;
  }

  /** The value of a rank, from 0, while exact. One or two are picked out; for more, all are put in order. */
  private smallest(rank: number): number {
    const [{values, size}] = this.levels as [Level];
    if (!this.isSorted && this.picked < MAX_PICKED) {
      this.picked += 1;
      return pickRank(values, size, rank);
    }
    return this.sorted().values[rank] ?? NaN;
  }

  /** Level 0 in order. */
  private sorted(): Level {
    const [first] = this.levels as [Level];
    if (!this.isSorted) first.values.subarray(0, first.size).sort();
    this.isSorted = true;
    this.picked = 0;
    return first;
  }

  private capacity(level: number): number {
    const share = this.topCapacity * SHRINK ** (this.levels.length - 1 - level);
    return Math.max(Math.min(LEAST_CAPACITY, this.topCapacity), Math.ceil(share));
  }

  private makeRoom(first: Level): void {
    if (this.isExact && first.size < this.exactValues) {
      const larger = new Float64Array(Math.min(Math.max(first.size * 2, FIRST_VALUES), this.exactValues));
      larger.set(first.values);
      first.values = larger;
      return;
    }
    for (let level = 0; level === 0 || (this.levels[level]?.size ?? 0) >= this.capacity(level); level += 1)
      this.compact(level);
    this.fitFirst();
  }

  /** Makes the first level as large as it may become, once there are others. */
  private fitFirst(): void {
    const [first] = this.levels as [Level];
    const size = this.capacity(0);
    if (this.isExact || first.values.length === size) return;
    const values = new Float64Array(Math.max(size, first.size));
    values.set(first.values.subarray(0, first.size));
    first.values = values;
  }

  /** Every other value of a level, the even or the odd places by a draw, goes one up; of an odd number, one stays. */
  private compact(at: number): void {
    const level = at === 0 ? this.sorted() : this.levels[at];
    if (!level || level.size < 2) return;
    const pairs = level.size >> 1;
    const {values} = level;
    const draw = philox([this.compactions, at, 0, 0], [0x6b6c6c, 0])[0] ?? 0;
    this.compactions += 1;
    // The value left over is the least or the greatest, by another bit: always the same would lean to one side.
    const isOdd = level.size % 2 === 1;
    const start = isOdd && (draw & 2) !== 0 ? 1 : 0;
    const offset = start + (draw & 1);
    const survivors = new Float64Array(pairs);
    for (let pair = 0; pair < pairs; pair += 1) survivors[pair] = values[2 * pair + offset] ?? 0;
    if (isOdd) values[0] = values[start === 1 ? 0 : level.size - 1] ?? 0;
    level.size = isOdd ? 1 : 0;
    this.insert(survivors, at + 1);
  }

  /** Puts values in order into a level above the first. */
  private insert(values: Float64Array, at: number): void {
    while (this.levels.length <= at) this.levels.push({values: new Float64Array(0), size: 0});
    const level = this.levels[at];
    if (!level) return;
    const joined = new Float64Array(level.size + values.length);
    let [a, b] = [0, 0];
    for (let to = 0; to < joined.length; to += 1) {
      const takesOwn = a < level.size && (b >= values.length || (level.values[a] ?? 0) <= (values[b] ?? 0));
      joined[to] = (takesOwn ? level.values[a++] : values[b++]) ?? 0;
    }
    level.values = joined;
    level.size = joined.length;
  }

  private inOrder(): Ordered {
    const items: {value: number; weight: number}[] = [];
    this.levels.forEach(({values, size}, level) => {
      for (let at = 0; at < size; at += 1) items.push({value: values[at] ?? 0, weight: 2 ** level});
    });
    items.sort((a, b) => a.value - b.value);
    let sum = 0;
    return {
      values: Float64Array.from(items, ({value}) => value),
      cumulative: Float64Array.from(items, ({weight}) => (sum += weight)),
    };
  }

  private weightedQuantile(q: number): number {
    if (q <= 0) return this.min;
    if (q >= 1) return this.max;
    // A table of quantiles asks hundreds of times.
    const {values, cumulative} = (this.ordered ??= this.inOrder());
    const target = q * this.count;
    let [low, high] = [0, cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) < target) low = middle + 1;
      else high = middle;
    }
    return values[low] ?? NaN;
  }
}
