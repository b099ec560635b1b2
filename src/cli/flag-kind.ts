// What kind of value a flag takes, for the schema, the list of commands and the completion. The manifest keeps no
// types, so the placeholder in the help decides: N is a whole number, X a number, FILE and its like a path.
import type {Command} from '@oclif/core';

export type FlagKind = 'boolean' | 'choice' | 'integer' | 'number' | 'path' | 'text';

const PATHS = new Set(['FILE', 'RUN', 'DIR', 'FOLDER', 'PATH', 'MODEL|RUN']);

export function flagKind(flag: Command.Flag.Any): FlagKind {
  if (flag.type === 'boolean') return 'boolean';
  if (flag.options !== undefined) return 'choice';
  const value = [flag.helpValue].flat()[0] ?? '';
  if (value === 'N') return 'integer';
  if (value === 'X') return 'number';
  return PATHS.has(value) ? 'path' : 'text';
}

/** A flag in one line: its summary, else the first line of its description. */
export function flagSummary(flag: Command.Flag.Any): string {
  return flag.summary ?? flag.description?.split('\n')[0] ?? '';
}

/** A command in one line; the one of oclif's own plug-in has a description only. */
export function commandSummary({summary, description}: Pick<Command.Cached, 'summary' | 'description'>): string {
  const line = summary ?? description?.split('\n')[0] ?? '';
  return line.replaceAll('<%= config.bin %>', 'ingot');
}

export const commandName = (id: string): string => id.replaceAll(':', ' ');
