// What `data split` was asked for, checked against the columns there are.
import {ignoreEvents, type Report} from '../../core/index.js';
import type {Dataset, Field, SplitName} from '../../data/index.js';
import {isLearned} from '../../transforms/index.js';
import {prepareError} from '../errors.js';
import {unknownColumn} from '../unknown-column.js';

export const SPLIT_NAMES = ['train', 'valid', 'test'] as const satisfies readonly SplitName[];

export interface SplitOptions {
  /** Shares of train, valid and test; two numbers are train and test. Not used with `folds`. */
  readonly ratios: readonly number[];
  /** A column whose values (numbers: quantile bins) are spread evenly; `'auto'`: a target with classes; `'none'`. */
  readonly stratify: string;
  /** Bins of a stratified column of numbers. */
  readonly bins?: number | undefined;
  /** A column whose equal values stay in one part; `'auto'` (the default): a column of role `group`; `'none'`. */
  readonly group?: string | undefined;
  /** A column that orders the rows: train before valid before test. */
  readonly time?: string | undefined;
  /**
   * With `time`: rows of a part that come so little before a later part are left out, in the column's unit (seconds of
   * dates). Default: as long as the rows look before and after their time (`Field.span`), so that parts share no instant.
   */
  readonly gap?: number | undefined;
  /**
   * Instead of parts by `ratios`: this many pairs of train and valid, each row in one valid part. With `time`: each valid
   * part is a stretch of time, and its train part all that came before.
   */
  readonly folds?: number | undefined;
  /** Rows whose features and target are equal to those of a row of an earlier part are left out. */
  readonly dropShared?: boolean | undefined;
  readonly seed: number;
  /** Split rows with fitted stages all the same. */
  readonly allowFitted?: boolean | undefined;
  readonly workDir?: string | undefined;
  readonly report?: Report | undefined;
}

export interface SplitColumns {
  readonly stratify: Field | undefined;
  readonly group: Field | undefined;
  readonly time: Field | undefined;
}

/** @returns three shares, of train, valid and test @throws IngotError `SPLIT_RATIOS` */
export function checkRatios(ratios: readonly number[]): number[] {
  const [train = 0, second = 0, third = 0] = ratios;
  const shares = ratios.length === 2 ? [train, 0, second] : [train, second, third];
  const sum = shares.reduce((total, share) => total + share, 0);
  const isRight = shares.every((share) => share >= 0) && shares.filter((share) => share > 0).length >= 2;
  if ((ratios.length === 2 || ratios.length === 3) && isRight && Math.abs(sum - 1) < 1e-6) return shares;
  throw prepareError(
    'SPLIT_RATIOS',
    `--ratios expects two or three shares that add up to 1, got '${ratios.join(',')}'.`,
    {
      hints: ['Three are train, valid and test: --ratios 0.8,0.1,0.1.', 'Two are train and test: --ratios 0.8,0.2.'],
    },
  );
}

/** @throws IngotError `SPLIT_FITTED` for rows with fitted stages unless allowed */
export function refuseFitted({schema, name}: Dataset, isAllowed: boolean): void {
  const stage = schema.metadata.stages.find(isLearned);
  if (!stage || isAllowed) return;
  throw prepareError(
    'SPLIT_FITTED',
    `${name} has a stage '${stage.transform}' fitted on all its rows: after a split, the held-out rows would have shaped the training rows.`,
    {hints: ['Split first, then fit on train.arrow.', 'Or split all the same: --allow-fitted.']},
  );
}

/**
 * The columns to go by; says which were chosen without being named, and what of the options does nothing.
 *
 * @throws IngotError `COLUMN_MISSING`, `PREPARE_OPTION`, `KIND_MISMATCH`
 */
export function splitColumns(dataset: Dataset, options: SplitOptions): SplitColumns {
  const {fields} = dataset.schema;
  const {report = ignoreEvents} = options;
  const named = (name: string): Field => {
    const field = fields.find((candidate) => candidate.name === name);
    if (!field) throw unknownColumn(name, fields, dataset.name);
    return field;
  };
  const time = options.time === undefined ? undefined : named(options.time);
  if (time) refuseWithTime(dataset, time, options);
  const stratify =
    options.stratify === 'auto'
      ? time
        ? undefined
        : classTarget(fields)
      : options.stratify === 'none'
        ? undefined
        : named(options.stratify);
  if (options.bins !== undefined && stratify?.kind !== 'numeric' && stratify?.kind !== 'datetime')
    throw prepareError('PREPARE_OPTION', '--bins needs --stratify with a column of numbers.', {
      hints: ['Classes and categories are spread value by value.'],
    });
  const own = fields.find(({role}) => role === 'group');
  const {group: wanted = 'auto'} = options;
  if (wanted === 'auto' && own && time)
    report({
      type: 'warning',
      message: `Rows are split by time: those of one '${own.name}' (role group) may lie in several parts.`,
    });
  if (options.gap !== undefined && !time) throw prepareError('PREPARE_OPTION', '--gap does nothing without --time.');
  const group = wanted === 'none' ? undefined : wanted !== 'auto' ? named(wanted) : time ? undefined : own;
  if (wanted === 'auto' && group)
    report({
      type: 'note',
      message: `Rows of one '${group.name}' (role group) stay in one part; --group none undoes it.`,
    });
  if (!time && !group) refuseOverlap(dataset);
  return {stratify, group, time};
}

/** Windows that overlap would give the same steps to train on and to judge by. */
function refuseOverlap({schema, name}: Dataset): void {
  const field = schema.fields.find(({span}) => span !== undefined);
  if (!field) return;
  throw prepareError(
    'SPLIT_OVERLAP',
    `${name}: its rows are windows that overlap; dealt out one by one, the same steps would be in several parts.`,
    {
      hints: [
        `Split by time: --time '${field.name}'.`,
        'Or keep whole series in one part: --group COLUMN.',
        'Or make windows that do not overlap: data window --stride.',
      ],
      data: {column: field.name},
    },
  );
}

function classTarget(fields: readonly Field[]): Field | undefined {
  const target = fields.find(({role}) => role === 'target');
  return target &&
    target.kind !== 'numeric' &&
    target.kind !== 'datetime' &&
    target.kind !== 'text' &&
    target.kind !== 'labels'
    ? target
    : undefined;
}

function refuseWithTime({name}: Dataset, time: Field, {group = 'auto', stratify}: SplitOptions): void {
  const isNamed = (column: string): boolean => column !== 'auto' && column !== 'none';
  const other = isNamed(group) ? '--group' : isNamed(stratify) ? '--stratify' : undefined;
  if (other !== undefined)
    throw prepareError('PREPARE_OPTION', `--time and ${other} exclude each other: the order alone decides.`);
  if (time.kind === 'datetime' || time.kind === 'numeric') return;
  throw prepareError(
    'KIND_MISMATCH',
    `${name}: --time expects a column of dates or numbers, but '${time.name}' is ${time.kind}.`,
    {hints: [`Import it with --kind ${time.name}=datetime.`], data: {column: time.name}},
  );
}
