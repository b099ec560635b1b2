// Which part each row of a dataset goes to, and what there is to say about it.
import {counted, ignoreEvents, Random} from '../../core/index.js';
import type {ColumnData, Dataset, Field} from '../../data/index.js';
import {prepareError} from '../errors.js';
import {isMissing} from '../row-filters.js';
import {dealGroups, dealRows, exactSizes} from './assign.js';
import {SPLIT_NAMES, type SplitColumns, type SplitOptions} from './options.js';
import type {SplitRows} from './read.js';
import {oneStratum, smallStrata, strataOf} from './strata.js';
import {cutByTime, describeTimes, formatInstant, orderByTime} from './time.js';

export interface Assignment {
  readonly dataset: Dataset;
  readonly columns: SplitColumns;
  readonly rows: SplitRows;
  /** A share for each part; those of share 0 get nothing. */
  readonly ratios: readonly number[];
  readonly options: SplitOptions;
}

export interface Plan {
  readonly partOf: Uint16Array;
  /** Of each part: `train`, or `fold 1`; by time the first is what the first fold trains on. */
  readonly names: readonly string[];
  readonly rowCounts: readonly number[];
  /** By time: the first and the last instant of some rows. */
  readonly rangeOf: ((isIn: (row: number) => boolean) => readonly [string, string] | undefined) | undefined;
  /** By time: whether a row comes too little before a part, given by its index, to be left in an earlier one. */
  readonly isNear: ((row: number, part: number) => boolean) | undefined;
}

/** @throws IngotError as `splitDataset` */
export function planSplit(request: Assignment): Plan {
  const {dataset, columns, rows, ratios, options} = request;
  const {report = ignoreEvents} = options;
  const names = ratios.map((_, part) => partName(part, options));
  const sizes = exactSizes(rows.rowCount, ratios);
  const isWanted = (part: number): boolean => (ratios[part] ?? 0) > 0;
  const lacking = sizes.findIndex((size, part) => size === 0 && isWanted(part));
  if (lacking >= 0)
    throw tooSmall(
      dataset,
      `${counted(rows.rowCount, 'row is', 'rows are')} too few to give any to ${names[lacking] ?? ''}`,
    );
  const given = givenFields(columns);
  const cells = (field: Field): ColumnData => rows.columns[given.indexOf(field)] ?? [];
  const {time, group, stratify} = columns;
  const warn = (message: string): void => report({type: 'warning', message});
  const strata = stratify ? strataOf(stratify, cells(stratify), options.bins) : oneStratum(rows.rowCount);
  const random = new Random(options.seed).derive('split');
  const partOf = time
    ? assignByTime(request, time, {times: cells(time), sizes})
    : group
      ? dealGroups(groupsOf(request, group, {cells: cells(group), sizes}), strata, {sizes, random})
      : dealRows(strata, sizes, random);
  const rowCounts = ratios.map(() => 0);
  for (const part of partOf) rowCounts[part] = (rowCounts[part] ?? 0) + 1;
  const bare = rowCounts.findIndex((count, part) => count === 0 && isWanted(part));
  if (bare >= 0)
    throw tooSmall(dataset, `the groups of '${group?.name ?? ''}' are too few to give any to ${names[bare] ?? ''}`);
  const parts = names.map((name, index) => ({name, index})).filter(({index}) => isWanted(index));
  if (stratify) smallStrata(strata, partOf, {field: stratify, parts}).forEach(warn);
  if (rowCounts.some((count, part) => count !== sizes[part]))
    report({
      type: 'note',
      message: `Whole ${time ? 'instants' : 'groups'} stay together: ${parts.map(({name, index}) => `${name} has ${counted(rowCounts[index] ?? 0, 'row')} for ${String(sizes[index])} asked`).join(', ')}.`,
    });
  const rangeOf = time && ((isIn: (row: number) => boolean) => instantsOf(time, cells(time), isIn));
  const isNear = time && nearness(time, cells(time), {partOf, gap: options.gap});
  return {partOf, names, rowCounts, rangeOf, isNear};
}

/** Undefined where nothing is to be left out. */
function nearness(
  {span}: Field,
  times: ColumnData,
  {partOf, gap = (span?.[0] ?? 0) + (span?.[1] ?? 0)}: {partOf: Uint16Array; gap?: number | undefined},
): Plan['isNear'] {
  if (gap === 0) return undefined;
  const starts: number[] = [];
  partOf.forEach((part, row) => {
    starts[part] = Math.min(starts[part] ?? Infinity, Number(times[row]));
  });
  return (row, part) => Number(times[row]) >= (starts[part] ?? Infinity) - gap;
}

function partName(part: number, {folds, time}: SplitOptions): string {
  if (folds === undefined) return SPLIT_NAMES[part] ?? '';
  if (time === undefined) return `fold ${String(part + 1)}`;
  return part === 0 ? 'the start' : `fold ${String(part)}`;
}

function assignByTime(
  {dataset, options}: Assignment,
  field: Field,
  {times, sizes}: {times: ColumnData; sizes: readonly number[]},
): Uint16Array {
  const order = orderByTime(times);
  if (order.missing > 0)
    throw prepareError(
      'SPLIT_TIME_MISSING',
      `${dataset.name}: ${counted(order.missing, 'row has', 'rows have')} no value in '${field.name}', and so no place in the order.`,
      {hints: [`Leave them out first: ingot data clean ROWS --drop-missing '${field.name}' -o OUT.`]},
    );
  for (const message of describeTimes(field, times, order)) options.report?.({type: 'note', message});
  const partOf = cutByTime(order, sizes);
  if (partOf) return partOf;
  throw tooSmall(dataset, `'${field.name}' has only ${String(order.edges.length + 1)} instants, fewer than parts`);
}

/** Rows by group; a missing cell is a group of its own row. */
function groupsOf(
  {dataset, ratios, options}: Assignment,
  field: Field,
  {cells, sizes}: {cells: ColumnData; sizes: readonly number[]},
): number[][] {
  const groups = new Map<string, number[]>();
  let alone = 0;
  for (let row = 0; row < cells.length; row += 1) {
    const cell = cells[row];
    if (isMissing(cell)) alone += 1;
    const key = isMissing(cell) ? `missing ${String(row)}` : `=${String(cell)}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  if (alone > 0)
    options.report?.({
      type: 'warning',
      message: `Column '${field.name}': ${counted(alone, 'row')} without a group; each counts as a group of its own.`,
    });
  const largest = [...groups].reduce((a, b) => (b[1].length > a[1].length ? b : a));
  const room = Math.max(...sizes);
  const message = `group '${largest[0].slice(1)}' of '${field.name}' has ${counted(largest[1].length, 'row')}, but`;
  if (largest[1].length > room && options.folds === undefined)
    throw prepareError(
      'SPLIT_GROUP_TOO_LARGE',
      `${dataset.name}: ${message} the largest part is to have ${String(room)}.`,
      {
        hints: ['Use other --ratios, or another column for --group.'],
        data: {column: field.name, group: largest[0].slice(1)},
      },
    );
  if (largest[1].length > room)
    options.report?.({
      type: 'warning',
      message: `The ${message} each of ${String(ratios.length)} folds is to have about ${String(room)}: the folds will differ in size.`,
    });
  return [...groups.values()];
}

function instantsOf(
  field: Field,
  times: ColumnData,
  isIn: (row: number) => boolean,
): readonly [string, string] | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (let row = 0; row < times.length; row += 1) {
    if (!isIn(row)) continue;
    low = Math.min(low, Number(times[row]));
    high = Math.max(high, Number(times[row]));
  }
  return low > high ? undefined : [formatInstant(field, low), formatInstant(field, high)];
}

export function tooSmall({name}: Dataset, why: string): Error {
  return prepareError('SPLIT_TOO_SMALL', `${name}: ${why}.`, {hints: ['Use other shares, or more rows.']});
}

/** The columns a split goes by, in the order in which they are read. */
export function givenFields({stratify, group, time}: SplitColumns): Field[] {
  return [stratify, group, time].filter((field) => field !== undefined);
}
