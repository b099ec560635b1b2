// What windows over a series are made of.
import {Flags} from '@oclif/core';
import {listFlag, pairsFlag} from './flags.js';
import {cliError} from './errors.js';

/** Steps ahead: `1`, `1,2,7`, `1-24` or `none`. */
const horizonFlag = Flags.custom<number[]>({
  helpValue: 'N,…|none',
  parse: (input, _context, {name}) => {
    if (input === 'none') return Promise.resolve([]);
    const steps = input.split(',').flatMap((part) => {
      const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part.trim()) ?? [];
      const [first, last] = [Number(from), Number(to)];
      if (from === undefined || last < first)
        throw cliError(
          'FLAG_INVALID',
          `--${name} expects steps ahead such as 1, 1,7 or 1-24, or none, got '${input}'.`,
        );
      return Array.from({length: last - first + 1}, (_, at) => first + at);
    });
    return Promise.resolve(steps);
  },
});

export const windowFlags = () => ({
  time: Flags.string({summary: 'Column that orders the rows (default: the one of role time).', helpValue: 'COL'}),
  by: Flags.string({summary: 'Column that tells series apart (default: all rows are one).', helpValue: 'COL'}),
  steps: Flags.integer({summary: 'Make windows of so many rows, the last one included.', min: 1, helpValue: 'N'}),
  columns: listFlag('Columns of the window (default: all numbers among features and target).', {helpValue: 'COL'}),
  name: Flags.string({summary: 'Name of the column of windows (default: window).', helpValue: 'COL'}),
  keep: listFlag('Columns that stay beside the window.', {helpValue: 'COL'}),
  lag: pairsFlag('Add the values of a column so many steps ago.', 'COL=N,…'),
  roll: pairsFlag('Add mean, std, min, max or sum of a column over the last N rows.', 'COL=mean:N,…'),
  diff: pairsFlag('Add how much a column has grown since N steps ago.', 'COL=N,…'),
  target: Flags.string({summary: 'Column to predict (default: the one of role target).', helpValue: 'COL'}),
  horizon: horizonFlag({
    summary:
      "Steps ahead at which to predict, the first is the target; 0: the row's own; none: rows to predict from (default: 1).",
  }),
  stride: Flags.integer({summary: 'Give only every N-th row of a series (default: 1).', min: 1, helpValue: 'N'}),
  step: Flags.string({
    summary: 'From one row to the next: 15m, 1h, 1d, 1mo …, a number, rows, or auto (the usual one).',
    helpValue: 'STEP',
    default: 'auto',
  }),
  'on-gap': Flags.option({
    summary: 'Missing steps: fail, split (no window reaches over it) or fill (repeat the row before) (default: fail).',
    options: ['fail', 'split', 'fill'] as const,
  })(),
  'on-missing': Flags.option({
    summary:
      'Missing values in a window: fail, drop (leave the window out) or fill (repeat the value before) (default: fail).',
    options: ['fail', 'drop', 'fill'] as const,
  })(),
  sort: Flags.boolean({summary: 'Sort the rows by time first.'}),
});
