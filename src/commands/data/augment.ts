import {Args, Flags} from '@oclif/core';
import {guardOutput, IngotCommand, numberFlag, outputFlag, seedFlag} from '../../cli/index.js';
import type {VerbResult} from '../../prepare/index.js';

export default class DataAugment extends IngotCommand {
  static override summary = 'Add training rows: jittered copies, and rarer classes repeated.';
  static override description =
    'The rows given come first, unchanged; what is added follows and is counted. Rows marked valid or test are refused.';
  static override examples = [
    {
      description: 'A copy of every row with noise of a hundredth of each deviation',
      command: '<%= config.bin %> data augment train.arrow --jitter 0.01 --copies 1 --seed 7 -o more.arrow',
    },
    {
      description: 'Make all classes equally frequent',
      command: '<%= config.bin %> data augment passengers.arrow --balance -o balanced.arrow',
    },
  ];
  static override args = {in: Args.string({description: "The rows; '-' is stdin.", required: true})};
  static override flags = {
    output: outputFlag(),
    jitter: numberFlag({summary: "Noise on numbers, in each column's deviation (default: 0).", min: 0}),
    copies: Flags.integer({summary: 'Copies of every row (default: 1 with --jitter, else 0).', min: 0, helpValue: 'N'}),
    balance: Flags.boolean({summary: 'Repeat rows of rarer classes until all are equally frequent.'}),
    seed: seedFlag(),
    'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
  };

  async run(): Promise<VerbResult> {
    const {args, flags} = await this.parse(DataAugment);
    const {output, jitter = 0, balance, seed} = flags;
    guardOutput(output, {json: this.jsonEnabled()});
    const {ledgerLines, openDataset} = await import('../../data/index.js');
    const {augmentDataset, writeStep} = await import('../../prepare/index.js');
    const dataset = await openDataset(args.in, {report: this.report});
    const options = {jitter, copies: flags.copies ?? (jitter > 0 && !balance ? 1 : 0), balance, seed};
    const workDir = flags['work-dir'];
    const augmented = await augmentDataset(dataset, {...options, workDir, report: this.report});
    const step = {command: 'data augment', options, version: this.config.version, output, workDir};
    const result = await writeStep(augmented, step);
    if (output !== '-')
      this.print([`${String(result.rows)} rows written to ${output}`, ...ledgerLines(result.ledger)].join('\n'));
    return result;
  }
}
