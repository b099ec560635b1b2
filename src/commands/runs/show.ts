import {Args} from '@oclif/core';
import {formatTable, IngotCommand} from '../../cli/index.js';
import type {RunDetails} from '../../runs/index.js';

export default class RunsShow extends IngotCommand {
  static override summary = 'Show one run: what it was told, what came out, and whether its files are whole.';
  static override description =
    'Data, device, versions, settings, the best and the last epochs. Each file is hashed and compared with the manifest. ' +
    'Under --json the whole manifest and every epoch are printed.';
  static override examples = [
    {description: 'An overview', command: '<%= config.bin %> runs show runs/first'},
    {description: 'Everything, for a script', command: '<%= config.bin %> runs show runs/first --json'},
  ];
  static override args = {run: Args.string({description: 'A run folder.', required: true})};

  async run(): Promise<RunDetails> {
    const {args} = await this.parse(RunsShow);
    const {reportRun, showRun} = await import('../../runs/index.js');
    const details = await showRun(args.run);
    const {facts, tables} = reportRun(details);
    this.print(facts.map(([name, value]) => `${name.padEnd(10)}${value}`).join('\n'));
    for (const {title, head, rows} of tables) this.print(`\n${title}\n${formatTable(head, rows)}`);
    return details;
  }
}
