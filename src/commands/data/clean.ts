import {Args, Flags} from '@oclif/core';
import {guardOutput, IngotCommand, listFlag, outputFlag} from '../../cli/index.js';
import type {VerbResult} from '../../prepare/index.js';

export default class DataClean extends IngotCommand {
  static override summary = 'Drop duplicate, incomplete and bad rows; fill missing cells.';
  static override description =
    'Nothing is done that is not asked for, and every row and cell concerned is counted. --impute fits what it fills in ' +
    'on these rows and records it as a stage, so that a model fills new rows alike: split before, and use it on the ' +
    'training rows. Finding duplicates holds a hash of each row in memory.';
  static override examples = [
    {
      description: 'Drop rows that occur twice, and rows without a target',
      command: '<%= config.bin %> data clean raw.arrow --drop-duplicates --drop-missing target -o clean.arrow',
    },
    {
      description: 'Fill missing numbers with the median of their column',
      command: '<%= config.bin %> data clean data/train.arrow --impute median -o train.arrow',
    },
  ];
  static override args = {in: Args.string({description: "The rows; '-' is stdin.", required: true})};
  static override flags = {
    output: outputFlag(),
    'drop-duplicates': Flags.boolean({summary: 'Drop rows equal in every column to an earlier one.'}),
    'drop-missing': listFlag("Drop rows without a value in these columns; 'any' or 'target'.", {helpValue: 'COL'}),
    impute: Flags.string({
      summary: 'Fill missing cells: median, mean, mode or constant=VALUE.',
      helpValue: 'HOW',
    }),
    columns: listFlag('Columns to fill (default: every feature that it suits).', {helpValue: 'COL'}),
    'on-bad-row': Flags.option({
      summary: 'What to do with a row of text that cannot be read.',
      options: ['fail', 'skip', 'quarantine'] as const,
      default: 'fail' as const,
    })(),
    'max-bad': Flags.string({
      summary: 'Share of bad rows above which it fails anyway.',
      helpValue: '5%',
      default: '5%',
    }),
    quarantine: Flags.string({summary: 'Where bad rows go with --on-bad-row quarantine.', helpValue: 'FILE'}),
    'force-fit': Flags.boolean({summary: 'Fit --impute even on rows marked valid or test.'}),
    'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
  };

  async run(): Promise<VerbResult> {
    const {args, flags} = await this.parse(DataClean);
    const {output, impute, columns} = flags;
    guardOutput(output, {json: this.jsonEnabled()});
    const {ledgerLines, openDataset, parseShare} = await import('../../data/index.js');
    const {cleanDataset, parseImputation, writeStep} = await import('../../prepare/index.js');
    const options = {
      dropDuplicates: flags['drop-duplicates'],
      dropMissing: flags['drop-missing'],
      impute: impute === undefined ? undefined : parseImputation(impute),
      columns,
    };
    const dataset = await openDataset(args.in, {
      onBadRow: flags['on-bad-row'],
      maxBad: parseShare(flags['max-bad']),
      quarantinePath: flags.quarantine,
      report: this.report,
    });
    const context = {workDir: flags['work-dir'], forceFit: flags['force-fit'], report: this.report};
    const cleaned = await cleanDataset(dataset, {...options, ...context});
    const {workDir} = context;
    const step = {command: 'data clean', options, version: this.config.version, output, workDir};
    const result = await writeStep(cleaned, step);
    if (output !== '-')
      this.print([`${String(result.rows)} rows written to ${output}`, ...ledgerLines(result.ledger)].join('\n'));
    return result;
  }
}
