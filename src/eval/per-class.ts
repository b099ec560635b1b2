// Precision, recall and F1 differ only in the ratio taken for one class; binary takes the second class's, several
// classes are averaged with equal weight (macro), as in scikit-learn.
import type {ClassRows, Measure} from './define.js';
import {Confusion} from './confusion.js';

/** One class's ratio: the value is `numerator / denominator`, and 0 where the denominator is 0. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

export interface PerClassOptions {
  readonly ratio: (confusion: Confusion, index: number) => Ratio;
  /** True when the ratio is a share of rows, so that its binary form has a Wilson interval. */
  readonly isProportion: boolean;
  /** Said when the denominator is 0. */
  readonly emptyNote: string;
}

/** @returns the metric over row counts; classes seen neither as truth nor as prediction stay out of the average */
export function measurePerClass(rows: ClassRows, options: PerClassOptions): Measure {
  return (counts) => {
    const confusion = new Confusion(rows, counts);
    if (rows.classes.length === 2) return measureBinary(confusion, options);
    let sum = 0;
    let seen = 0;
    for (let index = 0; index < confusion.classCount; index += 1) {
      if (confusion.support(index) + confusion.predicted(index) === 0) continue;
      sum += quotient(options.ratio(confusion, index));
      seen += 1;
    }
    return seen === 0 ? {value: null, note: 'there are no rows'} : {value: sum / seen};
  };
}

function measureBinary(confusion: Confusion, {ratio, isProportion, emptyNote}: PerClassOptions): ReturnType<Measure> {
  const {numerator, denominator} = ratio(confusion, 1);
  const value = quotient({numerator, denominator});
  return {
    value,
    ...(denominator === 0 ? {note: `${emptyNote}; taken as 0`} : {}),
    ...(isProportion ? {proportion: {successes: numerator, trials: denominator}} : {}),
  };
}

function quotient({numerator, denominator}: Ratio): number {
  return denominator === 0 ? 0 : numerator / denominator;
}
