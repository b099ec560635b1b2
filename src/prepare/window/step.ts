// The distance from one row of a series to the next: so many seconds (or units of a column of numbers), calendar months, or
// simply the next row.
import {columnWidth, type Dataset, type Field} from '../../data/index.js';
import {prepareError} from '../errors.js';

export type SeriesStep =
  | {readonly kind: 'rows'}
  | {readonly kind: 'fixed'; readonly size: number}
  | {readonly kind: 'months'; readonly count: number};

const UNITS: Readonly<Record<string, number>> = {ms: 0.001, s: 1, m: 60, h: 3600, d: 86400, w: 604800};
const MONTHS: Readonly<Record<string, number>> = {mo: 1, y: 12};

/** Of steps that are whole only up to the last bits of a time. */
const NEARLY_WHOLE = 1e-6;
/** Seconds of the longest month. */
const LONGEST_MONTH = 31 * 86400;
/** Share of the distances that a step found by itself must explain. */
const USUAL_SHARE = 0.5;
const MONTHS_SHARE = 0.9;
/** Distinct distances that are counted: a series with more has no step. */
const MAX_DISTANCES = 10_000;

/**
 * `rows`, or a duration: `15m`, `1h`, `1d`, `1w`, `1mo`, `1y`; a number where time is counted in numbers.
 *
 * @throws IngotError `PREPARE_OPTION`
 */
export function parseStep(text: string, time: Field): SeriesStep {
  if (text === 'rows') return {kind: 'rows'};
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|mo|m|h|d|w|y)?$/.exec(text) ?? [];
  const count = Number(digits);
  const isPlain = unit === '';
  const months = MONTHS[unit];
  if (digits !== '' && count > 0 && isPlain === (time.kind !== 'datetime')) {
    if (months === undefined) return {kind: 'fixed', size: count * (UNITS[unit] ?? 1)};
    if (Number.isInteger(count)) return {kind: 'months', count: count * months};
  }
  const wanted = time.kind === 'datetime' ? 'a duration such as 15m, 1h, 1d, 1mo' : 'a number above 0';
  throw prepareError('PREPARE_OPTION', `--step expects auto, rows or ${wanted}, got '${text}'.`, {
    hints: [`Column '${time.name}' is ${time.kind}.`],
  });
}

/** How many steps lie between two instants; not whole where the second is on no step. */
export function stepsBetween(step: SeriesStep, from: number, to: number): number {
  if (step.kind === 'rows') return 1;
  const steps = step.kind === 'fixed' ? (to - from) / step.size : monthsBetween(from, to) / step.count;
  return Math.abs(steps - Math.round(steps)) < NEARLY_WHOLE ? Math.round(steps) : steps;
}

/** Whole where both stand at the same day and time of their months, or at the last days of them; NaN elsewhere. */
function monthsBetween(from: number, to: number): number {
  const [a, b] = [new Date(from * 1000), new Date(to * 1000)];
  const isLast = (date: Date): boolean => new Date(date.getTime() + 86_400_000).getUTCDate() === 1;
  const sameTime = (from % 86400) - (to % 86400) === 0;
  const sameDay = a.getUTCDate() === b.getUTCDate() || (isLast(a) && isLast(b));
  if (!sameTime || !sameDay) return NaN;
  return 12 * (b.getUTCFullYear() - a.getUTCFullYear()) + b.getUTCMonth() - a.getUTCMonth();
}

/** The longest time that so many steps can take, in the column's unit; undefined where nothing is known of it. */
export function spanOf(step: SeriesStep, steps: number): number | undefined {
  if (step.kind === 'rows') return undefined;
  return steps * (step.kind === 'fixed' ? step.size : step.count * LONGEST_MONTH);
}

/** For messages: `1h`, `a month`. */
export function describeStep(step: SeriesStep, time: Field): string {
  if (step.kind === 'rows') return 'a row';
  if (step.kind === 'months') return step.count === 1 ? 'a month' : `${String(step.count)} months`;
  if (time.kind !== 'datetime') return String(step.size);
  const [unit, size] = (
    [
      ['d', 86400],
      ['h', 3600],
      ['m', 60],
    ] as const
  ).find(([, seconds]) => step.size % seconds === 0) ?? ['s', 1];
  return `${String(step.size / size)}${unit}`;
}

/**
 * The usual distance between neighbouring rows of a series, from one pass over the rows.
 *
 * @param by - position of the column that tells series apart, −1 for one series
 * @throws IngotError `WINDOW_STEP` where there is none
 */
export async function findStep(
  dataset: Dataset,
  time: Field,
  {at, by}: {readonly at: number; readonly by: number},
): Promise<SeriesStep> {
  const last = new Map<string, number>();
  const distances = new Map<number, number>();
  const months = new Map<number, number>();
  let total = 0;
  for await (const {rowCount, columns} of dataset.batches()) {
    const [times = [], names] = [columns[at], columns[by]];
    if (columnWidth(times, rowCount) !== 1) break;
    for (let row = 0; row < rowCount; row += 1) {
      const series = String(names?.[row] ?? '');
      const value = Number(times[row] ?? NaN);
      const before = last.get(series);
      last.set(series, value);
      if (before === undefined || !(value > before)) continue;
      total += 1;
      const distance = value - before;
      if (distances.has(distance) || distances.size < MAX_DISTANCES)
        distances.set(distance, (distances.get(distance) ?? 0) + 1);
      const count = time.kind === 'datetime' ? monthsBetween(before, value) : NaN;
      if (count >= 1) months.set(count, (months.get(count) ?? 0) + 1);
    }
  }
  // Without two rows in some series there is nothing to be regular.
  if (total === 0) return {kind: 'rows'};
  // More than half of the months have 31 days, so months are looked for first.
  const inMonths = [...months.values()].reduce((sum, count) => sum + count, 0);
  if (inMonths >= MONTHS_SHARE * total) return {kind: 'months', count: mostFrequent(months)[0]};
  const [size, count] = mostFrequent(distances);
  if (count >= USUAL_SHARE * total) return {kind: 'fixed', size};
  throw prepareError(
    'WINDOW_STEP',
    `${dataset.name}: column '${time.name}' has no regular step; the commonest, ${describeStep({kind: 'fixed', size}, time)}, is that of ${String(count)} of ${String(total)} rows.`,
    {hints: ['Say what it is to be: --step 1h.', 'Or take each row for a step, whatever lies between: --step rows.']},
  );
}

/** The smaller of two equally frequent ones. */
function mostFrequent(counts: ReadonlyMap<number, number>): [value: number, count: number] {
  return [...counts].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a));
}
