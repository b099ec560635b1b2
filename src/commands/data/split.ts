import {Args, Flags} from '@oclif/core';
import {formatTable, IngotCommand, seedFlag, splitFlags} from '../../cli/index.js';
import type {SplitResult} from '../../prepare/index.js';

export default class DataSplit extends IngotCommand {
  static override summary = 'Split rows into train.arrow, valid.arrow and test.arrow, or into folds.';
  static override description =
    'Every row goes to exactly one file (with --folds: to exactly one valid.arrow); a row goes where the rows, the options ' +
    'and the seed put it, and sizes are exact unless groups or instants must stay together. The classes of a target are ' +
    'spread evenly. Rows that lie in two parts are counted. The files are marked: nothing can be fitted on valid and test ' +
    'rows by accident.';
  static override examples = [
    {
      description: 'Eight tenths to train on, one to choose by, one to judge by',
      command: '<%= config.bin %> data split clean.arrow --ratios 0.8,0.1,0.1 -o data/',
    },
    {
      description: 'Spread the values of another column evenly; of a column of numbers, its quantile bins',
      command: '<%= config.bin %> data split clean.arrow --ratios 0.8,0.2 --stratify median_income --seed 7 -o data/',
    },
    {
      description: 'Keep equal values of a column in one part',
      command: '<%= config.bin %> data split clean.arrow --ratios 0.8,0.2 --group longitude -o data/',
    },
    {
      description: 'Train on what came first, judge by what came last',
      command: '<%= config.bin %> data split clean.arrow --time housing_median_age -o data/',
    },
    {
      description: 'Windows of a series by time; those that reach into a later part are left out',
      command:
        '<%= config.bin %> data window temperatures.arrow --time date --steps 7 --target celsius -o - | <%= config.bin %> data split - --time date -o data/',
    },
    {
      description: 'Five folds: folds/fold-1/train.arrow, folds/fold-1/valid.arrow …',
      command: '<%= config.bin %> data split clean.arrow --folds 5 -o folds/',
    },
    {
      description: 'Three folds by time: each judges what comes after all it was trained on',
      command: '<%= config.bin %> data split clean.arrow --time housing_median_age --folds 3 -o folds/',
    },
  ];
  static override args = {in: Args.string({description: "The rows; '-' is stdin.", required: true})};
  static override flags = {
    output: Flags.string({char: 'o', summary: 'Folder for the files.', helpValue: 'DIR', required: true}),
    ...splitFlags(),
    seed: seedFlag(),
    'allow-fitted': Flags.boolean({summary: 'Split even rows that stages were fitted on.'}),
    'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
  };

  async run(): Promise<SplitResult> {
    const {args, flags} = await this.parse(DataSplit);
    const {openDataset} = await import('../../data/index.js');
    const {splitToFolder} = await import('../../prepare/index.js');
    const {output: folder, ratios, 'drop-shared': dropShared, 'allow-fitted': allowFitted, 'work-dir': workDir} = flags;
    const {stratify, bins, group, time, gap, folds, seed} = flags;
    const dataset = await openDataset(args.in, {report: this.report});
    const asked = {stratify, bins, group, time, gap, folds, seed, dropShared, allowFitted, workDir};
    const common = {folder, version: this.config.version, report: this.report};
    const result = await splitToFolder(dataset, {...asked, ...common, ratios: ratios.split(',').map(Number)});
    const rows = result.parts.map(({split, rows: count, output, range}) => [split, count, output, range?.join(' to ')]);
    const columns = ['part', 'rows', 'file', ...(time === undefined ? [] : [time])];
    this.print(
      formatTable(
        columns,
        rows.map((row) => row.slice(0, columns.length)),
        {align: ['left', 'right', 'left']},
      ),
    );
    return result;
  }
}
