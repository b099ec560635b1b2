// What `data window` was asked for, checked against the columns there are.
import {ignoreEvents, type Report} from '../../core/index.js';
import type {Dataset, Field} from '../../data/index.js';
import {prepareError} from '../errors.js';
import {unknownColumn} from '../unknown-column.js';
import {rollingStatistics, type RollingStatistic} from './rolling.js';

export interface WindowOptions {
  /** Column of times; default: the one of role `time`. */
  readonly time?: string | undefined;
  /** Column that tells series apart; absent: all rows are one series. */
  readonly by?: string | undefined;
  /** Rows of a window; absent: rows keep their columns and no window is made. */
  readonly steps?: number | undefined;
  /** Columns of the window; default: all numbers among features and target. */
  readonly columns?: readonly string[] | undefined;
  /** Name of the column of windows; default `window`. */
  readonly name?: string | undefined;
  /** Columns that stay beside the window. */
  readonly keep?: readonly string[] | undefined;
  /** What is to be predicted; default: the column of role `target`. */
  readonly target?: string | undefined;
  /** How many steps ahead, 0 for the row's own; the first is the target. Empty: no target. Default: 1, if there is a target. */
  readonly horizon?: readonly number[] | undefined;
  /** Only every so many windows of a series. Default 1. */
  readonly stride?: number | undefined;
  /** `COL=1,7,28` */
  readonly lags?: readonly string[] | undefined;
  /** `COL=mean:7,std:28` */
  readonly rolling?: readonly string[] | undefined;
  /** `COL=1,7` */
  readonly differences?: readonly string[] | undefined;
  /** Distance of rows: `auto`, `rows` or as `parseStep` reads. Default `auto`. */
  readonly step?: string | undefined;
  readonly onGap?: 'fail' | 'split' | 'fill' | undefined;
  readonly onMissing?: 'fail' | 'drop' | 'fill' | undefined;
  /** Sort by time first. */
  readonly sort?: boolean | undefined;
  readonly workDir?: string | undefined;
  readonly report?: Report | undefined;
}

/** A column made of the past of another. */
export interface MadeColumn {
  readonly name: string;
  readonly source: Field;
  /** Rows back to the oldest it looks at. */
  readonly reach: number;
  /** @param back - the source so many steps ago */
  readonly value: (back: (steps: number) => number) => number;
  /** Whether the row's own value has a part in it. */
  readonly hasOwn: boolean;
}

export interface WindowColumns {
  readonly time: Field;
  readonly by: Field | undefined;
  /** Columns of the window; empty without one. */
  readonly inputs: readonly Field[];
  readonly kept: readonly Field[];
  readonly made: readonly MadeColumn[];
  /** What is predicted; undefined for rows to predict from. */
  readonly target: Field | undefined;
  readonly horizons: readonly number[];
}

/** @throws IngotError `COLUMN_MISSING`, `KIND_MISMATCH`, `PREPARE_OPTION`, `ALREADY_PREPARED` */
export function windowColumns(dataset: Dataset, options: WindowOptions): WindowColumns {
  const {schema, name: where} = dataset;
  const named = (name: string): Field => {
    const field = schema.fields.find((candidate) => candidate.name === name);
    if (!field) throw unknownColumn(name, schema.fields, where);
    return field;
  };
  const time = timeColumn(dataset, options, named);
  const by = options.by === undefined ? undefined : named(options.by);
  if (by?.shape !== undefined) throw wrongKind(by, '--by', 'a column of names');
  const target =
    options.target === undefined ? schema.fields.find(({role}) => role === 'target') : named(options.target);
  const horizons = checkHorizons(options, target);
  const predicted = horizons.length > 0 ? target : undefined;
  if (predicted?.shape !== undefined) throw wrongKind(predicted, '--target', 'one value a row');
  const inputs = windowInputs(schema.fields, {options, target, named, taken: [time, by]});
  const made = [
    ...madeColumns(options.lags, '--lag', named, lagColumn),
    ...madeColumns(options.rolling, '--roll', named, rollingColumn),
    ...madeColumns(options.differences, '--diff', named, differenceColumn),
  ];
  if (inputs.length === 0 && made.length === 0)
    throw prepareError('PREPARE_OPTION', 'Nothing to make: no window and no column of the past is asked for.', {
      hints: ['For instance --steps 24, or --lag sales=1,7.'],
    });
  refuseStaged([...inputs, ...made.map(({source}) => source)], where);
  refuseIdle(options);
  const isOwn = horizons.includes(0);
  if (isOwn) refuseOwnTarget(target, inputs, made);
  const kept = keptColumns(schema.fields, {options, named, taken: [time, by, isOwn ? target : undefined]});
  // What was the target is one more number known of the row, when a later one is predicted.
  const roles = kept.map((field): Field => (field === target ? {...field, role: 'feature'} : field));
  // A network over sequences takes no other feature, unless it is asked for.
  const isKept = options.steps === undefined || options.keep?.includes(by?.name ?? '') === true;
  return {
    time,
    by: by?.role === 'feature' && !isKept ? {...by, role: 'group'} : by,
    inputs,
    kept: roles,
    made,
    target: predicted,
    horizons,
  };
}

/** @throws IngotError `PREPARE_OPTION` for an option that has no say */
function refuseIdle({steps, step, onGap, onMissing}: WindowOptions): void {
  if (onMissing !== undefined && steps === undefined)
    throw prepareError('PREPARE_OPTION', '--on-missing does nothing without --steps.', {
      hints: ['Columns of the past are missing where a value is; data normalize fills them.'],
    });
  if (onGap !== undefined && step === 'rows')
    throw prepareError('PREPARE_OPTION', '--on-gap does nothing with --step rows: each row is a step.');
}

type Named = (name: string) => Field;

function wrongKind({name, kind}: Field, flag: string, expected: string): Error {
  return prepareError('KIND_MISMATCH', `${flag} expects ${expected}, but '${name}' is ${kind}.`, {
    data: {column: name},
  });
}

function timeColumn({schema, name}: Dataset, {time}: WindowOptions, named: Named): Field {
  const field = time === undefined ? schema.fields.find(({role}) => role === 'time') : named(time);
  if (!field)
    throw prepareError('COLUMN_MISSING', `${name}: expected a column of role time to order the rows by.`, {
      hints: ['Name it: --time date.', `Columns: ${schema.fields.map((candidate) => candidate.name).join(', ')}.`],
    });
  if ((field.kind === 'datetime' || field.kind === 'numeric') && field.stage === undefined) return field;
  throw prepareError(
    'KIND_MISMATCH',
    `--time expects a column of dates or numbers as they were imported, but '${field.name}' is ${field.kind}${field.stage === undefined ? '' : ', and prepared'}.`,
    {hints: [`Import it with --kind ${field.name}=datetime.`], data: {column: field.name}},
  );
}

function checkHorizons({horizon, target: name, report = ignoreEvents}: WindowOptions, target?: Field): number[] {
  const asked = horizon ?? (target ? [1] : []);
  if (asked.length === 0 && name !== undefined)
    throw prepareError('PREPARE_OPTION', '--target does nothing with --horizon none.');
  if (asked.length > 0 && !target)
    throw prepareError('TARGET_MISSING', '--horizon needs a column to predict, but there is none.', {
      hints: ['Name it: --target sales.', 'For rows to predict from: --horizon none.'],
    });
  const wrong = asked.find((steps, at) => !Number.isInteger(steps) || steps < 0 || asked.indexOf(steps) !== at);
  if (wrong !== undefined)
    throw prepareError('PREPARE_OPTION', `--horizon expects different whole numbers from 0, got ${asked.join(',')}.`);
  if (asked.length > 1 && target)
    report({
      type: 'note',
      message: `'${futureName(target, asked[0] ?? 1)}' is the target; the columns of the other horizons have role ignored.`,
    });
  return [...asked];
}

/** What a column is called so many steps ahead. */
export function futureName({name}: Field, horizon: number): string {
  return horizon === 0 ? name : `${name}_in_${String(horizon)}`;
}

interface Selection {
  readonly options: WindowOptions;
  readonly named: Named;
  /** Columns that have a place already. */
  readonly taken: readonly (Field | undefined)[];
}

const isNumber = ({kind, shape}: Field): boolean => (kind === 'numeric' || kind === 'boolean') && shape === undefined;

function windowInputs(
  fields: readonly Field[],
  {options, named, taken, target}: Selection & {readonly target: Field | undefined},
): Field[] {
  const {steps, columns, name, keep, horizon} = options;
  if (steps === undefined) {
    const idle = columns ? '--columns' : name !== undefined ? '--name' : keep ? '--keep' : undefined;
    if (idle !== undefined)
      throw prepareError('PREPARE_OPTION', `${idle} does nothing without --steps.`, {
        hints: ['Without windows, rows keep all their columns.'],
      });
    return [];
  }
  if (columns)
    return columns.map(named).map((field) => {
      if (!isNumber(field)) throw wrongKind(field, '--columns', 'columns of numbers');
      return field;
    });
  const own = horizon?.includes(0) === true ? target : undefined;
  const found = fields.filter(
    (field) =>
      isNumber(field) && !taken.includes(field) && field !== own && (field.role === 'feature' || field === target),
  );
  if (found.length > 0) return found;
  throw prepareError('NO_FEATURES', 'There is no column of numbers to make windows of.', {
    hints: ['Name them: --columns temperature,pressure.'],
  });
}

function keptColumns(fields: readonly Field[], {options, named, taken}: Selection): Field[] {
  const {steps, keep = []} = options;
  const isLeft = (field: Field): boolean => !taken.includes(field);
  if (steps === undefined) return fields.filter(isLeft);
  const asked = keep.map(named);
  return fields.filter(
    (field) => isLeft(field) && (asked.includes(field) || ['id', 'group', 'weight'].includes(field.role)),
  );
}

/** Stages belong to columns of the model; a window is made of raw values, at prediction as in training. */
function refuseStaged(fields: readonly Field[], where: string): void {
  const staged = fields.find(({stage}) => stage !== undefined);
  if (!staged) return;
  throw prepareError(
    'ALREADY_PREPARED',
    `${where}: column '${staged.name}' has been through stages, but windows are made of raw values: the stages would be lost.`,
    {
      hints: ['Make windows first, then normalize.', 'Missing values can be filled on the way: --on-missing fill.'],
      data: {column: staged.name},
    },
  );
}

function refuseOwnTarget(target: Field | undefined, inputs: readonly Field[], made: readonly MadeColumn[]): void {
  const found = inputs.some((field) => field === target)
    ? 'the window'
    : made.find(({source, hasOwn}) => hasOwn && source === target)?.name;
  if (found === undefined) return;
  throw prepareError(
    'PREPARE_OPTION',
    `With --horizon 0, '${target?.name ?? ''}' is predicted for the row itself, but its value is in ${found === 'the window' ? found : `'${found}'`}.`,
    {hints: ['Predict a later row: --horizon 1.', 'Or leave it out of --columns, and use --lag.']},
  );
}

type Maker = (source: Field, word: string) => MadeColumn | string;

/** @throws IngotError `PREPARE_OPTION` */
function madeColumns(words: readonly string[] | undefined, flag: string, named: Named, make: Maker): MadeColumn[] {
  return (words ?? []).flatMap((word) => {
    const at = word.lastIndexOf('=');
    if (at <= 0) throw prepareError('PREPARE_OPTION', `${flag} expects COL=…, got '${word}'.`);
    const source = named(word.slice(0, at));
    if (!isNumber(source)) throw wrongKind(source, flag, 'a column of numbers');
    return word
      .slice(at + 1)
      .split(',')
      .map((part) => {
        const made = make(source, part.trim());
        if (typeof made !== 'string') return made;
        throw prepareError('PREPARE_OPTION', `${flag} ${word}: expected ${made}, got '${part}'.`);
      });
  });
}

/** A whole number from `least`, or undefined. */
function wholeNumber(text: string, least: number): number | undefined {
  return /^\d{1,7}$/.test(text) && Number(text) >= least ? Number(text) : undefined;
}

function lagColumn(source: Field, word: string): MadeColumn | string {
  const steps = wholeNumber(word, 1);
  if (steps === undefined) return 'steps back, from 1';
  return {name: `${source.name}_lag_${word}`, source, reach: steps, hasOwn: false, value: (back) => back(steps)};
}

function differenceColumn(source: Field, word: string): MadeColumn | string {
  const steps = wholeNumber(word, 1);
  if (steps === undefined) return 'steps back, from 1';
  const value: MadeColumn['value'] = (back) => back(0) - back(steps);
  return {name: `${source.name}_diff_${word}`, source, reach: steps, hasOwn: true, value};
}

function rollingColumn(source: Field, word: string): MadeColumn | string {
  const [kind = '', text = ''] = word.split(':');
  const statistic: RollingStatistic | undefined = rollingStatistics.find(kind);
  const size = wholeNumber(text, statistic?.least ?? 1);
  if (!statistic || size === undefined)
    return (
      `STATISTIC:ROWS, the statistic one of ${rollingStatistics.names().join(', ')}` +
      (statistic ? `, over at least ${String(statistic.least)} rows` : '')
    );
  const last = new Float64Array(size);
  const value: MadeColumn['value'] = (back) => {
    for (let at = 0; at < size; at += 1) last[at] = back(size - 1 - at);
    return last.includes(NaN) ? NaN : statistic.apply(last);
  };
  return {name: `${source.name}_${kind}_${text}`, source, reach: size - 1, hasOwn: true, value};
}
