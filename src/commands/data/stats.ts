import {counted} from '../../core/index.js';
import {Args, Flags} from '@oclif/core';
import {formatNumber, formatTable, IngotCommand, outputFlag} from '../../cli/index.js';
import type {StatisticsResult} from '../../prepare/index.js';

export default class DataStats extends IngotCommand {
  static override summary = 'Write the statistics of columns to a file; put those of several parts together.';
  static override description =
    'One pass in fixed memory: counts, moments, quantiles, distinct values and how often each occurs, of the features and ' +
    'the target, over the rows that have a target. Parts of a dataset can so be read by separate jobs; --merge makes one ' +
    'file of theirs, and data normalize --stats fits on it. Means and deviations are those of the whole, vocabularies too ' +
    '(up to 100,000 values a column); quantiles are exact up to 131,072 values a column, then within 0.1 % of their rank.';
  static override examples = [
    {
      description: 'Statistics of a part, as one job of many would take them',
      command: '<%= config.bin %> data stats data/train.arrow -o part-1.json',
    },
    {
      description: 'Put parts together, and fit on all of them',
      command:
        '<%= config.bin %> data stats data/train.arrow -o part-1.json && <%= config.bin %> data stats --merge part-1.json -o all.json && ' +
        '<%= config.bin %> data normalize data/train.arrow --stats all.json -o train.arrow',
    },
  ];
  static override strict = false;
  static override args = {
    in: Args.string({
      description: "The rows: files, folders or patterns, '-' is stdin; with --merge files of statistics.",
      required: true,
    }),
  };
  static override flags = {
    output: outputFlag('Where to write the statistics (JSON).'),
    merge: Flags.boolean({summary: 'Make one file of the files of statistics given.'}),
  };

  async run(): Promise<StatisticsResult> {
    const {argv, flags} = await this.parse(DataStats);
    const {ledgerLines} = await import('../../data/index.js');
    const {statisticsFile} = await import('../../prepare/index.js');
    const {output, merge} = flags;
    const result = await statisticsFile({inputs: argv as string[], merge, output, report: this.report});
    const head = ['column', 'kind', 'missing', 'distinct', 'mean', 'deviation', 'min', 'median', 'max'] as const;
    const cells = result.columns.map(({isDistinctExact, rankError, ...column}) =>
      head.map((_, at) => {
        const key = at === 0 ? 'name' : head[at];
        const value = column[key as 'name' | Exclude<(typeof head)[number], 'column'>];
        if (typeof value !== 'number') return value ?? '';
        const isEstimate = (key === 'distinct' && !isDistinctExact) || (key === 'median' && rankError > 0);
        return `${isEstimate ? '~' : ''}${formatNumber(value)}`;
      }),
    );
    const told = [`${counted(result.rows, 'row')}: statistics written to ${output}`, ...ledgerLines(result.ledger)];
    this.print([formatTable([...head], cells), '', ...told].join('\n'));
    return result;
  }
}
