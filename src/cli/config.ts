// Configuration with provenance: default < file (--config) < environment (INGOT_…) < --set and flags. Every value,
// wherever it comes from, is turned into command-line words and read by the same flag parser, so a config file
// cannot hold what a flag would refuse.
import type {Config} from '@oclif/core';
import {nearest, parseYaml, readYaml} from '../core/index.js';
import {cliError} from './errors.js';

export type Origin = 'default' | 'file' | 'environment' | 'set' | 'flag';

export interface FlagShape {
  readonly type: 'boolean' | 'option';
  readonly allowNo?: boolean | undefined;
  readonly char?: string | undefined;
}
export interface CommandShape {
  /** `'data:import'` */
  readonly id: string;
  readonly flags: Readonly<Record<string, FlagShape>>;
  readonly args: readonly string[];
}

export interface MergedArguments {
  readonly argv: readonly string[];
  /** Where each flag or argument was set, for those that were. */
  readonly origins: Readonly<Record<string, Origin>>;
}

/** Flags that steer the merging itself and so cannot stand in a file. */
export const STEERING: ReadonlySet<string> = new Set(['config', 'set', 'json', 'help']);

/** @returns the known configuration tree: section path → names of its flags and arguments */
export function knownKeys(config: Config): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>();
  for (const command of config.commands) {
    const names = [...Object.keys(command.flags), ...Object.keys(command.args)].filter((name) => !STEERING.has(name));
    known.set(command.id.replaceAll(':', '.'), new Set(names));
  }
  return known;
}

/** Reads a YAML (or JSON) file of nested sections. @throws IngotError `CONFIG_UNREADABLE` */
export function readConfigFile(path: string): Record<string, unknown> {
  const content = readYaml(path, (message, cause) => cliError('CONFIG_UNREADABLE', message, {cause}));
  if (content === null || content === undefined) return {};
  if (typeof content !== 'object' || Array.isArray(content))
    throw cliError('CONFIG_UNREADABLE', `${path}: expected sections such as 'train:', got a list or a single value.`);
  return content as Record<string, unknown>;
}

/** Turns `a.b=v` into a nested object, the value read as YAML (so `5` is a number and `[a, b]` a list). */
export function parseSetting(text: string): Record<string, unknown> {
  const at = text.indexOf('=');
  if (at <= 0)
    throw cliError('CONFIG_INVALID', `--set expects section.key=value, got '${text}'.`, {
      hints: ['For example: --set train.epochs=5'],
    });
  let value: unknown;
  try {
    value = parseYaml(text.slice(at + 1));
  } catch (error) {
    throw cliError('CONFIG_INVALID', `--set ${text}: the value is not readable as YAML: ${(error as Error).message}`, {
      hints: [`Quote it to have it as a text: --set '${text.slice(0, at)}="…"'.`],
      cause: error,
    });
  }
  for (const part of text.slice(0, at).split('.').reverse()) value = {[part]: value};
  return value as Record<string, unknown>;
}

/** Checks every key at any depth. @throws IngotError `CONFIG_UNKNOWN_KEY` with the nearest known key */
export function checkKeys(
  tree: Record<string, unknown>,
  known: ReadonlyMap<string, ReadonlySet<string>>,
  source: string,
): void {
  const sections = [...known.keys()];
  const visit = (node: Record<string, unknown>, path: string): void => {
    for (const [key, value] of Object.entries(node)) {
      const full = path === '' ? key : `${path}.${key}`;
      if (known.get(path)?.has(key)) continue;
      const isSection = sections.some((section) => section === full || section.startsWith(`${full}.`));
      if (isSection && value === null) continue;
      if (isSection && typeof value === 'object' && !Array.isArray(value))
        visit(value as Record<string, unknown>, full);
      else if (isSection)
        throw cliError('CONFIG_INVALID', `${source}: '${full}' is a section, got ${JSON.stringify(value)}.`);
      else throw unknownKey(full, path, known, source);
    }
  };
  visit(tree, '');
}

function unknownKey(
  full: string,
  path: string,
  known: ReadonlyMap<string, ReadonlySet<string>>,
  source: string,
): Error {
  const candidates = new Set<string>();
  for (const [section, names] of known) {
    const prefix = section.split('.');
    prefix.forEach((_, depth) => candidates.add(prefix.slice(0, depth + 1).join('.')));
    for (const name of names) candidates.add(`${section}.${name}`);
  }
  const near = nearest(full, [...candidates].sort());
  const siblings = [...candidates].filter(
    (key) => key.startsWith(path === '' ? '' : `${path}.`) && key.split('.').length === full.split('.').length,
  );
  return cliError('CONFIG_UNKNOWN_KEY', `${source}: unknown key '${full}'.`, {
    hints: [
      ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
      `Known here: ${siblings.map((key) => key.split('.').at(-1)).join(', ')}.`,
    ],
  });
}

/**
 * Checks that the environment sets nothing this command does not know, as a file may not either.
 *
 * @param ids - all commands: a variable of `runs:compare` is none of `runs`
 * @throws IngotError `CONFIG_UNKNOWN_KEY` with the nearest variable
 */
export function checkEnvironment(
  command: CommandShape,
  environment: Readonly<Record<string, string | undefined>>,
  ids: readonly string[],
): void {
  const prefix = variableOf(command.id);
  const others = ids.filter((id) => id.startsWith(`${command.id}:`)).map((id) => `${variableOf(id)}_`);
  const known = Object.keys(command.flags)
    .filter((name) => !STEERING.has(name))
    .map((name) => variableOf(command.id, name));
  const unknown = Object.keys(environment).find(
    (name) => name.startsWith(`${prefix}_`) && !known.includes(name) && !others.some((other) => name.startsWith(other)),
  );
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  throw cliError('CONFIG_UNKNOWN_KEY', `environment: '${unknown}' names no setting of ${command.id}.`, {
    hints: [
      ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
      `Unset it, or see the flags: ingot help ${command.id.replaceAll(':', ' ')}.`,
    ],
  });
}

/** @returns the variable of a flag: `variableOf('data:import', 'max-bad')` is `INGOT_DATA_IMPORT_MAX_BAD` */
export function variableOf(...path: readonly string[]): string {
  return ['ingot', ...path].join('_').replaceAll(/[:-]/g, '_').toUpperCase();
}

/** @returns the section of one command: `sectionOf(tree, 'data:import')` is `tree.data.import` */
export function sectionOf(tree: Record<string, unknown>, commandId: string): Record<string, unknown> {
  let node: unknown = tree;
  for (const part of commandId.split(':')) node = (node as Record<string, unknown> | null | undefined)?.[part];
  return (node ?? {}) as Record<string, unknown>;
}

/** Merges the layers into one command line. Pure: the environment comes in as an argument. */
export function mergeArguments(
  command: CommandShape,
  argv: readonly string[],
  layers: {
    readonly file: Record<string, unknown>;
    readonly set: Record<string, unknown>;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): MergedArguments {
  const origins: Record<string, Origin> = {};
  const given = givenFlags(command, argv);
  for (const name of given.flags) origins[name] = 'flag';
  const flagWords: string[] = [];
  const argWords: string[] = [];
  for (const [name, shape] of Object.entries(command.flags)) {
    if (STEERING.has(name) || given.flags.has(name)) continue;
    const variable = layers.environment[variableOf(command.id, name)];
    const choice = pick(layers.set[name], variable, layers.file[name]);
    if (!choice) continue;
    origins[name] = choice.origin;
    flagWords.push(...toWords(name, shape, choice.value));
  }
  command.args.forEach((name, index) => {
    const choice = pick(layers.set[name], undefined, layers.file[name]);
    if (index < given.positionals || !choice) return;
    origins[name] = choice.origin;
    argWords.push(...(Array.isArray(choice.value) ? choice.value.map(String) : [String(choice.value)]));
  });
  for (const [index, name] of command.args.entries()) if (index < given.positionals) origins[name] = 'flag';
  return {argv: [...flagWords, ...argv, ...argWords], origins};
}

function pick(set: unknown, variable: string | undefined, file: unknown): {value: unknown; origin: Origin} | undefined {
  if (set !== undefined && set !== null) return {value: set, origin: 'set'};
  if (variable !== undefined) return {value: variable, origin: 'environment'};
  if (file !== undefined && file !== null) return {value: file, origin: 'file'};
  return undefined;
}

function toWords(name: string, shape: FlagShape, value: unknown): string[] {
  if (shape.type === 'boolean') {
    if (value === true || value === 'true' || value === '1') return [`--${name}`];
    if (value === false || value === 'false' || value === '0') return shape.allowNo === true ? [`--no-${name}`] : [];
    throw cliError('CONFIG_INVALID', `'${name}' expects true or false, got ${JSON.stringify(value)}.`);
  }
  if (Array.isArray(value)) return value.flatMap((member) => toWords(name, shape, member));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([key, member]) => `--${name}=${key}=${memberText(member)}`);
  return [`--${name}=${String(value)}`];
}

/** A map within a map is written as flags write it: `KEY=X,KEY=X`. */
function memberText(member: unknown): string {
  if (typeof member !== 'object' || member === null || Array.isArray(member)) return String(member);
  return Object.entries(member)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
}

function givenFlags(command: CommandShape, argv: readonly string[]): {flags: Set<string>; positionals: number} {
  const flags = new Set<string>();
  const byChar = new Map(Object.entries(command.flags).map(([name, {char}]) => [char, name]));
  let positionals = 0;
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') return {flags, positionals: positionals + argv.length - index - 1};
    const long = /^--(?:no-)?([^=]+)(=.*)?$/.exec(word);
    const name = long
      ? command.flags[word.slice(2).split('=')[0] ?? '']
        ? word.slice(2).split('=')[0]
        : long[1]
      : word.length > 1 && word.startsWith('-')
        ? byChar.get(word[1])
        : undefined;
    if (name === undefined) {
      if (!word.startsWith('-') || word === '-') positionals += 1;
      continue;
    }
    flags.add(name);
    const takesValue = command.flags[name]?.type === 'option';
    const attached = long ? long[2] !== undefined : word.length > 2;
    if (takesValue && !attached) index += 1;
  }
  return {flags, positionals};
}
