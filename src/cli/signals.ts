// Ctrl-C, SIGTERM and closed pipes. A command that can stop tidily registers a handler; the second signal, and any
// signal without a handler, deletes temporary files and lets the signal do what it does to every program.
import {fileError, removeTemporaries} from '../core/index.js';
import {errorStatus, formatError} from './error-output.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignal = (typeof SIGNALS)[number];

let handler: ((signal: StopSignal) => void) | undefined;

/**
 * Calls `stop` on the first signal instead of dying. The second one always kills at once.
 *
 * @returns a function that unregisters it
 */
export function onStopSignal(stop: (signal: StopSignal) => void): () => void {
  handler = stop;
  return () => {
    if (handler === stop) handler = undefined;
  };
}

export function installSignalHandlers(): void {
  for (const signal of SIGNALS) process.on(signal, receive);
}

function receive(signal: StopSignal): void {
  const stop = handler;
  handler = undefined;
  if (stop) {
    stop(signal);
    return;
  }
  removeTemporaries();
  process.removeListener(signal, receive);
  process.kill(process.pid, signal);
}

/** A reader that has seen enough (`| head`) is no failure: the command ends quietly with status 0. */
export function installPipeHandlers(): void {
  process.stdout.prependListener('error', endOfOutput);
}

/** Ends the process because standard output takes no more. */
export function endOfOutput(error: NodeJS.ErrnoException): never {
  removeTemporaries();
  if (error.code === 'EPIPE') process.exit(0);
  const shown = fileError(error, 'standard output');
  process.stderr.write(`${formatError(shown)}\n`);
  process.exit(errorStatus(shown));
}
