import {Args, Flags} from '@oclif/core';
import {formatTable, guardOutput, IngotCommand, listFlag, outputFlag, pairsFlag, parsePairs} from '../../cli/index.js';
import type {ImportResult} from '../../data/index.js';

export default class DataImport extends IngotCommand {
  static override summary = 'Turn CSV, TSV, JSON Lines or Arrow into a typed dataset.';
  static override description =
    'Finds the kind (numeric, boolean, category, text, datetime) and the role (feature, target, id …) of each column ' +
    'from the first 10,000 rows; --kind and --role say otherwise. Several files are read as one dataset.';
  static override examples = [
    {
      description: 'Import a CSV file and name the column to predict',
      command: '<%= config.bin %> data import housing.csv --target median_house_value -o raw.arrow',
    },
    {
      description: 'Say what a column is, and leave bad rows out (at most 1 % of them)',
      command:
        '<%= config.bin %> data import housing.csv --kind ocean_proximity=category --on-bad-row skip --max-bad 1% -o raw.arrow',
    },
  ];
  static override strict = false;
  static override args = {
    src: Args.string({description: "Files, folders or patterns; '-' is stdin.", required: true}),
  };
  static override flags = {
    output: outputFlag(),
    target: Flags.string({summary: 'The column to predict.', helpValue: 'COL'}),
    ignore: listFlag('Columns that no model shall use.', {helpValue: 'COL'}),
    role: pairsFlag('Role of a column: feature, target, id, weight, group, time, ignored.', 'COL=ROLE'),
    kind: pairsFlag('Kind of a column: numeric, boolean, category, text, datetime.', 'COL=KIND'),
    missing: listFlag('Further cells that mean "no value" (NA, NaN, null, ? … always do).', {helpValue: 'TOKEN'}),
    header: Flags.boolean({
      summary: 'The first row names the columns (else column_1 …).',
      default: true,
      allowNo: true,
    }),
    delimiter: Flags.string({summary: 'What separates cells (default: found).', helpValue: 'CHAR'}),
    'on-bad-row': Flags.option({
      summary: 'What to do with a row that cannot be read.',
      options: ['fail', 'skip', 'quarantine'] as const,
      default: 'fail' as const,
    })(),
    'max-bad': Flags.string({summary: 'Share of bad rows from which it fails anyway.', helpValue: 'X%', default: '5%'}),
    quarantine: Flags.string({summary: 'Where bad rows go with --on-bad-row quarantine.', helpValue: 'FILE'}),
    'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
  };

  async run(): Promise<ImportResult> {
    const {argv, flags} = await this.parse(DataImport);
    guardOutput(flags.output, {json: this.jsonEnabled()});
    const {importDataset, ledgerLines, parseShare, toImportOptions} = await import('../../data/index.js');
    const result = await importDataset({
      sources: argv as string[],
      output: flags.output,
      columns: toImportOptions({
        ...flags,
        roles: parsePairs(flags.role, 'role'),
        kinds: parsePairs(flags.kind, 'kind'),
      }),
      delimiter: flags.delimiter === '\\t' ? '\t' : flags.delimiter,
      hasHeader: flags.header,
      onBadRow: flags['on-bad-row'],
      maxBad: parseShare(flags['max-bad']),
      quarantinePath: flags.quarantine,
      workDir: flags['work-dir'],
      version: this.config.version,
      report: this.report,
    });
    if (flags.output === '-') return result;
    const {rows, columns, ledger} = result;
    const table = columns.map(({name, kind, role, missing}) => [name, kind, role, missing]);
    this.print(formatTable(['column', 'kind', 'role', 'missing'], table));
    this.print(['', `${String(rows)} rows written to ${flags.output}`, ...ledgerLines(ledger)].join('\n'));
    return result;
  }
}
