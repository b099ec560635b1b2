import {formatBytes} from '../../core/index.js';
import {Args, Flags} from '@oclif/core';
import {confirm, IngotCommand} from '../../cli/index.js';
import type {Removed} from '../../runs/index.js';

interface RemoveResult {
  readonly removed: readonly Removed[];
}

export default class RunsRm extends IngotCommand {
  static override summary = 'Delete runs.';
  static override description =
    'Deletes what the trainings wrote, and each folder unless it holds something else. Asks first on a terminal; elsewhere ' +
    '--yes is needed. Refuses a folder that is no run and a run that is training, before anything is deleted.';
  static override examples = [
    {
      description: 'Delete two runs without being asked',
      command: '<%= config.bin %> runs rm runs/first runs/wide --yes',
    },
  ];
  static override args = {run: Args.string({description: 'Run folders.', required: true, multiple: true})};
  static override flags = {yes: Flags.boolean({char: 'y', summary: 'Do not ask.'})};

  async run(): Promise<RemoveResult> {
    const {args, flags} = await this.parse(RunsRm);
    const {planRemoval, removeRuns} = await import('../../runs/index.js');
    const plan = planRemoval(args.run);
    const question = `Delete ${plan.runs.join(', ')} (${formatBytes(plan.sizeBytes)})?`;
    if (!flags.yes && !(await confirm(question))) {
      this.report({type: 'note', message: 'Nothing was deleted.'});
      return {removed: []};
    }
    const removed = removeRuns(plan);
    for (const {run, left} of removed)
      this.print(left.length === 0 ? `deleted ${run}` : `deleted the run in ${run}; left there: ${left.join(', ')}`);
    return {removed};
  }
}
