import {Args, Flags} from '@oclif/core';
import {formatNumber, formatTable, IngotCommand} from '../../cli/index.js';
import type {ColumnDescription, DatasetDescription} from '../../data/index.js';

export default class DataDescribe extends IngotCommand {
  static override summary = 'Describe a dataset: columns, values, and what happened to its rows so far.';
  static override description =
    'Reads the whole of it once. For each column: kind, role, missing and distinct values, range, mean, deviation, ' +
    'quantiles, most frequent values; then the steps that led here with the rows each of them dropped.';
  static override examples = [
    {description: 'A table for people', command: '<%= config.bin %> data describe train.arrow'},
    {description: 'The same for machines', command: '<%= config.bin %> data describe train.arrow --json'},
  ];
  static override args = {
    in: Args.string({description: "A file, folder or pattern; '-' is stdin.", required: true}),
  };
  static override flags = {
    top: Flags.integer({summary: 'How many of the most frequent values to name.', min: 0, default: 3, helpValue: 'N'}),
  };

  async run(): Promise<DatasetDescription> {
    const {args, flags} = await this.parse(DataDescribe);
    const {describeDataset, ledgerLines, openDataset} = await import('../../data/index.js');
    const dataset = await openDataset(args.in, {report: this.report});
    try {
      const description = await describeDataset(dataset, flags.top);
      this.print(render(description, ledgerLines));
      return description;
    } finally {
      await dataset.close();
    }
  }
}

function row(column: ColumnDescription): (string | number | null)[] {
  const {name, kind, role, missing, distinct, isDistinctExact, min, mean, deviation, quantiles, max, top} = column;
  const count = isDistinctExact ? String(distinct) : `>${String(distinct)}`;
  const often = top.map(({value, count: times}) => `${shorten(value)} (${String(times)})`).join(', ');
  return [name, kind, role, missing, count, min, quantiles?.['0.5'] ?? null, max, mean, deviation, often];
}

function shorten(value: string | number): string {
  if (typeof value === 'number') return formatNumber(value);
  return value.length > 24 ? `${value.slice(0, 23)}…` : value;
}

function render(
  {rows, split, columns, stages, lineage}: DatasetDescription,
  ledgerLines: (ledger: DatasetDescription['ledger']) => string[],
): string {
  const table = formatTable(
    ['column', 'kind', 'role', 'missing', 'distinct', 'min', 'median', 'max', 'mean', 'deviation', 'most frequent'],
    columns.map(row),
    {align: ['left', 'left', 'left', ...Array<'right'>(7).fill('right'), 'left']},
  );
  const head = `${String(rows)} rows, ${String(columns.length)} columns${split === null ? '' : `, split ${split}`}`;
  const fitted = stages.map(({transform, columns: of}) => `fitted: ${transform} of ${of.join(', ')}`);
  const steps = lineage.flatMap(({command, ledger}) => [
    `${command}: ${String(ledger.rowsKept)} of ${String(ledger.rowsRead)} rows kept`,
    ...ledgerLines(ledger).map((line) => `  ${line}`),
  ]);
  return [head, '', table, '', ...fitted, ...steps].join('\n');
}
