import {Args, Flags} from '@oclif/core';
import {guardOutput, IngotCommand, outputFlag, windowFlags} from '../../cli/index.js';
import type {VerbResult} from '../../prepare/index.js';

export default class DataWindow extends IngotCommand {
  static override summary = 'Make windows, lags and a target ahead from rows in the order of time.';
  static override description =
    'Each row of a series gives at most one row: what was known at its time, and as target what came --horizon steps later. ' +
    'With --steps the last N rows become one tensor [N, columns], the oldest first, for gru, lstm, transformer or mlp; --lag, ' +
    '--roll and --diff add columns of numbers. Rows out of order, missing steps and missing values fail unless said ' +
    'otherwise; rows without enough past or without a target are counted. Split by time after it (data split --time leaves out ' +
    'the rows whose windows would reach over the border) or before. To predict, make the same windows of recent rows with ' +
    '--horizon none; in JSON, a request gives the tensor as nested lists. What is held in memory is the last rows of each series.';
  static override examples = [
    {
      description: 'The last 14 days, to predict the next',
      command:
        '<%= config.bin %> data window temperatures.arrow --time date --steps 14 --target celsius -o windows.arrow',
    },
    {
      description: 'The same of the newest rows, to predict from',
      command:
        '<%= config.bin %> data window temperatures.arrow --time date --steps 14 --columns celsius --horizon none -o recent.arrow',
    },
    {
      description: 'Columns of the past instead of windows, one series for each shop, a week ahead',
      command:
        '<%= config.bin %> data window shops.csv --time day --by shop --target sales --horizon 7 --lag sales=1,7 --roll sales=mean:7,std:7 --diff sales=1 --on-gap split -o lags.arrow',
    },
  ];
  static override args = {in: Args.string({description: "The rows; '-' is stdin.", required: true})};
  static override flags = {
    output: outputFlag(),
    ...windowFlags(),
    'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
  };

  async run(): Promise<VerbResult> {
    const {args, flags} = await this.parse(DataWindow);
    const {output, lag: lags, roll: rolling, diff: differences, 'on-gap': onGap, 'on-missing': onMissing} = flags;
    guardOutput(output, {json: this.jsonEnabled()});
    const {openDataset} = await import('../../data/index.js');
    const {windowDataset, writeStep, writtenLines} = await import('../../prepare/index.js');
    const {time, by, steps, columns, name, keep, target, horizon, stride, step, sort} = flags;
    const asked = {time, by, steps, columns, name, keep, target, horizon, stride, step, sort};
    const options = {...asked, lags, rolling, differences, onGap, onMissing};
    const workDir = flags['work-dir'];
    const dataset = await openDataset(args.in, {report: this.report});
    const windows = await windowDataset(dataset, {...options, workDir, report: this.report});
    const written = {command: 'data window', options, version: this.config.version};
    const result = await writeStep(windows, {...written, output, workDir});
    if (output !== '-') this.print(writtenLines(result));
    return result;
  }
}
