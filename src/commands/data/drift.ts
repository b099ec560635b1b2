import {counted, EXIT} from '../../core/index.js';
import {Args, Flags} from '@oclif/core';
import {
  chooseFormat,
  formatFlag,
  formatReport,
  IngotCommand,
  numberFlag,
  reportFileFlag,
  writeReportFile,
} from '../../cli/index.js';
import type {DatasetSummary, DriftResult} from '../../checks/index.js';

export default class DataDrift extends IngotCommand {
  static override summary = 'Say which columns of new rows are no longer distributed as in the reference.';
  static override description =
    'Numbers and dates are compared by ks, wasserstein, psi and jensen-shannon, text by its lengths, categories, booleans ' +
    'and labels by chi-square, psi and jensen-shannon, and the share of missing values in every column. A column has ' +
    "drifted when its test stays significant under Holm's correction for all tests AND a measure reaches its threshold " +
    '(ks 0.1, wasserstein 0.1 deviations, chi-square 0.1, psi 0.2, jensen-shannon 0.1, missing 0.05): with many rows the ' +
    'thresholds decide, with few the tests. Text is read by the rules of the reference. Ids are left out, tensors are ' +
    'compared by their missing cells only. Each file is read once in bounded memory: exact up to 100,000 different ' +
    'numbers in a column, then from 4,000 quantiles. The p value of ks is that of its limiting distribution.';
  static override examples = [
    {
      description: 'What has changed between the training rows and the test rows, with a page of plots',
      command: '<%= config.bin %> data drift data/train.arrow data/test.arrow --report drift.html',
    },
    {
      description: 'Fail (status 5) when more than a third of the columns drifted',
      command: '<%= config.bin %> data drift data/train.arrow data/test.arrow --max-drifted 0.33',
    },
    {
      description: 'Judge two columns, more strictly',
      command:
        '<%= config.bin %> data drift data/train.arrow data/valid.arrow --columns latitude,longitude --threshold psi=0.1',
    },
  ];
  static override args = {
    reference: Args.string({description: 'The rows to compare with: a file, folder or pattern.', required: true}),
    current: Args.string({description: "The rows to judge; '-' is stdin.", required: true}),
  };
  static override flags = {
    columns: Flags.string({summary: 'Only these columns, separated by commas.', helpValue: 'A,B'}),
    threshold: Flags.string({
      summary: 'Effect size from which a measure says drift.',
      helpValue: 'MEASURE=NUMBER',
      multiple: true,
    }),
    alpha: numberFlag({summary: 'Chance of seeing drift where there is none.', min: 0, max: 1, default: 0.05}),
    'max-drifted': numberFlag({summary: 'Fail when a greater share of the columns drifted.', min: 0, max: 1}),
    report: reportFileFlag(),
    format: formatFlag(),
  };

  async run(): Promise<DriftResult> {
    const {args, flags} = await this.parse(DataDrift);
    const format = chooseFormat(flags.format, this.jsonEnabled());
    const {driftOfFiles, driftPage, driftTable, parseThresholds} = await import('../../checks/index.js');
    const thresholds = parseThresholds(flags.threshold ?? []);
    const sides: DatasetSummary[] = [];
    const result = await driftOfFiles(args.reference, args.current, {
      columns: flags.columns?.split(','),
      ...{thresholds, alpha: flags.alpha, report: this.report},
      onCompared: (...both) => void sides.push(...both),
    });
    const [reference, current] = sides;
    if (reference && current)
      await writeReportFile(flags.report, result, () => driftPage(result, {reference, current}));
    const {drifted, driftedShare, columns, onlyReference, onlyCurrent} = result;
    const of = counted(columns.length + onlyReference.length, 'column');
    const title = `${String(drifted)} of ${of} drifted (${(100 * driftedShare).toFixed(0)} %)`;
    if (format === 'json') this.print(JSON.stringify(result, null, 2));
    else this.print(formatReport([{title, ...driftTable(result)}], format));
    if (onlyCurrent.length > 0)
      this.report({type: 'note', message: `Not in the reference: ${onlyCurrent.join(', ')}.`});
    if (driftedShare > (flags['max-drifted'] ?? 1)) this.endWith(EXIT.gate);
    return result;
  }
}
