import {Args, Flags} from '@oclif/core';
import {guardOutput, IngotCommand, numberFlag, outputFlag} from '../../cli/index.js';
import type {VerbResult} from '../../prepare/index.js';

export default class DataNormalize extends IngotCommand {
  static override summary = 'Make rows ready to train on; the fitted stages travel in the file and in the model.';
  static override description =
    'By kind: numbers and dates are filled with the median (with an extra column that says so) and standardized, ' +
    'booleans become 0 and 1, categories codes with one for unknown and one for missing; the target is standardized, or ' +
    'its classes are numbered. Everything is fitted on the rows given: give the training rows. With --like, nothing is ' +
    'fitted: the stages of another file are applied.';
  static override examples = [
    {
      description: 'Fit on the training rows',
      command: '<%= config.bin %> data normalize data/train.arrow -o train.arrow',
    },
    {
      description: 'Apply the same stages to other rows',
      command: '<%= config.bin %> data normalize data/valid.arrow --like train.arrow -o valid.arrow',
    },
  ];
  static override args = {in: Args.string({description: "The rows; '-' is stdin.", required: true})};
  static override flags = {
    output: outputFlag(),
    like: Flags.string({
      summary: 'Apply the stages fitted in this file instead of fitting.',
      helpValue: 'FILE',
      exclusive: ['numeric', 'impute', 'no-impute', 'clip', 'min-count', 'task', 'force-fit'],
    }),
    numeric: Flags.option({summary: 'Scaling of numbers.', options: ['standardize', 'min-max', 'none'] as const})(),
    impute: Flags.option({
      summary: 'What missing numbers become (default: median).',
      options: ['median', 'mean', 'mode'] as const,
    })(),
    'no-impute': Flags.boolean({
      summary: 'Leave missing numbers: the model will require a value.',
      exclusive: ['impute'],
    }),
    clip: numberFlag({summary: 'Clip numbers to the quantiles X and 1 − X.', min: 0, max: 0.5}),
    'min-count': Flags.integer({summary: 'Categories seen fewer times count as unknown.', min: 1, helpValue: 'N'}),
    task: Flags.option({
      summary: 'What to predict (default: by the kind of the target).',
      options: ['classification', 'regression'] as const,
    })(),
    'scale-target': Flags.boolean({summary: 'Standardize a numeric target.', default: true, allowNo: true}),
    'force-fit': Flags.boolean({summary: 'Fit even on rows marked valid or test.'}),
    'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
  };

  async run(): Promise<VerbResult> {
    const {args, flags} = await this.parse(DataNormalize);
    const {output, numeric, clip, task, like} = flags;
    guardOutput(output, {json: this.jsonEnabled()});
    const {ledgerLines} = await import('../../data/index.js');
    const {normalizeFile} = await import('../../prepare/index.js');
    const plan = {
      numeric,
      clip,
      task,
      minCount: flags['min-count'],
      scaleTarget: flags['scale-target'],
      impute: flags['no-impute'] ? ('none' as const) : flags.impute,
    };
    const result = await normalizeFile({
      input: args.in,
      like,
      output,
      plan,
      forceFit: flags['force-fit'],
      workDir: flags['work-dir'],
      version: this.config.version,
      report: this.report,
    });
    if (output !== '-')
      this.print([`${String(result.rows)} rows written to ${output}`, ...ledgerLines(result.ledger)].join('\n'));
    return result;
  }
}
