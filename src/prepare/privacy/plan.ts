// What happens to which kind and which column, from the words of the command line.
import type {DatasetSchema, Field} from '../../data/index.js';
import {prepareError} from '../errors.js';
import {unknownColumn} from '../unknown-column.js';
import type {Detector} from './detectors/detector.js';
import {isSearched, kindByName} from './find.js';
import {ACTIONS, type MaskAction} from './masks.js';

export interface RedactOptions {
  /** Kinds, columns or `all`, by what they become. None at all: everything is redacted. */
  readonly redact?: readonly string[] | undefined;
  readonly hash?: readonly string[] | undefined;
  readonly pseudonymize?: readonly string[] | undefined;
  /** Columns left out. */
  readonly drop?: readonly string[] | undefined;
  /** Columns neither searched nor changed. */
  readonly keep?: readonly string[] | undefined;
  readonly region?: string | undefined;
}

/** Of one column: its cells as a whole, or the places in its text. */
export type ColumnPlan =
  | {readonly whole: true; readonly action: MaskAction; readonly word: string; readonly kind: Detector | undefined}
  | {readonly whole: false};

export interface RedactPlan {
  readonly kinds: readonly Detector[];
  readonly actions: ReadonlyMap<string, MaskAction>;
  /** By column; absent for those left alone. */
  readonly columns: ReadonlyMap<string, ColumnPlan>;
  readonly needsKey: boolean;
}

/** @throws IngotError `PREPARE_OPTION` */
export async function requireRegion(region: string | undefined): Promise<void> {
  const {isRegion} = await import('./detectors/index.js');
  if (region !== undefined && !isRegion(region))
    throw prepareError('PREPARE_OPTION', `--region expects a country such as GB or US, got '${region}'.`);
}

/** A word that is a kind is one, and its columns are those named after it. */
function readWords(options: RedactOptions, kinds: readonly Detector[]): Map<string, MaskAction> {
  const words = new Map<string, MaskAction>();
  const known = kinds.map(({name}) => name);
  const none = ACTIONS.every((action) => options[action] === undefined) && options.drop === undefined;
  for (const action of ACTIONS)
    for (const word of options[action] ?? (none && action === 'redact' ? ['all'] : []))
      for (const each of word === 'all' ? known : [word]) {
        if (words.has(each)) throw prepareError('PREPARE_OPTION', `'${each}' is named twice; once decides.`);
        words.set(each, action);
      }
  return words;
}

function wholePlan(field: Field, plan: Omit<ColumnPlan & {whole: true}, 'whole'>, where: string): ColumnPlan {
  if (isSearched(field) || (field.kind === 'numeric' && field.shape === undefined)) return {whole: true, ...plan};
  throw prepareError(
    'PREPARE_OPTION',
    `${where}: column '${field.name}' is ${field.kind}; its cells cannot be masked.`,
    {
      hints: [`Leave it out: --drop ${field.name}.`],
    },
  );
}

/** @throws IngotError `PREPARE_OPTION`, `COLUMN_MISSING` */
export function planRedaction(
  {fields}: DatasetSchema,
  options: RedactOptions,
  {kinds: all, where}: {readonly kinds: readonly Detector[]; readonly where: string},
): RedactPlan {
  const actions = readWords(options, all);
  const kinds = all.filter(({name}) => actions.has(name));
  const named = [...actions.keys()].filter((word) => !all.some(({name}) => name === word));
  const {drop = [], keep = []} = options;
  for (const name of [...named, ...drop, ...keep])
    if (!fields.some((field) => field.name === name)) throw unknownColumn(name, fields, where);
  const twice = [...named, ...drop, ...keep].find((name, at, names) => names.indexOf(name) !== at);
  if (twice !== undefined) throw prepareError('PREPARE_OPTION', `Column '${twice}' is named twice; once decides.`);
  const columns = new Map<string, ColumnPlan>();
  for (const field of fields) {
    if (drop.includes(field.name) || keep.includes(field.name)) continue;
    const own = named.includes(field.name) ? actions.get(field.name) : undefined;
    const kind = kindByName(field, own === undefined ? kinds : all);
    const action = own ?? actions.get(kind?.name ?? '');
    if (action !== undefined)
      columns.set(field.name, wholePlan(field, {action, word: kind?.name ?? field.name, kind}, where));
    else if (isSearched(field) && kinds.length > 0) columns.set(field.name, {whole: false});
  }
  return {kinds, actions, columns, needsKey: [...actions.values()].some((action) => action !== 'redact')};
}
