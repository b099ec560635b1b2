// An evaluation as rows of a table; the command line draws them.
import type {EvalResult} from './evaluate.js';

export interface ReportTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Loss and metrics with their intervals. */
export function metricTable({loss, lossName, metrics}: EvalResult): ReportTable {
  return {
    head: ['metric', 'value', '95 % low', '95 % high', ''],
    rows: [
      [`loss (${lossName})`, loss, null, null, ''],
      ...Object.entries(metrics).map(([name, {value, low, high, note = ''}]) => [name, value, low, high, note]),
    ],
  };
}

/** Counts by true class (rows) and predicted class (columns); undefined for regression. */
export function confusionTable({confusion}: EvalResult): ReportTable | undefined {
  if (!confusion) return undefined;
  const {classes, counts} = confusion;
  return {
    head: ['true \\ predicted', ...classes],
    rows: classes.map((name, index) => [name, ...(counts[index] ?? [])]),
  };
}
