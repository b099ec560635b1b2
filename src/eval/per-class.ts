// Precision, recall and F1 differ only in the ratio taken for one class; two classes take that of the positive one,
// several are averaged, as in scikit-learn.
import type {Average, ClassRows, ClassTable, Measure, Measured, Ratio, RatioDefinition} from './define.js';
import {NO_ROWS} from './row-mean.js';

/** Of the rows given a class, those that belong to it. */
export const PRECISION: RatioDefinition = {
  ratio: (confusion, index) => ({numerator: confusion.cell(index, index), denominator: confusion.predicted(index)}),
  isProportion: true,
  emptyNote: 'no row was predicted positive',
};

/** Of the rows of a class, those that were found. */
export const RECALL: RatioDefinition = {
  ratio: (confusion, index) => ({numerator: confusion.cell(index, index), denominator: confusion.support(index)}),
  isProportion: true,
  emptyNote: 'no row is positive',
};

/** Harmonic mean of both: 2·TP / (2·TP + FP + FN). */
export const F1: RatioDefinition = {
  ratio: (confusion, index) => ({
    numerator: 2 * confusion.cell(index, index),
    denominator: confusion.support(index) + confusion.predicted(index),
  }),
  isProportion: false,
  emptyNote: 'no row is positive and none was predicted so',
};

/** The ratio of the positive class where there are two classes, otherwise the mean over classes (macro). */
export function measureRatio(rows: ClassRows, definition: RatioDefinition): Measure {
  return rows.classes.length === 2 ? measureClass(definition, rows.positive) : measureAverage(definition, 'macro');
}

/** The ratio of one class; 0 with a note where its denominator is 0. @param index - of the class */
export function measureClass({ratio, isProportion, emptyNote}: RatioDefinition, index: number): Measure {
  return ({confusion, total}) => {
    if (total === 0) return NO_ROWS;
    const {numerator, denominator} = ratio(confusion, index);
    return {
      value: quotient({numerator, denominator}),
      ...(denominator === 0 ? {note: `${emptyNote}; taken as 0`} : {}),
      ...(isProportion ? {proportion: {successes: numerator, trials: denominator}} : {}),
    };
  };
}

/**
 * A ratio over all classes: `macro` counts each class alike, `weighted` by its rows, `micro` sums before dividing.
 * Classes seen neither as truth nor as prediction stay out of the average.
 */
export function measureAverage({ratio}: RatioDefinition, average: Average): Measure {
  return ({confusion}) => {
    const seen = Array.from({length: confusion.classCount}, (_, index) => ({
      ...ratio(confusion, index),
      support: confusion.support(index),
      isSeen: confusion.support(index) + confusion.predicted(index) > 0,
    })).filter(({isSeen}) => isSeen);
    return seen.length === 0 ? NO_ROWS : {value: AVERAGES[average](seen)};
  };
}

type Seen = readonly (Ratio & {readonly support: number})[];

const AVERAGES: Readonly<Record<Average, (seen: Seen) => number>> = {
  macro: (seen) => sumOf(seen, quotient) / seen.length,
  weighted: (seen) => sumOf(seen, (one) => quotient(one) * one.support) / sumOf(seen, ({support}) => support),
  micro: (seen) => sumOf(seen, ({numerator}) => numerator) / sumOf(seen, ({denominator}) => denominator),
};

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

function quotient({numerator, denominator}: Ratio): number {
  return denominator === 0 ? 0 : numerator / denominator;
}

/** Recall of each class that has rows, averaged. @returns null without rows */
export function meanRecall(confusion: ClassTable): Measured {
  const recalls = Array.from({length: confusion.classCount}, (_, index) => RECALL.ratio(confusion, index)).filter(
    ({denominator}) => denominator > 0,
  );
  return recalls.length === 0 ? NO_ROWS : {value: sumOf(recalls, quotient) / recalls.length};
}
