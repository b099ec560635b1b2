// What each feature alone says about the target, by the measure that suits the two.
import type {Field} from '../../data/index.js';
import {isMissing} from '../row-filters.js';
import {areaUnderCurve, correlationRatio, cramersV, pearson, spearman} from './association.js';

/** Categories beyond which a column tells its rows apart rather than grouping them. */
const MAX_GROUPS = 1000;
/** Rows below which nothing is said. */
const MIN_ROWS = 20;

export type Measure = 'pearson' | 'auc' | 'correlation-ratio' | 'cramers-v';

export interface Relation {
  /**
   * `pearson`: two numbers · `auc`: a number or a boolean and a target of two classes, the second in sorted order taken as
   * positive · `correlation-ratio`: a number and a category · `cramers-v`: two categories. The last two are corrected for
   * the number of categories.
   */
  readonly measure: Measure;
  readonly value: number;
  /** From 0 (nothing) to 1 (the target follows from it): how strong the relation is, by value or by order. */
  readonly strength: number;
  /** Rows it was computed from. */
  readonly rows: number;
}

type Column = Float64Array | (string | null)[];

/** Codes 0 … in sorted order; undefined where there are too many different values. */
export function codesOf(values: readonly (string | number)[]): {codes: Uint32Array; count: number} | undefined {
  const distinct = [...new Set(values)];
  if (distinct.length > MAX_GROUPS || distinct.length > values.length / 2) return undefined;
  const codeOf = new Map(distinct.sort((a, b) => (a < b ? -1 : 1)).map((value, code) => [value, code]));
  return {codes: Uint32Array.from(values, (value) => codeOf.get(value) ?? 0), count: distinct.length};
}

/** True for a target that is one of some classes. */
export function isClassField({kind, storage}: Field): boolean {
  return storage === 'int32' || (storage !== 'float32' && kind !== 'numeric' && kind !== 'datetime');
}

/**
 * @param feature - its values, beside those of the target row by row
 * @returns undefined where there is nothing to compare: too few rows, one value only, a category for each row
 */
export function relate(feature: Column, target: Column, isClass: boolean): Relation | undefined {
  const rows: number[] = [];
  for (let row = 0; row < target.length; row += 1)
    if (!isMissing(feature[row]) && !isMissing(target[row])) rows.push(row);
  if (rows.length < MIN_ROWS) return undefined;
  const take = (column: Column): (string | number)[] => rows.map((row) => column[row] ?? '');
  const relation = isClass
    ? toClasses(take(feature), take(target), Array.isArray(feature))
    : toNumbers(take(feature), Float64Array.from(take(target) as number[]), Array.isArray(feature));
  return relation && Number.isFinite(relation.value) ? {...relation, rows: rows.length} : undefined;
}

type Found = Omit<Relation, 'rows'> | undefined;

function toClasses(x: (string | number)[], y: (string | number)[], isText: boolean): Found {
  const classes = codesOf(y);
  if (!classes) return undefined;
  if (isText) {
    const groups = codesOf(x);
    if (!groups) return undefined;
    const value = cramersV(groups.codes, groups.count, classes.codes, classes.count);
    return {measure: 'cramers-v', value, strength: value};
  }
  const numbers = Float64Array.from(x as number[]);
  if (classes.count === 2) {
    const value = areaUnderCurve(numbers, Uint8Array.from(classes.codes));
    return {measure: 'auc', value, strength: 2 * Math.max(value, 1 - value) - 1};
  }
  const value = correlationRatio(numbers, classes.codes, classes.count);
  return {measure: 'correlation-ratio', value, strength: value};
}

function toNumbers(x: (string | number)[], y: Float64Array, isText: boolean): Found {
  if (isText) {
    const groups = codesOf(x);
    if (!groups) return undefined;
    const value = correlationRatio(y, groups.codes, groups.count);
    return {measure: 'correlation-ratio', value, strength: value};
  }
  const numbers = Float64Array.from(x as number[]);
  const value = pearson(numbers, y);
  return {measure: 'pearson', value, strength: Math.max(Math.abs(value), Math.abs(spearman(numbers, y)))};
}
