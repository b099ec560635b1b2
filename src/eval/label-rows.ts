// Rows with several labels each, what was given to them worked out once for all metrics.
import {LABEL_THRESHOLD} from '../prepare/index.js';
import {at} from './class-rows.js';
import type {ClassRowsOptions} from './class-rows.js';
import type {ClassRows, LabelRows, Measure} from './define.js';
import type {RowWeights} from './row-sample.js';

/**
 * @param truths - `[N, C]` row-major, 1 where a row has the label
 * @param probabilities - `[N, C]` row-major
 */
export function makeLabelRows(
  classes: readonly string[],
  truths: ArrayLike<number>,
  probabilities: Float32Array | Float64Array,
  {threshold = LABEL_THRESHOLD, weights}: Omit<ClassRowsOptions, 'positive'> = {},
): LabelRows {
  const given = Uint8Array.from(probabilities, (probability) => (probability >= threshold ? 1 : 0));
  return {task: 'multilabel', classes, truths: Uint8Array.from(truths), given, probabilities, weights};
}

/** How many labels of a row are true, given, and both. */
export interface LabelCounts {
  readonly truths: Int32Array;
  readonly given: Int32Array;
  readonly both: Int32Array;
}

/** `[N]` each. */
export function countLabels({classes, truths, given}: LabelRows): LabelCounts {
  const width = classes.length;
  const sumOf = (isOne: (index: number) => boolean): Int32Array => {
    const sums = new Int32Array(truths.length / Math.max(1, width));
    for (let index = 0; index < truths.length; index += 1)
      if (isOne(index)) sums[Math.floor(index / width)] = at(sums, Math.floor(index / width)) + 1;
    return sums;
  };
  return {
    truths: sumOf((index) => truths[index] === 1),
    given: sumOf((index) => given[index] === 1),
    both: sumOf((index) => truths[index] === 1 && given[index] === 1),
  };
}

/** `[N]` 1 for the rows that were given all of their labels and no other. */
export function exactRows(rows: LabelRows): Uint8Array {
  const {truths, given, both} = countLabels(rows);
  return Uint8Array.from(both, (count, row) => (count === truths[row] && count === given[row] ? 1 : 0));
}

/** One label as a question of two classes, the second being that a row has it. */
function binaryRows({classes, truths, given, probabilities, weights}: LabelRows, index: number): ClassRows {
  const width = classes.length;
  const rowCount = truths.length / width;
  const own = new Float64Array(2 * rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    own[2 * row + 1] = at(probabilities, row * width + index);
    own[2 * row] = 1 - at(own, 2 * row + 1);
  }
  const pick = (data: Uint8Array): Int32Array =>
    Int32Array.from({length: rowCount}, (_, row) => at(data, row * width + index));
  const name = classes[index] ?? '';
  return {
    ...{task: 'classification', classes: ['', name], labels: pick(truths), predicted: pick(given)},
    ...{probabilities: own, positive: 1, weights},
  };
}

/** The mean over labels of a measure of two classes; null where a label has none. */
export function measureEachLabel(rows: LabelRows, prepare: (rows: ClassRows) => Measure): Measure {
  const measures = rows.classes.map((_, index) => prepare(binaryRows(rows, index)));
  return (sample) => {
    let sum = 0;
    for (const [index, measure] of measures.entries()) {
      const {value, note = 'undefined'} = measure(sample);
      if (value === null)
        return {value, note: `${note.replace(/ of class '.*'$/, '')} of label '${rows.classes[index] ?? ''}'`};
      sum += value;
    }
    return {value: sum / measures.length};
  };
}

/** What rows count by label: the counts that precision, recall and F1 of a label are read from. */
export class LabelTable {
  readonly classCount: number;
  private readonly both: Float64Array;
  private readonly truths: Float64Array;
  private readonly given: Float64Array;

  /** @param weights - `[N]` how much each row counts */
  constructor(rows: LabelRows, weights: RowWeights) {
    const count = rows.classes.length;
    this.classCount = count;
    this.both = new Float64Array(count);
    this.truths = new Float64Array(count);
    this.given = new Float64Array(count);
    const {truths, given} = rows;
    for (let index = 0; index < truths.length; index += 1) {
      const weight = weights[Math.floor(index / count)] ?? 0;
      const label = index % count;
      if (truths[index] === 1) this.truths[label] = (this.truths[label] ?? 0) + weight;
      if (given[index] === 1) this.given[label] = (this.given[label] ?? 0) + weight;
      if (truths[index] === 1 && given[index] === 1) this.both[label] = (this.both[label] ?? 0) + weight;
    }
  }

  /** Rows that have a label and were given it. @param truth - the label, twice */
  cell(truth: number, predicted: number): number {
    return truth === predicted ? at(this.both, truth) : NaN;
  }

  /** Rows that have the label. */
  support(index: number): number {
    return at(this.truths, index);
  }

  /** Rows that were given the label. */
  predicted(index: number): number {
    return at(this.given, index);
  }
}
