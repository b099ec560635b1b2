// Progress and notes on stderr: a spinner on a terminal, plain lines elsewhere (pipes, CI), nothing when quiet.
import type {Ora} from 'ora';
import type {IngotEvent} from '../core/index.js';

/** Plain progress lines come at most this often. */
const PLAIN_INTERVAL_MS = 5000;

export interface Progress {
  report(event: IngotEvent): void;
  stop(): void;
}

export function createProgress(options: {readonly quiet: boolean; readonly now?: () => number}): Progress {
  const now = options.now ?? Date.now;
  const isTerminal = process.stderr.isTTY && process.env['CI'] === undefined;
  let spinner: Ora | undefined;
  let text = '';
  let loading = false;
  let stopped = false;
  let lastPlainMs = now();

  const line = (text: string): void => {
    spinner?.stop();
    process.stderr.write(`${text}\n`);
    if (spinner) spinner.start();
  };

  /** ora is loaded at the first progress event only: most commands end before they have any. */
  const start = async (): Promise<void> => {
    if (loading) return;
    loading = true;
    const {default: ora} = await import('ora');
    if (!stopped) spinner = ora({stream: process.stderr, discardStdin: false, text}).start();
    loading = false;
  };

  return {
    report(event) {
      stopped = false;
      if (event.type === 'warning') line(`Warning: ${event.message}`);
      else if (options.quiet) return;
      else if (event.type === 'note') line(event.message);
      else if (isTerminal) {
        text = describe(event);
        if (spinner) spinner.text = text;
        else void start();
      } else if (now() - lastPlainMs >= PLAIN_INTERVAL_MS) {
        lastPlainMs = now();
        line(describe(event));
      }
    },
    stop() {
      stopped = true;
      spinner?.stop();
      spinner = undefined;
    },
  };
}

function describe(event: Extract<IngotEvent, {type: 'progress'}>): string {
  const count = event.done.toLocaleString('en-US');
  if (event.total === undefined) return `${event.label}: ${count}`;
  return `${event.label}: ${count} of ${event.total.toLocaleString('en-US')}`;
}
