// The order of training rows: a full permutation that depends on (seed, epoch) and on nothing else, so that any
// point of a run can be reached again without replaying what came before.
import {Random} from '../core/index.js';

/** xoshiro128** (Blackman and Vigna 2018): an epoch's shuffle draws one number a row, which Philox makes too dear. */
function createGenerator(random: Random): () => number {
  let a = random.uint32();
  let b = random.uint32();
  let c = random.uint32();
  let d = random.uint32() | 1;
  return () => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
}

/**
 * The rows of one epoch in the order they are trained on (Fisher-Yates; the bias is below rowCount · 2⁻³²).
 *
 * @param epoch - 0-based
 * @returns a permutation of 0 … rowCount−1
 */
export function epochOrder(rowCount: number, seed: number, epoch: number): Int32Array {
  const next = createGenerator(new Random(seed).derive('shuffle', epoch));
  const order = new Int32Array(rowCount);
  for (let index = 0; index < rowCount; index += 1) order[index] = index;
  for (let index = rowCount - 1; index > 0; index -= 1) {
    const other = Math.floor((next() / 0x100000000) * (index + 1));
    const held = order[index] ?? 0;
    order[index] = order[other] ?? 0;
    order[other] = held;
  }
  return order;
}

/** The batches of one epoch. The last one is shorter where the row count is no multiple of the batch size. */
export interface EpochPlan {
  readonly rowCount: number;
  readonly batchSize: number;
  /** Steps of one epoch. */
  readonly stepCount: number;
}

export function planEpoch(rowCount: number, batchSize: number): EpochPlan {
  return {rowCount, batchSize, stepCount: Math.ceil(rowCount / batchSize)};
}

export interface StepRows {
  /** `[steps · batchSize]` row numbers; a short batch is padded with row 0, which its length leaves out. */
  readonly indices: Int32Array;
  /** Rows of each step. */
  readonly lengths: number[];
}

/** The rows of steps `first … first + count − 1` of an epoch. @param first - 0-based step of the epoch */
export function rowsOfSteps(plan: EpochPlan, order: Int32Array, first: number, count: number): StepRows {
  const {batchSize, rowCount} = plan;
  const begin = first * batchSize;
  const rows = order.subarray(begin, Math.min(rowCount, begin + count * batchSize));
  const lengths = Array.from({length: count}, (_, step) => Math.min(batchSize, rowCount - (begin + step * batchSize)));
  if (rows.length === count * batchSize) return {indices: rows, lengths};
  const indices = new Int32Array(count * batchSize);
  indices.set(rows);
  return {indices, lengths};
}
