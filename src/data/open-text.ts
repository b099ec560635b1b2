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
import {TextDataset} from './text-dataset.js';
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
function columnSamples(names: readonly string[], rows: readonly (readonly unknown[])[]): ColumnSample[] {
  return names.map((name, index) => ({name, cells: rows.map((row) => row[index])}));
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
  const samples = columnSamples(opened.names, rows);
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
    options.promotes === true && !options.rules ? sniffed.find(({source}) => source.path === '-') : undefined;
  const spooled = pipe && spoolSource(pipe.source, options.workDir);
  const sources = sniffed.map(({source, encoding: own}) =>
    decodedSource(source === pipe?.source && spooled ? spooled.source : source, own),
  );
  const [first] = sources;
  const encoding = sniffed[0]?.encoding ?? 'utf-8';
  invariant(first, 'sources resolve to at least one');
  const {report = ignoreEvents, rules, importOptions} = options;
  const reader = textFormat(format, sources, options);
  const opened = await reader.open(
    first,
    rules?.map(({name}) => name),
  );
  const dialect: TextDialect = {...opened.dialect, encoding};
  const common = {...options, format: reader, sources, dialect, encodings: sniffed.map((each) => each.encoding)};
  if (encoding !== 'utf-8' && options.encoding === undefined)
    report({
      type: 'note',
      message:
        `${first.name}: read as ${encoding} text. Say --encoding at import if it is another` +
        (encoding === 'windows-1252' ? ' (big5, shift_jis, gb18030 … are never guessed).' : '.'),
    });
  if (rules) {
    const schema = schemaOfRules(rules, opened.names, first.name);
    return new TextDataset({...common, schema, first: opened});
  }
  const sampled = await sampleText(opened);
  if (sampled.rowCount === 0)
    throw dataError('DATA_EMPTY', `${first.name}: expected rows below the header, found none that fit it.`, {
      hints: ['Check that the file is whole, and that --delimiter is right.'],
      data: {file: first.name},
    });
  const {schema, notes, inferred} = inferSchema(sampled.samples, {
    ...withDecided(importOptions, opened.decided),
    hints: {allowDecimalComma: opened.allowDecimalComma},
    where: first.name,
  });
  for (const message of [...opened.notes, ...notes]) report({type: 'note', message});
  const promoting = options.promotes === true ? {inferred, release: spooled?.remove} : {};
  return new TextDataset({...common, ...promoting, schema, first: sampled.opened});
}
