// Reading options that come from flags and configuration files: a value of the wrong kind is named, with its option.
import {nearest} from '../core/index.js';
import {modelError} from './errors.js';

export type Given = Readonly<Record<string, unknown>>;

/** `embeddingDim` → `embedding-dim`: as people write it. */
export const written = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * @param owner - what would have the option: `Architecture 'mlp'`
 * @throws IngotError `MODEL_OPTION_UNKNOWN` with the nearest known name
 */
export function refuseUnknown(owner: string, given: Given, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    throw modelError('MODEL_OPTION_UNKNOWN', `${owner} has no option '${written(name)}'.`, {
      hints: [
        ...(near === undefined ? [] : [`Did you mean '${written(near)}'?`]),
        `Known: ${known.map(written).join(', ')}.`,
      ],
    });
  }
}

/** What was given but does nothing beside the rest. @throws IngotError `MODEL_OPTION_UNUSED` */
export function refuseUnused(given: Given, names: readonly string[], why: string, hint: string): void {
  const name = names.find((option) => given[option] !== undefined);
  if (name !== undefined) throw unused(name, why, hint);
}

export function unused(name: string, why: string, hint: string): Error {
  return modelError('MODEL_OPTION_UNUSED', `Option '${written(name)}' would do nothing: ${why}.`, {hints: [hint]});
}

function invalid(name: string, expected: string, value: unknown): Error {
  return modelError(
    'MODEL_OPTION_INVALID',
    `Option '${written(name)}' expects ${expected}, got ${JSON.stringify(value)}.`,
  );
}

/** A whole number of at least `low`. */
export function count(given: Given, name: string, standard: number, low = 0): number {
  const value = given[name] ?? standard;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < low)
    throw invalid(name, `a whole number of at least ${String(low)}`, value);
  return value;
}

/** Whole numbers of at least 1; the list may be empty. */
export function counts(given: Given, name: string, standard: readonly number[]): readonly number[] {
  const value = given[name] ?? standard;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'number' && Number.isInteger(item) && item >= 1))
    throw invalid(name, 'a list of whole numbers of at least 1', value);
  return value as readonly number[];
}

/** A number of at least `low` and below `high`. */
export function between(given: Given, name: string, standard: number, range: {low: number; high: number}): number {
  const value = given[name] ?? standard;
  if (typeof value !== 'number' || !(value >= range.low && value < range.high))
    throw invalid(
      name,
      range.high === Infinity
        ? `a number of at least ${String(range.low)}`
        : `a number of at least ${String(range.low)} and below ${String(range.high)}`,
      value,
    );
  return value;
}

/** One of the words. */
export function oneOf<Word extends string>(given: Given, name: string, standard: Word, words: readonly Word[]): Word {
  const value = given[name] ?? standard;
  const found = words.find((word) => word === value);
  if (found === undefined) throw invalid(name, `one of ${words.join(', ')}`, value);
  return found;
}

/** Any text. */
export function word(given: Given, name: string, standard: string): string {
  const value = given[name] ?? standard;
  if (typeof value !== 'string') throw invalid(name, 'a word', value);
  return value;
}

/** True or false. */
export function truth(given: Given, name: string, standard: boolean): boolean {
  const value = given[name] ?? standard;
  if (typeof value !== 'boolean') throw invalid(name, 'true or false', value);
  return value;
}

/** A map of further options. */
export function map(given: Given, name: string): Given {
  const value = given[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(name, 'a map', value);
  return value as Given;
}

/** A list of at least one item. */
export function list(given: Given, name: string): readonly unknown[] {
  const value = given[name];
  if (!Array.isArray(value) || value.length === 0) throw invalid(name, 'a list of at least one item', value);
  return value as readonly unknown[];
}
