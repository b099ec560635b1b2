// A question before something that cannot be undone.
import {createInterface} from 'node:readline/promises';
import {cliError} from './errors.js';

/**
 * Asks on the terminal; anything but y or yes is no.
 *
 * @throws IngotError `CONFIRMATION_NEEDED` where there is nobody to ask
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw cliError('CONFIRMATION_NEEDED', `${question} There is no terminal to ask on.`, {
      hints: ['Say --yes to go ahead.'],
    });
  const lines = createInterface({input: process.stdin, output: process.stderr});
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
