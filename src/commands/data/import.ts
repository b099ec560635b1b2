import {Args, Flags} from '@oclif/core';
import {badRowFlags, cellFlags, dialectFlags, formatTable, guardOutput, IngotCommand} from '../../cli/index.js';
import {listFlag, outputFlag, pairsFlag, parseCellWords, parseDialectWords, parsePairs} from '../../cli/index.js';
import type {ImportResult} from '../../data/index.js';

export default class DataImport extends IngotCommand {
  static override summary = 'Turn CSV, TSV, JSON Lines, Arrow, NumPy or IDX files into a typed dataset.';
  static override description =
    'How text is written (delimiter, quote, encoding, header) is found from its beginning and said; kinds and roles of ' +
    'columns from the first 10,000 rows (500,000 cells). Flags say otherwise. Several tables follow each other as one dataset; arrays ' +
    '(.npy, .npz, IDX, packed by gzip or not) are columns of one, rows along their first axis, called as their file or as ' +
    'NAME=FILE says. Lists of numbers of one shape are tensors.';
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
    {
      description: 'Name the columns of a file that has no header',
      command:
        "printf '5;0\\n3;1,5\\n' | <%= config.bin %> data import - --names size,weight --missing weight=0 --decimal , -o raw.arrow",
    },
    {
      description: 'A target that lists any number of labels in a cell, such as news;long',
      command: '<%= config.bin %> data import posts.csv --target tags --kind tags=labels -o posts.arrow',
    },
    {
      description: 'Images and labels of a NumPy archive: a column of tensors beside the column to predict',
      command: '<%= config.bin %> data import digits.npz --target label -o digits.arrow',
    },
  ];
  static override strict = false;
  static override args = {
    src: Args.string({
      description: "Files, folders or patterns, or NAME=FILE for an array; '-' is stdin.",
      required: true,
    }),
  };
  static override flags = {
    output: outputFlag(),
    target: Flags.string({summary: 'The column to predict.', helpValue: 'COL'}),
    ignore: listFlag('Columns that no model shall use.', {helpValue: 'COL'}),
    role: pairsFlag('Role of a column: feature, target, id, weight, group, time, ignored.', 'COL=ROLE'),
    ...cellFlags(),
    ...dialectFlags(),
    ...badRowFlags(),
    'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
  };

  async run(): Promise<ImportResult> {
    const {argv, flags} = await this.parse(DataImport);
    guardOutput(flags.output, {json: this.jsonEnabled()});
    const {importDataset, importLines, parseEncoding, parseShare, toImportOptions} =
      await import('../../data/index.js');
    const result = await importDataset({
      ...flags,
      sources: argv as string[],
      columns: toImportOptions({...flags, ...parseCellWords(flags), roles: parsePairs(flags.role, 'role')}),
      ...parseDialectWords(flags),
      encoding: flags.encoding === undefined ? undefined : parseEncoding(flags.encoding),
      onBadRow: flags['on-bad-row'],
      maxBad: flags['max-bad'] === undefined ? undefined : parseShare(flags['max-bad']),
      quarantinePath: flags.quarantine,
      workDir: flags['work-dir'],
      version: this.config.version,
      report: this.report,
    });
    const head = ['column', 'kind', 'role', 'missing'] as const;
    const cells = result.columns.map((column) => head.map((name) => (name === 'column' ? column.name : column[name])));
    if (flags.output !== '-') this.print([formatTable([...head], cells), '', ...importLines(result)].join('\n'));
    return result;
  }
}
