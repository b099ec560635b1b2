import {Args, Flags} from '@oclif/core';
import {formatMarkdown, formatReport, IngotCommand} from '../../cli/index.js';
import type {RunDetails} from '../../runs/index.js';

export default class RunsShow extends IngotCommand {
  static override summary = 'Show one run: what it was told, what came out, and whether its files are whole.';
  static override description =
    'Data, device, versions, settings, the best and the last epochs. Each file is hashed and compared with the manifest. ' +
    'Under --json the whole manifest and every epoch are printed.';
  static override examples = [
    {description: 'An overview', command: '<%= config.bin %> runs show runs/first'},
    {description: 'For a pull request', command: '<%= config.bin %> runs show runs/first --md'},
    {description: 'Everything, for a script', command: '<%= config.bin %> runs show runs/first --json'},
  ];
  static override args = {run: Args.string({description: 'A run folder.', required: true})};
  static override flags = {md: Flags.boolean({summary: 'Print Markdown tables.', exclusive: ['json']})};

  async run(): Promise<RunDetails> {
    const {args, flags} = await this.parse(RunsShow);
    const {reportRun, showRun} = await import('../../runs/index.js');
    const details = await showRun(args.run);
    const {facts, tables} = reportRun(details);
    const lines = flags.md
      ? formatMarkdown(['', ''], facts)
      : facts.map(([name, value]) => `${name.padEnd(10)}${value}`).join('\n');
    this.print(`${lines}\n\n${formatReport(tables, flags.md ? 'markdown' : 'table')}`);
    return details;
  }
}
