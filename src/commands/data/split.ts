import {Args, Flags} from '@oclif/core';
import {formatTable, IngotCommand, seedFlag} from '../../cli/index.js';
import type {SplitResult} from '../../prepare/index.js';

export default class DataSplit extends IngotCommand {
  static override summary = 'Split rows into train.arrow, valid.arrow and test.arrow.';
  static override description =
    'Every row goes to exactly one file; sizes are exact, and depend with the assignment on the rows, the ratios and ' +
    'the seed only. The classes of a target are spread evenly. The files are marked: nothing can be fitted on valid and ' +
    'test rows by accident.';
  static override examples = [
    {
      description: 'Eight tenths to train on, one to choose by, one to judge by',
      command: '<%= config.bin %> data split clean.arrow --ratios 0.8,0.1,0.1 -o data/',
    },
    {
      description: 'Spread the values of another column evenly',
      command: '<%= config.bin %> data split clean.arrow --ratios 0.8,0.2 --stratify ocean_proximity --seed 7 -o data/',
    },
  ];
  static override args = {in: Args.string({description: "The rows; '-' is stdin.", required: true})};
  static override flags = {
    output: Flags.string({char: 'o', summary: 'Folder for the files.', helpValue: 'DIR', required: true}),
    ratios: Flags.string({
      summary: 'Shares of train, valid and test (or of train and test); they add up to 1.',
      helpValue: 'A,B,C',
      default: '0.8,0.1,0.1',
    }),
    stratify: Flags.string({
      summary: "Column whose values are spread evenly; 'auto' (a target with classes) or 'none'.",
      helpValue: 'COL',
      default: 'auto',
    }),
    seed: seedFlag(),
    'allow-fitted': Flags.boolean({summary: 'Split even rows that stages were fitted on.'}),
    'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
  };

  async run(): Promise<SplitResult> {
    const {args, flags} = await this.parse(DataSplit);
    const {openDataset} = await import('../../data/index.js');
    const {splitToFolder} = await import('../../prepare/index.js');
    const dataset = await openDataset(args.in, {report: this.report});
    const result = await splitToFolder(dataset, {
      folder: flags.output,
      ratios: flags.ratios.split(',').map(Number),
      stratify: flags.stratify,
      seed: flags.seed,
      allowFitted: flags['allow-fitted'],
      workDir: flags['work-dir'],
      version: this.config.version,
      report: this.report,
    });
    const rows = result.parts.map(({split, rows: count, output}) => [split, count, output]);
    this.print(formatTable(['part', 'rows', 'file'], rows, {align: ['left', 'right', 'left']}));
    return result;
  }
}
