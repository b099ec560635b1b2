// Opening CSV and JSON Lines: read a sample, find the schema, go on from the beginning.
import {extname} from 'node:path';
import {ignoreEvents, invariant} from '../core/index.js';
import {csvFormat, type CsvOptions} from './csv-read.js';
import {decodedSource} from './encodings.js';
import {dataError} from './errors.js';
import type {SniffedSource} from './formats/define.js';
import {inferSchema, type ColumnSample, type ImportOptions} from './infer-schema.js';
import {jsonlFormat} from './jsonl-read.js';
import {linesFormat} from './lines-read.js';
import {SAMPLE_CELLS, SAMPLE_ROWS, schemaOfRules, type OpenOptions} from './open-options.js';
import {whyNoRow} from './no-rows.js';
import type {Source} from './sources.js';
import {spoolSource} from './spooled-source.js';
import {closeText, TextDataset, type TextDatasetOptions} from './text-dataset.js';
import type {OpenedText, TextChunk, TextFormat} from './text-format.js';
import {thenRest} from './then-rest.js';
import type {Dataset, TextDialect} from './types.js';

interface SampledText {
  /** The same text, the sample still to come. */
  readonly opened: OpenedText;
  readonly samples: readonly ColumnSample[];
  readonly rowCount: number;
}

/**
 * The cells of a sample by column. Ragged rows tell nothing about columns; they are dealt with when the data are read.
 * On its own, so that nothing else keeps the million strings alive.
 */
function columnSamples({names, types}: OpenedText, rows: readonly (readonly unknown[])[]): ColumnSample[] {
  return names.flatMap((name, index) => {
    const {natural, sample, leftOut} = types?.[index] ?? {};
    if (leftOut !== undefined) return [];
    return [{name, natural, cells: rows.map((row) => (sample ? sample(row[index]) : row[index]))}];
  });
}

async function sampleText(opened: OpenedText): Promise<SampledText> {
  const iterator = opened.chunks[Symbol.asyncIterator]();
  const ahead: TextChunk[] = [];
  const rows: (readonly unknown[])[] = [];
  const width = opened.names.length;
  const wanted = Math.max(1, Math.min(SAMPLE_ROWS, Math.floor(SAMPLE_CELLS / width)));
  while (rows.length < wanted) {
    const next = await iterator.next();
    if (next.done === true) break;
    ahead.push(next.value);
    for (const row of next.value.rows)
      if (row.length === width && rows.length < wanted && whyNoRow(row, opened.names) === undefined) rows.push(row);
  }
  const rowCount = rows.length;
  const samples = columnSamples(opened, rows);
  rows.length = 0;
  const readInto: OpenedText['readInto'] = (target) => {
    const fast = opened.readInto?.(target);
    // Strings that nobody will ask for would be looked at by every garbage collection.
    if (fast) ahead.length = 0;
    return fast;
  };
  return {opened: {...opened, chunks: thenRest(ahead, iterator), readInto}, samples, rowCount};
}

/** The flag of the first option given that only CSV has. */
export function givenCsvOption({delimiter, quote, hasHeader, names}: CsvOptions): string | undefined {
  if (delimiter !== undefined) return '--delimiter';
  if (quote !== undefined) return '--quote';
  if (hasHeader !== undefined) return hasHeader ? '--header' : '--no-header';
  return names === undefined ? undefined : '--names';
}

function textFormat(format: TextDialect['format'], sources: readonly Source[], options: OpenOptions): TextFormat {
  const [{fileName, name} = {fileName: '', name: ''}] = sources;
  const given = givenCsvOption(options);
  if (given !== undefined && format !== 'csv')
    throw dataError(
      'DATA_OPTION',
      `${given} is for CSV, but ${name} is ${format === 'jsonl' ? 'JSON Lines' : 'lines of text'}.`,
      {
        hints: [
          format === 'jsonl'
            ? 'Leave it out: each line names its values itself.'
            : 'Leave it out: a line is one value.',
        ],
      },
    );
  if (format === 'jsonl') return jsonlFormat;
  if (format === 'lines') return linesFormat(sources.length > 1);
  const isTab = ['.tsv', '.tab'].includes(extname(fileName).toLowerCase());
  return csvFormat({...options, delimiter: options.delimiter ?? (isTab ? '\t' : undefined)});
}

/** What the user says, and for the rest what the format says. */
function withDecided(options: ImportOptions | undefined, decided: OpenedText['decided']): ImportOptions {
  if (!decided) return {...options};
  const {target, kinds, usualMissing} = decided;
  const isElse = (name: string): boolean =>
    options?.ignore?.includes(name) === true || options?.roles?.[name] !== undefined;
  return {
    ...options,
    usualMissing: options?.usualMissing ?? usualMissing,
    kinds: {...kinds, ...options?.kinds},
    target: options?.target ?? (target === undefined || isElse(target) ? undefined : target),
  };
}

/** Opens text. @param sniffed - at least one; how the first is encoded is said to the user @throws IngotError as `openDataset` does */
export async function openText(
  format: TextDialect['format'],
  sniffed: readonly SniffedSource[],
  options: OpenOptions,
): Promise<Dataset> {
  // Only what is not typed by rules can change its kinds.
  const pipe =
    options.promotes === true && !options.rules ? sniffed.find(({source}) => !source.isRereadable) : undefined;
  const spooled = pipe && spoolSource(pipe.source, options.workDir);
  const sources = sniffed.map(({source, encoding: own}) =>
    decodedSource(source === pipe?.source && spooled ? spooled.source : source, own),
  );
  const [first] = sources;
  const encoding = sniffed[0]?.encoding ?? 'utf-8';
  invariant(first, 'sources resolve to at least one');
  const {report = ignoreEvents} = options;
  const reader = textFormat(format, sources, options);
  if (encoding !== 'utf-8' && options.encoding === undefined)
    report({
      type: 'note',
      message:
        `${first.name}: read as ${encoding} text. Say --encoding at import if it is another` +
        (encoding === 'windows-1252' ? ' (big5, shift_jis, gb18030 … are never guessed).' : '.'),
    });
  return openRows(
    {format: reader, sources, encoding, encodings: sniffed.map((each) => each.encoding), release: spooled?.remove},
    options,
  );
}

/** What a dataset of rows is made of, but for its schema. */
export type RowSources = Pick<TextDatasetOptions, 'format' | 'sources' | 'encodings' | 'inputs' | 'release'> & {
  readonly encoding: string;
};

/** Opens sources of rows: by rules, or by what a sample of the first says. @throws IngotError as `openDataset` does */
export async function openRows({encoding, ...rows}: RowSources, options: OpenOptions): Promise<Dataset> {
  const {rules} = options;
  const [first] = rows.sources;
  invariant(first, 'sources resolve to at least one');
  const opened = await rows.format.open(
    first,
    rules?.map(({name}) => name),
  );
  try {
    const common = {...options, ...rows, dialect: {...opened.dialect, encoding}};
    if (!rules) return new TextDataset({...common, ...(await inferRows(opened, first.name, options))});
    return new TextDataset({...common, schema: schemaOfRules(rules, opened.names, first.name), first: opened});
  } catch (error) {
    await closeText(opened);
    throw error;
  }
}

async function inferRows(
  opened: OpenedText,
  name: string,
  {report = ignoreEvents, importOptions, promotes}: OpenOptions,
): Promise<Pick<TextDatasetOptions, 'schema' | 'first' | 'inferred'>> {
  const sampled = await sampleText(opened);
  const isTyped = opened.types !== undefined;
  if (sampled.rowCount === 0)
    throw dataError(
      'DATA_EMPTY',
      `${name}: expected rows${isTyped ? '' : ' below the header'}, found none${isTyped ? '' : ' that fit it'}.`,
      {
        hints: [
          isTyped
            ? 'Check the query, or what was written to the table.'
            : 'Check that the file is whole, and that --delimiter is right.',
        ],
        data: {file: name},
      },
    );
  const {schema, notes, inferred} = inferSchema(sampled.samples, {
    ...withDecided(importOptions, opened.decided),
    hints: {allowDecimalComma: opened.allowDecimalComma, isTyped},
    where: name,
  });
  for (const message of [...opened.notes, ...notes]) report({type: 'note', message});
  opened.names.forEach((column, index) => {
    const leftOut = opened.types?.[index]?.leftOut;
    if (leftOut !== undefined)
      report({type: 'warning', message: `Column '${column}' is left out: ${leftOut} is no column of a table.`});
  });
  return {schema, first: sampled.opened, ...(promotes === true && !isTyped ? {inferred} : {})};
}
