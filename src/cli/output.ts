// Rules about stdout: results only, never a binary stream on a terminal, never two results at once.
import {cliError} from './errors.js';

/**
 * Checks an output target before any work is done.
 *
 * @throws IngotError `OUTPUT_CONFLICT` when `-` meets `--json`, `OUTPUT_TERMINAL` when a binary stream would hit a terminal
 */
export function guardOutput(target: string, options: {readonly json: boolean; readonly binary?: boolean}): void {
  if (target !== '-') return;
  if (options.json)
    throw cliError('OUTPUT_CONFLICT', "'-o -' writes the data to stdout, where --json would print its result too.", {
      hints: ['Give a file to -o, or leave --json out.'],
    });
  if (options.binary !== false && process.stdout.isTTY)
    throw cliError('OUTPUT_TERMINAL', 'Refused to write a binary stream to the terminal.', {
      hints: ["Pipe it on: '| ingot data head -'.", 'Or give a file to -o.'],
    });
}
