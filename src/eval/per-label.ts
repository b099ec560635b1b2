// F1 over the labels of rows that have several.
import {counted} from '../core/index.js';
import type {ClassTable, Measure, Ratio} from './define.js';
import {F1} from './per-class.js';
import {NO_ROWS} from './row-mean.js';

const AVERAGES = {
  micro: (ratios: readonly Ratio[]) =>
    quotient({numerator: sumOf(ratios, 'numerator'), denominator: sumOf(ratios, 'denominator')}),
  macro: (ratios: readonly Ratio[]) => ratios.reduce((sum, ratio) => sum + quotient(ratio), 0) / ratios.length,
} as const;

/** All labels count, also those that are nowhere: their F1 is 0, as scikit-learn's `zero_division=0` has it. */
export function measureLabels(average: keyof typeof AVERAGES): Measure {
  return ({confusion, total}) => {
    if (total === 0) return NO_ROWS;
    const ratios = ratiosOf(confusion);
    const empty = ratios.filter(({denominator}) => denominator === 0).length;
    const isTold = empty > 0 && (average === 'macro' || empty === ratios.length);
    return {
      value: AVERAGES[average](ratios),
      ...(isTold ? {note: `${counted(empty, 'label')} that no row has or was given; taken as 0`} : {}),
    };
  };
}

function ratiosOf(table: ClassTable): Ratio[] {
  return Array.from({length: table.classCount}, (_, index) => F1.ratio(table, index));
}

function sumOf(ratios: readonly Ratio[], member: keyof Ratio): number {
  return ratios.reduce((sum, ratio) => sum + ratio[member], 0);
}

function quotient({numerator, denominator}: Ratio): number {
  return denominator === 0 ? 0 : numerator / denominator;
}
