import {Args} from '@oclif/core';
import {AUGMENTATIONS, augmentExamples, augmentFlags, guardOutput, IngotCommand, outputFlag} from '../../cli/index.js';
import type {VerbResult} from '../../prepare/index.js';

export default class DataAugment extends IngotCommand {
  static override summary =
    'Add training rows, or balance classes: copies with noise, mixtures, rows between neighbours.';
  static override description =
    'The rows given come first, unchanged; what is added follows, and what is added or left out is counted. --smote and ' +
    '--mixup make new rows from normalized ones. Rows marked valid or test are refused. ' +
    `--with changes images, sound and time series, NAME or NAME:OPTION=X,…, in order. ${AUGMENTATIONS}`;
  static override examples = augmentExamples;
  static override args = {in: Args.string({description: "The rows; '-' is stdin.", required: true})};
  static override flags = {output: outputFlag(), ...augmentFlags()};

  async run(): Promise<VerbResult> {
    const {args, flags} = await this.parse(DataAugment);
    const {output, jitter = 0, balance, smote, undersample, ratio, neighbours, mixup, seed} = flags;
    guardOutput(output, {json: this.jsonEnabled()});
    const {openDataset} = await import('../../data/index.js');
    const {augmentDataset, writeStep, writtenLines} = await import('../../prepare/index.js');
    const dataset = await openDataset(args.in, {report: this.report});
    const copies = flags.copies ?? (jitter > 0 && !balance ? 1 : 0);
    const options = {
      jitter,
      copies,
      balance,
      smote,
      undersample,
      ratio,
      neighbours,
      mixup,
      with: flags.with,
      onTheFly: flags['on-the-fly'],
      seed,
    };
    const workDir = flags['work-dir'];
    const augmented = await augmentDataset(dataset, {...options, workDir, report: this.report});
    const step = {command: 'data augment', options, version: this.config.version, output, workDir};
    const result = await writeStep(augmented, step);
    if (output !== '-') this.print(writtenLines(result));
    return result;
  }
}
