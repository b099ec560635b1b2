// Where each value of a command comes from: what `ingot config show` prints.
import {Parser, type Command, type Config} from '@oclif/core';
import {STEERING, variableOf, type Origin} from './config.js';
import {commandName} from './flag-kind.js';
import {mergeSettings, readSettings, type SettingTrees} from './settings.js';

export interface ExplainedSetting {
  readonly command: string;
  readonly key: string;
  /** Null where nothing sets it and the flag has no default of its own. */
  readonly value: unknown;
  readonly origin: Origin;
  /** The file or the variable. */
  readonly source?: string;
}

/**
 * The settings of one command, every value checked by its flag's own parser.
 *
 * @param argv - the words that would follow the command
 * @throws IngotError what reading the sources throws, and the parser's error for a value it refuses
 */
export async function explainSettings(
  config: Config,
  command: Command.Loadable,
  argv: readonly string[],
): Promise<ExplainedSetting[]> {
  const trees = readSettings(config, argv);
  return explainWith(config, trees, await command.load(), argv);
}

/** What is set for any command, by the file, the environment or `--set`. */
export async function explainAll(config: Config, argv: readonly string[]): Promise<ExplainedSetting[]> {
  const trees = readSettings(config, argv);
  const explained: ExplainedSetting[] = [];
  for (const command of config.commands) {
    const loaded = await command.load();
    explained.push(...(await explainWith(config, trees, loaded, [])).filter(({origin}) => origin !== 'default'));
  }
  return explained;
}

async function explainWith(
  {commandIDs}: Config,
  trees: SettingTrees,
  command: Command.Class,
  argv: readonly string[],
): Promise<ExplainedSetting[]> {
  const {id, args} = command;
  const flags = {...command.baseFlags, ...command.flags};
  const {argv: words, origins} = mergeSettings({id, args, flags}, argv, trees, commandIDs);
  const given = words.filter((word) => word !== '--json');
  const parsed = await Parser.parse([...given], {
    args: withoutDemands(args) as typeof args,
    flags: withoutDemands(flags) as typeof flags,
    strict: command.strict,
  });
  const values: Readonly<Record<string, unknown>> = {...parsed.flags, ...parsed.args};
  const names = [...Object.keys(args), ...Object.keys(flags)].filter((name) => !STEERING.has(name));
  return names.map((key) => {
    const origin = origins[key] ?? 'default';
    const source = origin === 'file' ? trees.path : origin === 'environment' ? variableOf(id, key) : undefined;
    const value = values[key] ?? (flags[key]?.type === 'boolean' ? false : null);
    return {command: commandName(id), key, value, origin, ...(source === undefined ? {} : {source})};
  });
}

/** Settings are shown also where they do not make a whole command line: nothing is required, nothing excludes. */
function withoutDemands(inputs: Readonly<Record<string, object>>): Record<string, object> {
  const free = {required: false, ignoreStdin: true, exclusive: [], dependsOn: [], relationships: []};
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, {...input, ...free}]));
}

/** A value in one cell: lists with commas, nothing as `-`. */
export function settingText(value: unknown): string {
  if (value === null) return '-';
  if (Array.isArray(value)) return value.map(settingText).join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
