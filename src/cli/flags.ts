// Flags that several commands share, made here so that a name means the same everywhere.
import {Flags, type Interfaces} from '@oclif/core';
import {describeRange, isInRange, parseDuration, type NumberRange} from '../core/index.js';
import {cliError} from './errors.js';

/** `-o FILE`; `-` is stdout. */
export const outputFlag = (summary = "Where to write; '-' is stdout.") =>
  Flags.string({char: 'o', summary, helpValue: 'FILE', required: true});

/** `--data FILE`; typed by whether it must be given. */
export function dataFlag(options: {required: true; summary?: string}): Interfaces.OptionFlag<string>;
export function dataFlag(options: {required: false; summary?: string}): Interfaces.OptionFlag<string | undefined>;
export function dataFlag(options: {
  required: boolean;
  summary?: string;
}): Interfaces.OptionFlag<string> | Interfaces.OptionFlag<string | undefined> {
  return Flags.string({
    summary: options.summary ?? "The rows: Arrow, CSV, TSV or JSON Lines; '-' is stdin.",
    helpValue: 'FILE',
    required: options.required,
  });
}

export const adapterFlag = () =>
  Flags.string({
    summary: 'Merge this adapter file into the model first, see export --adapter-only.',
    helpValue: 'FILE',
  });

export const deviceFlag = () =>
  Flags.string({summary: 'Where to compute: auto, cpu, cuda or cuda:N.', helpValue: 'DEVICE', default: 'auto'});

export const threadsFlag = () =>
  Flags.integer({summary: 'Threads of the runtime (default: the cores of the machine).', min: 1, helpValue: 'N'});

export const seedFlag = () =>
  Flags.integer({summary: 'Seed of everything random.', min: 0, default: 0, helpValue: 'N'});

/** A decimal number within a range. An intersection, because oclif hands a flag's own properties to its parser as a record. */
export const numberFlag = Flags.custom<number, NumberRange & Record<string, unknown>>({
  helpValue: 'X',
  parse: (input, _context, range) => {
    const value = Number(input);
    if (input.trim() === '' || !isInRange(value, range))
      throw cliError('FLAG_INVALID', `--${range.name} expects ${describeRange(range)}, got '${input}'.`);
    return Promise.resolve(value);
  },
});

/** A duration in seconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: '90s|10m|1h30m',
  parse: (input, _context, {name}) => {
    const seconds = parseDuration(input);
    if (seconds === undefined)
      throw cliError('FLAG_INVALID', `--${name} expects a duration such as 90s, 10m or 1h30m, got '${input}'.`);
    return Promise.resolve(seconds);
  },
});

const BYTES: Readonly<Record<string, number>> = {'': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30};

/** A size such as `512M` or `4G`. @returns bytes */
export const sizeFlag = Flags.custom<number>({
  helpValue: '512M|4G',
  parse: (input, _context, {name}) => {
    const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)i?b?$/i.exec(input.trim());
    const unit = BYTES[(match?.[2] ?? '').toLowerCase()];
    if (!match || unit === undefined)
      throw cliError('FLAG_INVALID', `--${name} expects a size such as 512M or 4G, got '${input}'.`);
    return Promise.resolve(Math.floor(Number(match[1]) * unit));
  },
});

/** Values separated by commas, or the flag repeated. */
export const listFlag = (summary: string, options: {helpValue?: string; char?: 'h'} = {}) =>
  Flags.string({
    summary,
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    helpValue: options.helpValue ?? 'A,B',
  });

/** `KEY=VALUE`, repeated: `--kind zip=category --kind age=numeric`. Split with {@link parsePairs}. */
export const pairsFlag = (summary: string, helpValue: string) =>
  Flags.string({summary, helpValue, multiple: true, multipleNonGreedy: true});

/** @returns a map from the words of {@link pairsFlag} @throws IngotError `FLAG_INVALID` */
export function parsePairs(words: readonly string[] | undefined, flagName: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const word of words ?? []) {
    const at = word.lastIndexOf('=');
    if (at <= 0) throw cliError('FLAG_INVALID', `--${flagName} expects KEY=VALUE, got '${word}'.`);
    pairs.set(word.slice(0, at), word.slice(at + 1));
  }
  return pairs;
}

/** `NAME=NUMBER`, repeated, each read as a pair. */
export const numberPairsFlag = Flags.custom<[name: string, value: number], Record<string, unknown>>({
  helpValue: 'NAME=X',
  multiple: true,
  multipleNonGreedy: true,
  parse: (input, _context, {name}) => {
    const [, key = '', text = ''] = /^([^=]+)=(.+)$/.exec(input) ?? [];
    const value = Number(text);
    if (key === '' || text.trim() === '' || !Number.isFinite(value))
      throw cliError('FLAG_INVALID', `--${name} expects NAME=NUMBER, got '${input}'.`);
    return Promise.resolve([key, value]);
  },
});
