// Numbers far from the others: clipped, marked, or their rows left out.
import {ignoreEvents, type Report} from '../../core/index.js';
import type {ColumnStatistics, DatasetSchema, Field, Stage} from '../../data/index.js';
import {FENCE_FACTORS, fencesOf, fitStage, type FenceMethod} from '../../transforms/index.js';
import {prepareError} from '../errors.js';
import type {RowFilter} from '../row-filters.js';
import {unknownColumn} from '../unknown-column.js';
import {freeSuffix} from '../free-suffix.js';

export const OUTLIER_ACTIONS = ['clip', 'drop', 'flag'] as const;
export type OutlierAction = (typeof OUTLIER_ACTIONS)[number];

export interface OutlierOptions {
  readonly method: FenceMethod;
  readonly action: OutlierAction;
  /** Interquartile ranges beyond the quartiles, or deviations from the mean; default 1.5 or 3. */
  readonly factor?: number | undefined;
  /** Default: every numeric feature. */
  readonly columns?: readonly string[] | undefined;
}

/** @throws IngotError `COLUMN_MISSING`, `PREPARE_OPTION` */
export function outlierFields({fields}: DatasetSchema, {columns}: OutlierOptions, where: string): Field[] {
  if (columns === undefined) {
    const numbers = fields.filter(({role, kind}) => role === 'feature' && kind === 'numeric');
    const raw = numbers.filter(({storage}) => storage === 'float64');
    if (raw.length > 0) return raw;
    if (numbers.length === 0) return [];
    throw prepareError('PREPARE_OPTION', `${where}: --outliers would do nothing: its numbers are prepared already.`, {
      hints: ['Outliers are looked for in numbers, before data normalize.'],
    });
  }
  return columns.map((name) => {
    const field = fields.find((candidate) => candidate.name === name);
    if (!field) throw unknownColumn(name, fields, where);
    if (field.kind === 'numeric' && field.storage === 'float64') return field;
    throw prepareError('PREPARE_OPTION', `--outlier-columns ${name}: '${name}' is no raw number (${field.kind}).`, {
      hints: ['Outliers are looked for in numbers, before data normalize.'],
    });
  });
}

/** The fields whose fences stand apart; of the others it says why nothing is looked for. */
export function spreadFields(
  fields: readonly Field[],
  statistics: ReadonlyMap<string, ColumnStatistics>,
  options: OutlierOptions & {readonly report?: Report | undefined},
): Field[] {
  const {method, report = ignoreEvents} = options;
  return fields.filter(({name}) => {
    const observed = statistics.get(name);
    if (!observed || observed.present === 0) return false;
    const [low, high] = fencesOf(observed, method, 1);
    if (low < high) return true;
    const why = method === 'iqr' ? 'its quartiles are equal (zscore may suit it)' : 'it is the same in every row';
    report({type: 'note', message: `Column '${name}' is not searched for outliers: ${why}.`});
    return false;
  });
}

const factorOf = ({method, factor}: OutlierOptions): number => factor ?? FENCE_FACTORS[method];

/** Leaves out rows with a value beyond a fence. */
export function dropOutliers(
  schema: DatasetSchema,
  fields: readonly Field[],
  statistics: ReadonlyMap<string, ColumnStatistics>,
  options: OutlierOptions,
): RowFilter {
  const watched = fields.flatMap((field) => {
    const observed = statistics.get(field.name);
    if (!observed) return [];
    const [low, high] = fencesOf(observed, options.method, factorOf(options));
    return [{name: field.name, index: schema.fields.indexOf(field), low, high}];
  });
  return ({columns}, drops) => {
    for (const {name, index, low, high} of watched) {
      const column = columns[index] as Float64Array | undefined;
      drops.dropWhere({reason: 'outlier', column: name}, (row) => {
        const value = column?.[row] ?? NaN;
        return value < low || value > high;
      });
    }
  };
}

/** The stage that clips or marks; nothing for other actions. @param schema - as earlier stages leave it */
export function fitOutliers(
  schema: DatasetSchema,
  fields: readonly Field[],
  statistics: ReadonlyMap<string, ColumnStatistics>,
  options: OutlierOptions,
): Stage[] {
  const {method, action} = options;
  if (fields.length === 0 || action === 'drop') return [];
  const columns = fields.map(({name}) => name);
  const own = {method, factor: factorOf(options)};
  if (action === 'clip')
    return [fitStage({transform: 'clip-outliers', columns, fields: schema.fields, statistics, options: own})];
  const suffix = freeSuffix(schema, fields, '_is_outlier');
  return [fitStage({transform: 'outlier-flag', columns, fields: schema.fields, statistics, options: {...own, suffix}})];
}
