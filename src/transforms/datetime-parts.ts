import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {defineTransform} from './define.js';

const DAY = 86400;
const PARTS = ['year', 'month', 'weekday', 'hour_sin', 'hour_cos'] as const;

/**
 * Parts of a date, UTC, from seconds since the epoch: float64 `[N, C]` → float64 `[N, 5·C]`, for each column the year, the
 * month (1 to 12), the weekday (Monday 0 to Sunday 6), and sine and cosine of the time of day (a turn is 24 hours).
 * Missing stays missing. Option `separator` stands between the column's name and the part's.
 *
 * The calendar is Howard Hinnant's `civil_from_days` (chrono-Compatible Low-Level Date Algorithms, 2013) in doubles with
 * Floor, which rounds down before 1970 too (integer division in ONNX would round towards zero).
 */
export const datetimeParts = defineTransform<{readonly separator: string}>({
  name: 'datetime-parts',
  version: 1,
  summary: 'Year, month, weekday and time of day of a date.',
  takes: ['float64'],
  gives: 'float64',
  fillsMissing: false,
  choosableFor: ['datetime'],
  followedBy: 'standardize',
  outputKind: 'numeric',
  options: {separator: '_'},
  fit: (_columns, {separator}) => ({separator: typeof separator === 'string' ? separator : '_'}),
  outputs: (columns, {separator}) => columns.flatMap((name) => PARTS.map((part) => name + separator + part)),
  build: (g, x) => {
    const days = floorDiv(g, x, DAY);
    const angle = g.scale(g.sub(x, g.scale(days, DAY)), (2 * Math.PI) / DAY);
    const {year, month} = civilFromDays(g, days);
    // 1970-01-01 was a Thursday.
    const weekday = modulo(g, g.shift(days, 3), 7);
    const parts = [year, month, weekday, g.op('Sin', [angle]), g.op('Cos', [angle])];
    const width = x.shape?.[1];
    const stacked = g.concat(
      parts.map((part) => g.unsqueeze(part, [2])),
      2,
    );
    // 0 keeps the number of rows, also where there are none.
    return g.reshape(stacked, [0, typeof width === 'number' ? width * PARTS.length : -1]);
  },
});

/** ⌊a / n⌋. Exact for whole |a| below 2⁵³: a quotient short of a whole number is short of it by 1/n at least. */
function floorDiv(g: OpGraph, a: Value, n: number): Value {
  return g.op('Floor', [g.div(a, g.scalar(n, 'float64'))]);
}

function modulo(g: OpGraph, a: Value, n: number): Value {
  return g.sub(a, g.scale(floorDiv(g, a, n), n));
}

/** @param days - since 1970-01-01. Years begin in March inside, so that the leap day is the last of its year. */
function civilFromDays(g: OpGraph, days: Value): {year: Value; month: Value} {
  const fromMarch0000 = g.shift(days, 719_468);
  const era = floorDiv(g, fromMarch0000, 146_097);
  const dayOfEra = g.sub(fromMarch0000, g.scale(era, 146_097));
  const leapDays = g.add(
    g.sub(floorDiv(g, dayOfEra, 36_524), floorDiv(g, dayOfEra, 1460)),
    g.neg(floorDiv(g, dayOfEra, 146_096)),
  );
  const yearOfEra = floorDiv(g, g.add(dayOfEra, leapDays), 365);
  const daysBefore = g.sub(g.add(g.scale(yearOfEra, 365), floorDiv(g, yearOfEra, 4)), floorDiv(g, yearOfEra, 100));
  const dayOfYear = g.sub(dayOfEra, daysBefore);
  const monthFromMarch = floorDiv(g, g.shift(g.scale(dayOfYear, 5), 2), 153);
  const isNextYear = g.greater(monthFromMarch, g.scalar(9, 'float64'));
  const month = g.where(isNextYear, g.shift(monthFromMarch, -9), g.shift(monthFromMarch, 3));
  const year = g.add(g.add(yearOfEra, g.scale(era, 400)), g.cast(isNextYear, 'float64'));
  return {year, month};
}
