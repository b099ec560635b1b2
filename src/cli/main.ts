// What bin/run.js calls: runs one command line and turns its end into an exit status that tells the truth.
import {fileURLToPath} from 'node:url';
// The parts, not the whole of oclif: help and errors come a tenth sooner.
import {Config} from '@oclif/core/config';
import {flush} from '@oclif/core/flush';
import {run} from '@oclif/core/run';
import {unknownCommand} from './command-words.js';
import {errorStatus, errorToJson, formatError} from './error-output.js';

import {installPipeHandlers, installSignalHandlers} from './signals.js';

/** @param entryUrl - `import.meta.url` of the bin script */
export async function main(entryUrl: string): Promise<void> {
  installSignalHandlers();
  installPipeHandlers();
  const argv = process.argv.slice(2);
  try {
    await run(argv, fileURLToPath(entryUrl));
    await flush();
  } catch (error) {
    const shown = await explainUnknownCommand(error, argv, entryUrl);
    const status = errorStatus(shown);
    if (status !== 0) {
      if (argv.includes('--json')) process.stdout.write(`${JSON.stringify(errorToJson(shown), null, 2)}\n`);
      else process.stderr.write(`${formatError(shown)}\n`);
    }
    await flush();
    process.exit(status);
  }
}

/** oclif says only "command x not found", its help "Command x not found."; we name the nearest command. */
async function explainUnknownCommand(error: unknown, argv: readonly string[], entryUrl: string): Promise<unknown> {
  if (!(error instanceof Error) || !/^command .* not found\.?$/i.test(error.message)) return error;
  const config = await Config.load(fileURLToPath(entryUrl));
  const words = argv.filter((word, at) => !word.startsWith('-') && !(at === 0 && word === 'help'));
  return unknownCommand(words, config.commandIDs);
}
