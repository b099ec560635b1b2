import {Args, Flags} from '@oclif/core';
import {formatMarkdown, formatTable, IngotCommand, listFlag} from '../../cli/index.js';
import type {RunSummary} from '../../runs/index.js';

interface RunList {
  readonly runs: readonly RunSummary[];
}

export default class RunsList extends IngotCommand {
  static override summary = 'List runs: how far they came, how good they are, what they cost.';
  static override description = `Finds the run folders at and below each FOLDER. A run is complete, running, interrupted (resume it), failed, or broken;
what is broken is listed with the reason. Runs are known by name, status, model, epochs, steps, rows, seconds, started,
device, train-loss and valid-loss, by every validation metric, and by every setting of train, as learning-rate: --sort,
--filter and --columns take any of these. The metrics are those of the best epoch on the run's own validation rows.`;
  static override examples = [
    {description: 'What is in runs/', command: '<%= config.bin %> runs list'},
    {
      description: 'The good ones, the best first, with their learning rates, as Markdown',
      command: "<%= config.bin %> runs list runs --filter 'rmse<=100000' --sort rmse --columns learning-rate --md",
    },
    {
      description: 'Names of the runs to resume, for a script',
      command: '<%= config.bin %> runs list --filter status=interrupted --json',
    },
  ];
  static override args = {
    folder: Args.string({description: 'Folders to look in, or runs (default: runs).', multiple: true}),
  };
  static override flags = {
    sort: Flags.string({
      summary: 'Order by this; metrics and losses the best first, anything else ascending.',
      helpValue: 'KEY',
      default: 'name',
    }),
    reverse: Flags.boolean({summary: 'The other way round.'}),
    filter: Flags.string({
      summary: "Only runs for which this holds: 'accuracy>=0.8', optimizer=adam (also <= > < !=); repeat for more.",
      helpValue: 'CONDITION',
      multiple: true,
      multipleNonGreedy: true,
    }),
    columns: listFlag('Further columns to show.', {helpValue: 'KEY,KEY'}),
    md: Flags.boolean({summary: 'Print a Markdown table.', exclusive: ['json']}),
  };

  async run(): Promise<RunList> {
    const {args, flags} = await this.parse(RunsList);
    const {filterRuns, findRuns, readRun, runTable, sortRuns} = await import('../../runs/index.js');
    const found = findRuns(args.folder ?? ['runs']).map(readRun);
    const {filter = [], sort, reverse} = flags;
    const runs = sortRuns(filterRuns(found, filter), sort, {reverse});
    const {head, rows} = runTable(runs, flags.columns);
    if (runs.length > 0) this.print(flags.md ? formatMarkdown(head, rows) : formatTable(head, rows));
    else this.report({type: 'note', message: found.length > 0 ? 'No run meets the filter.' : 'No runs here.'});
    return {runs};
  }
}
