// Which command the first words of a line name.
import {nearest} from '../core/index.js';
import {cliError} from './errors.js';
import {commandName} from './flag-kind.js';

/** @returns the error for words that name no command, with the nearest one */
export function unknownCommand(words: readonly string[], ids: readonly string[]): Error {
  const known = ids.map(commandName);
  const typed = words.slice(0, 2).join(' ');
  const near = nearest(typed, known) ?? nearest(words[0] ?? '', known);
  return cliError('COMMAND_UNKNOWN', `Unknown command '${typed}'.`, {
    hints: [...(near === undefined ? [] : [`Did you mean 'ingot ${near}'?`]), "Run 'ingot help' for the list."],
  });
}

/**
 * Takes the command off the front of a line that may begin with `--config` and `--set`.
 *
 * @param argv - `['--config', 'a.yaml', 'data', 'import', '--target', 'y']`; `data:import` and `data.import` will do
 * @returns `{id: 'data:import', words: ['--config', 'a.yaml', '--target', 'y']}`; no id where no command is named
 * @throws IngotError `COMMAND_UNKNOWN`
 */
export function splitCommand(
  argv: readonly string[],
  ids: readonly string[],
): {readonly id: string | undefined; readonly words: readonly string[]} {
  let start = 0;
  while (argv[start]?.startsWith('-') === true) start += /^--(config|set)$/.test(argv[start] ?? '') ? 2 : 1;
  const rest = argv.slice(start);
  const plain = rest.slice(0, rest.findIndex((word) => word.startsWith('-')) >>> 0);
  for (let count = Math.min(3, plain.length); count > 0; count -= 1) {
    const id = plain.slice(0, count).join(':').replaceAll('.', ':');
    if (ids.includes(id)) return {id, words: [...argv.slice(0, start), ...rest.slice(count)]};
  }
  if (plain.length > 0) throw unknownCommand(plain, ids);
  return {id: undefined, words: argv};
}
