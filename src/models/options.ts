// Reading options that come from flags and configuration files: a value of the wrong kind is named, with its option.
import {nearest} from '../core/index.js';
import {modelError} from './errors.js';

type Given = Readonly<Record<string, unknown>>;

/** @throws IngotError `MODEL_OPTION_UNKNOWN` with the nearest known name */
export function refuseUnknown(architecture: string, given: Given, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    throw modelError('MODEL_OPTION_UNKNOWN', `Architecture '${architecture}' has no option '${name}'.`, {
      hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Known: ${known.join(', ')}.`],
    });
  }
}

function invalid(name: string, expected: string, value: unknown): Error {
  return modelError('MODEL_OPTION_INVALID', `Option '${name}' expects ${expected}, got ${JSON.stringify(value)}.`);
}

/** A whole number of at least 0. */
export function count(given: Given, name: string, standard: number): number {
  const value = given[name] ?? standard;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw invalid(name, 'a whole number of at least 0', value);
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
    throw invalid(name, `a number of at least ${String(range.low)} and below ${String(range.high)}`, value);
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
