// Columns no model can learn from: the same in every row, or another in every row.
import type {ColumnStatistics, Field} from '../../data/index.js';

const MIN_ROWS = 20;
/** From this share of distinct values on, a text tells rows apart. */
const DISTINCT_SHARE = 0.99;
/** An estimate of how many distinct values there are may be off by so much. */
const ESTIMATE_SHARE = 0.95;

/** True where nothing but one value is ever there. A column that is missing in some rows only says at least that. */
export function isConstant(statistics: ColumnStatistics): boolean {
  const {elements} = statistics;
  if (elements && elements.all.min < elements.all.max) return false;
  return statistics.present === 0 || (statistics.distinct === 1 && statistics.missing === 0);
}

/**
 * True for a raw feature that names rows: a category (or a text without blanks) that is another in nearly every row, or
 * whole numbers that are all different and fill a range, as counters do. Measured quantities are neither.
 */
export function isIdLike({role, kind, storage}: Field, statistics: ColumnStatistics): boolean {
  const {present, distinct, isDistinctExact, min, max} = statistics;
  if (role !== 'feature' || present < MIN_ROWS) return false;
  if (storage === 'utf8') {
    if (distinct < (isDistinctExact ? DISTINCT_SHARE : ESTIMATE_SHARE) * present) return false;
    if (kind === 'category') return true;
    const words = [...statistics.frequencies.keys()];
    return words.filter((word) => !/\s/.test(String(word))).length >= DISTINCT_SHARE * words.length;
  }
  if (storage !== 'float64' || kind !== 'numeric' || !statistics.isInteger) return false;
  const isDense = max - min + 1 <= 1.5 * present;
  return isDense && (isDistinctExact ? distinct === present : distinct >= ESTIMATE_SHARE * present);
}
