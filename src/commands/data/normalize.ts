import {counted} from '../../core/index.js';
import {Args, Flags} from '@oclif/core';
import {
  guardOutput,
  IngotCommand,
  normalizeExamples,
  normalizeFlags,
  outputFlag,
  parseTransforms,
} from '../../cli/index.js';
import type {VerbResult} from '../../prepare/index.js';

const FITTING = normalizeFlags();

export default class DataNormalize extends IngotCommand {
  static override summary = 'Make rows ready to train on; the fitted stages travel in the file and in the model.';
  static override description =
    'By kind: numbers and dates are filled with the median (with an extra column that says so) and standardized, ' +
    'booleans become 0 and 1, categories codes with one for unknown and one for missing; the target is standardized, ' +
    'or its classes are numbered, its lists of labels made 0 and 1 for each. Tensors are standardized (of three ' +
    'axes, the first by channel), whole numbers of 32 bits taken for token ids (--transform COL=min-max, none, ' +
    'token-ids:SIZE); sound becomes scaled mel bands (log-mel). Free text is set aside unless its words are asked ' +
    'for (words:64). --transform says otherwise for a column: steps joined by +, each fitted on what the one before ' +
    'it made, some with a value (clip:0.05, quantile:100, vocabulary:10 for a least count) or several ' +
    '(log-mel:mels=64,hop=80). Everything is fitted on the rows given: give the training rows. With --like, nothing ' +
    'is fitted: the stages of another file are applied.';
  static override examples = normalizeExamples;
  static override args = {in: Args.string({description: "The rows; '-' is stdin.", required: true})};
  static override flags = {
    output: outputFlag(),
    like: Flags.string({
      summary: 'Apply the stages fitted in this file instead of fitting.',
      helpValue: 'FILE',
      exclusive: Object.keys(FITTING),
    }),
    stats: Flags.string({
      summary: 'Fit on the statistics in this file of data stats instead of on the rows given.',
      helpValue: 'FILE',
      exclusive: ['like'],
    }),
    ...FITTING,
    'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
  };

  async run(): Promise<VerbResult> {
    const {args, flags} = await this.parse(DataNormalize);
    const {output, numeric, dates, clip, task, like, stats} = flags;
    guardOutput(output, {json: this.jsonEnabled()});
    const {ledgerLines} = await import('../../data/index.js');
    const {normalizeFile} = await import('../../prepare/index.js');
    const transforms = parseTransforms(flags.transform);
    const impute = flags['no-impute'] ? ('none' as const) : flags.impute;
    const categories = {minCount: flags['min-count'], maxCategories: flags['max-categories']};
    const plan = {numeric, dates, clip, task, transforms, ...categories, impute};
    const result = await normalizeFile({
      ...{input: args.in, like, stats, output},
      plan: {...plan, targetTransform: flags['target-transform']},
      forceFit: flags['force-fit'],
      workDir: flags['work-dir'],
      version: this.config.version,
      report: this.report,
    });
    const written = `${counted(result.rows, 'row')} written to ${output}`;
    if (output !== '-') this.print([written, ...ledgerLines(result.ledger)].join('\n'));
    return result;
  }
}
