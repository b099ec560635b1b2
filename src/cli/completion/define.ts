// How to add a shell: write src/cli/completion/<shell>.ts exporting a `defineShell({...})` value and list it in
// index.ts. The script it writes is complete: it starts no process while the user types.
import type {Config} from '@oclif/core';
import {commandName, commandSummary, flagKind, flagSummary} from '../flag-kind.js';

export interface CompletedFlag {
  readonly name: string;
  readonly char: string | undefined;
  readonly summary: string;
  /** What may follow: nothing, one of a few words, a path, or something only the user knows. */
  readonly value: 'none' | 'path' | 'free' | readonly string[];
}

export interface CompletedCommand {
  /** `data import`; also a topic, `data`; the empty word is the program itself. */
  readonly name: string;
  readonly summary: string;
  /** The next words: `import` … under `data`. */
  readonly children: readonly {readonly name: string; readonly summary: string}[];
  readonly flags: readonly CompletedFlag[];
  /** Fixed choices of the first argument; none: paths. */
  readonly choices: readonly string[];
  /** A topic is followed by a command only. */
  readonly isTopic: boolean;
}

export interface ShellDefinition {
  readonly name: string;
  /** How to load the script, for the help and its first line. */
  readonly load: string;
  readonly script: (commands: readonly CompletedCommand[]) => string;
}

/** Types a shell and nothing else. */
export const defineShell = (definition: ShellDefinition): ShellDefinition => definition;

/** All that can be completed, from the manifest alone. */
export function completedCommands(config: Config): CompletedCommand[] {
  const commands = new Map(
    config.commands.map(({id, summary, description, flags, args}): [string, CompletedCommand] => [
      commandName(id),
      {
        name: commandName(id),
        summary: commandSummary({summary, description}),
        children: [],
        flags: Object.values(flags).map((flag) => ({
          name: flag.name,
          char: flag.char,
          summary: flagSummary(flag),
          value: valueOf(flag),
        })),
        choices: Object.values(args)[0]?.options ?? [],
        isTopic: false,
      },
    ]),
  );
  const topics = config.topics.map(({name, description = ''}) => ({name: commandName(name), summary: description}));
  for (const {name, summary} of [{name: '', summary: ''}, ...topics])
    if (!commands.has(name)) commands.set(name, {name, summary, children: [], flags: [], choices: [], isTopic: true});
  const sorted = [...commands.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.map((parent) => ({
    ...parent,
    children: sorted
      .filter(({name}) => name !== '' && parentOf(name) === parent.name)
      .map(({name, summary}) => ({name: name.split(' ').at(-1) ?? '', summary})),
  }));
}

function parentOf(name: string): string {
  return name.split(' ').slice(0, -1).join(' ');
}

function valueOf(flag: Parameters<typeof flagKind>[0]): CompletedFlag['value'] {
  const kind = flagKind(flag);
  if (kind === 'boolean') return 'none';
  if (kind === 'choice') return flag.type === 'option' ? (flag.options ?? []) : [];
  return kind === 'path' ? 'path' : 'free';
}

/** `--name` and `-n` of a flag. */
export function spellings({name, char}: CompletedFlag): string[] {
  return char === undefined ? [`--${name}`] : [`--${name}`, `-${char}`];
}
