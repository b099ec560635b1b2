// Every command with its flags, as data: for tools that drive ingot, and for documentation.
import type {Command, Config} from '@oclif/core';
import {commandName, commandSummary, flagKind, flagSummary} from './flag-kind.js';

export interface ListedFlag {
  readonly name: string;
  readonly char: string | null;
  readonly type: 'boolean' | 'integer' | 'number' | 'string';
  readonly choices: readonly string[] | null;
  readonly repeatable: boolean;
  readonly required: boolean;
  /** Null where the command decides, see the summary. */
  readonly default: unknown;
  readonly summary: string;
}

export interface ListedCommand {
  readonly command: string;
  readonly summary: string;
  readonly description: string;
  readonly args: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly repeatable: boolean;
    readonly choices: readonly string[] | null;
    readonly description: string;
  }[];
  readonly flags: readonly ListedFlag[];
}

/** From the manifest alone, sorted by name. */
export function listCommands(config: Config): ListedCommand[] {
  const sorted = [...config.commands].sort((a, b) => (a.id < b.id ? -1 : 1));
  return sorted.map(({id, summary, description = '', args, flags}) => ({
    command: commandName(id),
    summary: commandSummary({summary, description}),
    description,
    args: Object.values(args).map((arg) => ({
      name: arg.name,
      required: arg.required === true,
      repeatable: arg.multiple === true,
      choices: arg.options ?? null,
      description: arg.description ?? '',
    })),
    flags: Object.values(flags).map(listedFlag),
  }));
}

function listedFlag(flag: Command.Flag.Cached): ListedFlag {
  const kind = flagKind(flag);
  const {default: preset} = flag as {default?: unknown};
  return {
    name: flag.name,
    char: flag.char ?? null,
    type: kind === 'boolean' || kind === 'integer' || kind === 'number' ? kind : 'string',
    choices: flag.type === 'option' ? (flag.options ?? null) : null,
    repeatable: flag.type === 'option' && flag.multiple === true,
    required: flag.required === true,
    default: preset ?? (kind === 'boolean' ? false : null),
    summary: flagSummary(flag),
  };
}
