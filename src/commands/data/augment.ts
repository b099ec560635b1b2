import {counted} from '../../core/index.js';
import {Args, Flags} from '@oclif/core';
import {guardOutput, IngotCommand, numberFlag, outputFlag, seedFlag} from '../../cli/index.js';
import type {VerbResult} from '../../prepare/index.js';

export default class DataAugment extends IngotCommand {
  static override summary =
    'Add training rows, or balance classes: copies with noise, mixtures, rows between neighbours.';
  static override description =
    'The rows given come first, unchanged; what is added follows, and what is added or left out is counted. --smote and ' +
    '--mixup make new rows from normalized ones. Rows marked valid or test are refused.';
  static override examples = [
    {
      description: 'A copy of every row with noise of a hundredth of each deviation',
      command: '<%= config.bin %> data augment train.arrow --jitter 0.01 --copies 1 --seed 7 -o more.arrow',
    },
    {
      description: 'Make all classes equally frequent by repeating rows of the rarer',
      command: '<%= config.bin %> data augment passengers.arrow --balance -o balanced.arrow',
    },
    {
      description:
        'The same by new rows, each between a row and one of its 3 nearest of the class, up to 9 rows for 10',
      command: '<%= config.bin %> data augment passengers.arrow --smote --neighbours 3 --ratio 0.9 -o balanced.arrow',
    },
    {
      description: 'Leave rows of the commoner class out',
      command: '<%= config.bin %> data augment passengers.arrow --undersample -o fewer.arrow',
    },
    {
      description: 'A mixture of every row with another, the targets mixed as well: classes become shares of classes',
      command: '<%= config.bin %> data augment passengers.arrow --mixup 0.2 -o mixed.arrow',
    },
  ];
  static override args = {in: Args.string({description: "The rows; '-' is stdin.", required: true})};
  static override flags = {
    output: outputFlag(),
    jitter: numberFlag({summary: "Noise on numbers of copies, in each column's deviation (default: 0).", min: 0}),
    copies: Flags.integer({summary: 'Copies of every row (default: 1 with --jitter, else 0).', min: 0, helpValue: 'N'}),
    balance: Flags.boolean({summary: 'Repeat rows of rarer classes.', exclusive: ['smote', 'undersample']}),
    smote: Flags.boolean({summary: 'Add rows between neighbours of rarer classes.', exclusive: ['undersample']}),
    undersample: Flags.boolean({summary: 'Leave rows of commoner classes out.'}),
    ratio: numberFlag({
      summary: 'Rows of a rarer class for one of the commonest (default: 1).',
      min: 0,
      above: true,
      max: 1,
    }),
    neighbours: Flags.integer({summary: 'Nearest rows --smote chooses from (default: 5).', min: 1, helpValue: 'K'}),
    mixup: numberFlag({summary: 'Mix every row with another, by weights from Beta(X, X).', min: 0, above: true}),
    seed: seedFlag(),
    'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
  };

  async run(): Promise<VerbResult> {
    const {args, flags} = await this.parse(DataAugment);
    const {output, jitter = 0, balance, smote, undersample, ratio, neighbours, mixup, seed} = flags;
    guardOutput(output, {json: this.jsonEnabled()});
    const {ledgerLines, openDataset} = await import('../../data/index.js');
    const {augmentDataset, writeStep} = await import('../../prepare/index.js');
    const dataset = await openDataset(args.in, {report: this.report});
    const copies = flags.copies ?? (jitter > 0 && !balance ? 1 : 0);
    const options = {jitter, copies, balance, smote, undersample, ratio, neighbours, mixup, seed};
    const workDir = flags['work-dir'];
    const augmented = await augmentDataset(dataset, {...options, workDir, report: this.report});
    const step = {command: 'data augment', options, version: this.config.version, output, workDir};
    const result = await writeStep(augmented, step);
    if (output !== '-')
      this.print([`${counted(result.rows, 'row')} written to ${output}`, ...ledgerLines(result.ledger)].join('\n'));
    return result;
  }
}
