import {Args} from '@oclif/core';
import {dataImportExamples, dataImportFlags, formatTable, guardOutput, IngotCommand} from '../../cli/index.js';
import {outputFlag, parseCellWords, parseDialectWords, parseMediaWords, parsePairs} from '../../cli/index.js';
import type {ImportResult} from '../../data/index.js';

export default class DataImport extends IngotCommand {
  static override summary = 'Turn tables, arrays, text, image or sound files into a typed dataset.';
  static override description =
    'How text is written (delimiter, quote, encoding, header) is found from its beginning and said; kinds and roles of ' +
    'columns from the first 10,000 rows (500,000 cells). Where later rows do not fit, the rows are read again by kinds that ' +
    'fit all of them, and that is said; among numbers and dates up to 5 % of other cells are bad cells, except numbers that ' +
    'would lose digits (007, beyond 2^53). Flags say otherwise, and what is said by --kind is never changed. Tables are ' +
    'CSV, TSV, JSON Lines, Parquet or Arrow (Feather); several follow each other as one dataset, each packed by gzip or ' +
    'zstd or not, or in a zip or tar archive, whose data files are read in the order of their names. ' +
    'Databases are SQLite files and postgres://USER@HOST/DATABASE (what the address leaves out, PG* variables and ~/.pgpass ' +
    'say): a table or one SELECT, only read, NULL alone is missing; an address may end in ?table=NAME or ?query=SQL. ' +
    'Arrays (.npy, .npz, IDX, packed by gzip or not) are ' +
    'columns of one, rows along their first axis, called as their file or as ' +
    'NAME=FILE says. Lists of numbers of one shape are tensors. In a folder of images, of sound (WAV, FLAC, ' +
    'MP3, Ogg Vorbis) or of text files the folders are the classes; sound becomes one channel, the mean of all.';
  static override examples = dataImportExamples;
  static override strict = false;
  static override args = {
    src: Args.string({
      description: "Files, folders, patterns, ARCHIVE!PATTERN, NAME=FILE for an array, or a database; '-' is stdin.",
      required: true,
    }),
  };
  static override flags = {output: outputFlag(), ...dataImportFlags()};

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
      media: parseMediaWords(flags),
      encoding: flags.encoding === undefined ? undefined : parseEncoding(flags.encoding),
      onBadRow: flags['on-bad-row'],
      maxBad: flags['max-bad'] === undefined ? undefined : parseShare(flags['max-bad']),
      quarantinePath: flags.quarantine,
      maxUnpacked: flags['max-unpacked'],
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
