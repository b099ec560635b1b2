import {Args, Flags} from '@oclif/core';
import {
  badRowFlags,
  dropFlags,
  guardOutput,
  imputeFlags,
  IngotCommand,
  outlierFlags,
  outputFlag,
  repairFlags,
} from '../../cli/index.js';
import type {VerbResult} from '../../prepare/index.js';

export default class DataClean extends IngotCommand {
  static override summary = 'Repair values, drop columns and rows, fill missing cells, tame outliers.';
  static override description =
    'Nothing is done that is not asked for, in this order: values are repaired, columns dropped, rows dropped, missing cells ' +
    'filled, outliers clipped or marked; every row and cell concerned is counted. What changes the values of features is ' +
    'recorded as a stage, so that a model repairs new rows alike; what looks at the rows to do so is refused on rows ' +
    'marked valid or test: split before. Duplicates are told by their cells, in a pass of its own.';
  static override examples = [
    {
      description: 'Drop rows that occur twice, and rows without a target',
      command: '<%= config.bin %> data clean raw.arrow --drop-duplicates --drop-missing target -o clean.arrow',
    },
    {
      description: 'Fill missing numbers with the median of their column, and say where',
      command: '<%= config.bin %> data clean data/train.arrow --impute median --flag-missing -o train.arrow',
    },
    {
      description: 'Make one spelling of several, and a value a missing one',
      command:
        "<%= config.bin %> data clean passengers-raw.arrow --merge-spelling --replace 'Fare:0=' --replace 'Sex:male=m' -o clean.arrow",
    },
    {
      description: 'Drop rows with numbers more than five deviations from the mean',
      command:
        '<%= config.bin %> data clean data/train.arrow --outliers zscore --outlier-factor 5 --outlier-action drop -o train.arrow',
    },
  ];
  static override args = {in: Args.string({description: "The rows; '-' is stdin.", required: true})};
  static override flags = {
    output: outputFlag(),
    ...repairFlags(),
    ...dropFlags(),
    ...imputeFlags(),
    ...outlierFlags(),
    ...badRowFlags(),
    'force-fit': Flags.boolean({summary: 'Fit even on rows marked valid or test.'}),
    'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
  };

  async run(): Promise<VerbResult> {
    const {args, flags} = await this.parse(DataClean);
    const {output} = flags;
    guardOutput(output, {json: this.jsonEnabled()});
    const {openDataset, parseShare} = await import('../../data/index.js');
    const {cleanDataset, toCleanOptions, writeStep, writtenLines} = await import('../../prepare/index.js');
    const options = toCleanOptions(flags);
    const dataset = await openDataset(args.in, {
      onBadRow: flags['on-bad-row'],
      maxBad: flags['max-bad'] === undefined ? undefined : parseShare(flags['max-bad']),
      quarantinePath: flags.quarantine,
      report: this.report,
    });
    const own = {workDir: flags['work-dir'], memoryBytes: flags.memory};
    const context = {...own, forceFit: flags['force-fit'], report: this.report};
    const cleaned = await cleanDataset(dataset, {...options, ...context});
    const {workDir} = context;
    const step = {command: 'data clean', options: {...options}, version: this.config.version, output, workDir};
    const result = await writeStep(cleaned, step);
    if (output !== '-') this.print(writtenLines(result));
    return result;
  }
}
