import {Args, Flags} from '@oclif/core';
import {formatReport, IngotCommand} from '../../cli/index.js';
import type {RunDiff} from '../../runs/index.js';

export default class RunsDiff extends IngotCommand {
  static override summary = 'Compare two finished runs: configuration, data, environment, metrics.';
  static override description =
    'Prints what differs, in groups. Two metrics are subtracted only where they were measured on the same rows: the hashes ' +
    'in the manifests tell. Otherwise the row says "not comparable", and why.';
  static override examples = [
    {description: 'What made the second run better', command: '<%= config.bin %> runs diff runs/first runs/wide'},
    {
      description: 'Equal values too, for a pull request',
      command: '<%= config.bin %> runs diff runs/first runs/wide --all --md',
    },
  ];
  static override args = {
    a: Args.string({description: 'A run folder.', required: true}),
    b: Args.string({description: 'Another one; deltas are this minus the first.', required: true}),
  };
  static override flags = {
    all: Flags.boolean({summary: 'Show what is equal, too.'}),
    md: Flags.boolean({summary: 'Print Markdown tables.', exclusive: ['json']}),
  };

  async run(): Promise<RunDiff> {
    const {args, flags} = await this.parse(RunsDiff);
    const {diffRuns, diffTables} = await import('../../runs/index.js');
    const diff = diffRuns(args.a, args.b);
    const tables = diffTables(diff, {all: flags.all});
    const text = formatReport(tables, flags.md ? 'markdown' : 'table');
    this.print(text === '' ? 'No difference.' : text);
    return diff;
  }
}
