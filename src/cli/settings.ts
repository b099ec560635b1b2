// The settings of one command from all their sources: the file of --config, the environment, --set, and flags.
import type {Config, Interfaces} from '@oclif/core';
import {
  checkEnvironment,
  checkKeys,
  knownKeys,
  mergeArguments,
  parseSetting,
  readConfigFile,
  sectionOf,
  type FlagShape,
  type MergedArguments,
} from './config.js';

export interface SettingsSource {
  readonly id: string;
  readonly flags: Readonly<Record<string, FlagShape>> | Interfaces.FlagInput;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What `--config` and `--set` hold, for every command. */
export interface SettingTrees {
  /** The file, where one was given. */
  readonly path: string | undefined;
  readonly file: Record<string, unknown>;
  readonly sets: readonly Record<string, unknown>[];
}

/** @throws IngotError `CONFIG_UNREADABLE`, `CONFIG_UNKNOWN_KEY`, `CONFIG_INVALID` */
export function readSettings(config: Config, argv: readonly string[]): SettingTrees {
  const path = valuesOf(argv, 'config').at(-1);
  const settings = valuesOf(argv, 'set');
  if (path === undefined && settings.length === 0) return {path, file: {}, sets: []};
  const known = knownKeys(config);
  const file = path === undefined ? {} : readConfigFile(path);
  if (path !== undefined) checkKeys(file, known, path);
  const sets = settings.map((setting) => {
    const tree = parseSetting(setting);
    checkKeys(tree, known, `--set ${setting}`);
    return tree;
  });
  return {path, file, sets};
}

/**
 * One command line with everything that was set elsewhere.
 *
 * @throws IngotError `CONFIG_UNKNOWN_KEY` for a variable that names no flag, and what {@link mergeArguments} throws
 */
export function mergeSettings(
  {id, flags, args}: SettingsSource,
  argv: readonly string[],
  {file, sets}: SettingTrees,
  commandIds: readonly string[],
): MergedArguments {
  const shape = {id, flags: flags as Readonly<Record<string, FlagShape>>, args: Object.keys(args)};
  checkEnvironment(shape, process.env, commandIds);
  const set = Object.assign({}, ...sets.map((tree) => sectionOf(tree, id))) as Record<string, unknown>;
  return mergeArguments(shape, argv, {file: sectionOf(file, id), set, environment: process.env});
}

/** The values of `--name value` and `--name=value` words, before the real parser runs. */
function valuesOf(argv: readonly string[], name: string): string[] {
  const values: string[] = [];
  argv.forEach((word, index) => {
    if (word.startsWith(`--${name}=`)) values.push(word.slice(name.length + 3));
    else if (word === `--${name}` && argv[index + 1] !== undefined) values.push(argv[index + 1] ?? '');
  });
  return values;
}
