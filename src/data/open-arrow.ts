// Opening Arrow: files of ingot bring their schema, for those of other tools it comes from rules or from a sample.
import type * as arrow from 'apache-arrow';
import {canonicalJson, ignoreEvents, invariant} from '../core/index.js';
import {openArrays} from './arrays/open-arrays.js';
import {ArrowDataset, cellOf} from './arrow-dataset.js';
import {decodeColumn, decodeTextLists, describeType, isTextList, naturalKind} from './arrow-decode.js';
import {isTensorType, tensorRuleOf, type AnyField} from './arrow-tensor.js';
import {openArrowFile, openArrowStream, type ArrowInput} from './arrow-read.js';
import {fromArrowSchema} from './arrow-schema.js';
import {dataError} from './errors.js';
import type {SniffedSource} from './formats/define.js';
import {inferSchema, namedColumns, type ColumnSample, type ImportOptions} from './infer-schema.js';
import {SAMPLE_ROWS, schemaOfRules, type OpenOptions} from './open-options.js';
import {plainFile} from './plain-file.js';
import type {Source} from './sources.js';
import type {ColumnData, Dataset, DatasetSchema, Field, Kind} from './types.js';

interface SampledArrow {
  readonly samples: readonly ColumnSample[];
  readonly rowCount: number;
  /** The same input, the sample still to come. */
  readonly input: ArrowInput;
}

function columnsOf({schema}: ArrowInput): readonly AnyField[] {
  return schema.fields;
}

/** A cell as inference wants to see it: moments as dates, so that they are not mistaken for text. */
function sampleCell(column: ColumnData, row: number, kind: Kind): unknown {
  const value = column[row];
  return kind === 'datetime' && typeof value === 'number' && !Number.isNaN(value)
    ? new Date(value * 1000)
    : cellOf(column, row, kind);
}

/** @param labels - columns that are said to list labels */
async function sampleArrow(input: ArrowInput, labels: readonly string[], where: string): Promise<SampledArrow> {
  const batches = input.batches();
  const ahead: arrow.RecordBatch[] = [];
  const usable = columnsOf(input).flatMap(({name, type}, index) => {
    const kind = naturalKind(type);
    return kind === undefined ? [] : [{name, index, kind, cells: [] as unknown[]}];
  });
  const tensors = columnsOf(input).flatMap((field, index) => (isTensorType(field.type) ? [{field, index}] : []));
  const lists = columnsOf(input).flatMap(({name, type}, index) =>
    isTextList(type) && labels.includes(name) ? [{name, index, cells: [] as unknown[]}] : [],
  );
  let rowCount = 0;
  while (rowCount < SAMPLE_ROWS) {
    const next = await batches.next();
    if (next.done === true) break;
    ahead.push(next.value);
    const count = Math.min(next.value.numRows, SAMPLE_ROWS - rowCount);
    for (const {name, index, kind, cells} of usable) {
      const data = next.value.data.children[index];
      if (!data) continue;
      const column = decodeColumn(data, `${where}, column '${name}'`);
      for (let row = 0; row < count; row += 1) cells.push(sampleCell(column, row, kind));
    }
    for (const {name, index, cells} of lists) {
      const data = next.value.data.children[index];
      if (data)
        for (const cell of decodeTextLists(data, `${where}, column '${name}'`).slice(0, count)) cells.push(cell);
    }
    rowCount += next.value.numRows;
  }
  const rest = async function* (): AsyncGenerator<arrow.RecordBatch> {
    yield* ahead;
    yield* batches;
  };
  const close = async (): Promise<void> => {
    await batches.return(undefined);
    await input.close();
  };
  const first = ahead.find(({numRows}) => numRows > 0);
  const found = new Map<number, ColumnSample>();
  for (const {name, index, cells, kind} of usable) found.set(index, {name, cells, natural: kind});
  for (const {name, index, cells} of lists) found.set(index, {name, cells});
  for (const {field, index} of tensors) {
    const tensor = tensorRuleOf(field, first?.data.children[index], `${where}, column '${field.name}'`);
    if (tensor) found.set(index, {name: field.name, cells: [], tensor});
  }
  const samples = [...found].sort(([a], [b]) => a - b).map(([, sample]) => sample);
  return {samples, rowCount, input: {...input, batches: rest, close}};
}

function isOverridden(options: ImportOptions | undefined): options is ImportOptions {
  return options !== undefined && Object.values(options).some((value) => value !== undefined);
}

/** @throws IngotError `DATA_OPTION` for what is said about cells of text, where they are values already */
function refuseCellOptions(own: DatasetSchema, options: ImportOptions, where: string): void {
  const {missing, usualMissing, decimal, thousands} = options;
  const isValue = (name: string): boolean =>
    own.fields.some((field) => field.name === name && field.storage !== 'utf8');
  const given = [
    {flag: '--missing', words: missing},
    {flag: '--no-usual-missing', words: usualMissing === undefined ? undefined : {all: usualMissing}},
    {flag: '--decimal', words: decimal},
    {flag: '--thousands', words: thousands},
  ].find(({words}) => words?.all !== undefined || Object.keys(words?.columns ?? {}).some(isValue));
  if (given)
    throw dataError('DATA_OPTION', `${given.flag} does nothing: ${where} has been imported already.`, {
      hints: [
        `Say it when the original is imported, or for one column of text: ${given.flag} COLUMN=….`,
        'Numbers become missing with data clean --replace.',
      ],
    });
}

/** Our own schema with the user's overrides. A column gets another kind only where one is asked for. */
function override(own: DatasetSchema, samples: readonly ColumnSample[], options: ImportOptions, where: string) {
  const {schema, notes} = inferSchema(samples, {...options, hints: {isTyped: true}, where});
  const asked = new Set([...namedColumns(options), ...(options.target === undefined ? [] : [options.target])]);
  const fields = own.fields.map((field): Field => {
    const inferred = schema.fields.find(({name}) => name === field.name);
    if (!inferred || field.stage !== undefined) return field;
    if (asked.has(field.name)) return inferred;
    const isSaid = options.ignore?.includes(field.name) === true || options.roles?.[field.name] !== undefined;
    if (isSaid) return {...field, role: inferred.role};
    return field.role === 'target' && options.target !== undefined ? {...field, role: 'feature'} : field;
  });
  return {schema: {...own, fields}, notes: notes.filter((note) => note.startsWith('Target'))};
}

/** What two files must share to be one dataset. */
function shapeOf({fields}: DatasetSchema): string {
  return canonicalJson(
    fields.map(({name, kind, storage, shape, stage}) => [name, kind, storage, shape ?? [], stage ?? null]),
  );
}

type OpenInput = (source: Source) => Promise<ArrowInput>;

/** Looks into the other files of a dataset. @returns the rows of all, where known */
async function checkShards(
  sources: readonly Source[],
  open: OpenInput,
  own: DatasetSchema | undefined,
): Promise<number | undefined> {
  let rowCount: number | undefined = 0;
  for (const source of sources) {
    const input = await open(source);
    await input.close();
    rowCount = rowCount === undefined || input.rowCount === undefined ? undefined : rowCount + input.rowCount;
    const schema = fromArrowSchema(input.schema, source.name);
    if (own && (!schema || shapeOf(schema) !== shapeOf(own)))
      throw dataError('DATA_SCHEMA_MISMATCH', `${source.name}: its columns differ from those of the first file.`, {
        hints: ['Files read together must have the same columns at the same stages.'],
        data: {file: source.name},
      });
  }
  return rowCount;
}

/** An Arrow file. What came through a pipe is written down first: what it holds is known at its end only. */
export async function openFileInput(source: Source): Promise<ArrowInput> {
  if (source.isPlainFile) return openArrowFile(source);
  const {path, close} = await plainFile(source);
  try {
    const input = await openArrowFile({...source, path});
    return {...input, close: async () => Promise.resolve().then(close)};
  } catch (error) {
    close();
    throw error;
  }
}

/** An Arrow stream. */
export function openStreamInput(source: Source): Promise<ArrowInput> {
  return openArrowStream(source.bytes(), source.name);
}

/** Opens what is read as Arrow record batches. @param sniffed - at least one @throws IngotError as `openDataset` does */
export async function openArrow(
  open: OpenInput,
  sniffed: readonly SniffedSource[],
  options: OpenOptions,
): Promise<Dataset> {
  const sources = sniffed.map(({source}) => source);
  const [first] = sources;
  invariant(first, 'sources resolve to at least one');
  const input = await open(first);
  try {
    const own = fromArrowSchema(input.schema, first.name);
    const more = await checkShards(sources.slice(1), open, own);
    const rowCount = input.rowCount === undefined || more === undefined ? undefined : input.rowCount + more;
    return await openInput(input, {sources, first, open, own, rowCount}, options);
  } catch (error) {
    await input.close();
    throw error;
  }
}

/** Opens arrays of NumPy or IDX as the columns of one table. @throws IngotError as `openDataset` does */
export async function openArrayFiles(sources: readonly Source[], options: OpenOptions): Promise<Dataset> {
  const [first] = sources;
  invariant(first, 'sources resolve to at least one');
  const table: Source = {...first, name: sources.map(({name}) => name).join(' + ')};
  const open = (): Promise<ArrowInput> => openArrays(sources);
  const input = await open();
  const {rowCount} = input;
  return openInput(input, {sources: [table], hashed: sources, first: table, open, own: undefined, rowCount}, options);
}

interface Opened {
  readonly sources: readonly Source[];
  readonly hashed?: readonly Source[];
  readonly first: Source;
  readonly open: (source: Source) => Promise<ArrowInput>;
  /** The schema of a file of ingot's own. */
  readonly own: DatasetSchema | undefined;
  readonly rowCount: number | undefined;
}

function labelNames({kinds = {}}: ImportOptions = {}): string[] {
  return Object.keys(kinds).filter((name) => kinds[name] === 'labels');
}

async function openInput(input: ArrowInput, opened: Opened, options: OpenOptions): Promise<Dataset> {
  const {report = ignoreEvents, rules, importOptions} = options;
  const {first, own, rowCount} = opened;
  const common = {...options, ...opened};
  try {
    if (own && !isOverridden(importOptions))
      return new ArrowDataset({...common, schema: own, stored: own.fields, first: input});
    if (rules && !own) {
      const names = input.schema.fields.map(({name}) => name);
      return new ArrowDataset({...common, schema: schemaOfRules(rules, names, first.name), stored: [], first: input});
    }
    if (own && importOptions) refuseCellOptions(own, importOptions, first.name);
    const sampled = await sampleArrow(input, labelNames(importOptions), first.name);
    if (!own && (rowCount ?? sampled.rowCount) === 0)
      throw dataError('DATA_EMPTY', `${first.name}: expected rows, found a schema only.`, {
        hints: ['If it comes from a pipe, look at what the command before it says.'],
        data: {file: first.name},
      });
    const {schema, notes} = own
      ? override(own, sampled.samples, importOptions ?? {}, first.name)
      : inferSchema(sampled.samples, {...importOptions, hints: {isTyped: true}, where: first.name});
    for (const message of notes) report({type: 'note', message});
    const samples = new Set(sampled.samples.map(({name}) => name));
    for (const {name, type} of columnsOf(input))
      if (naturalKind(type) === undefined && !samples.has(name))
        report({
          type: 'warning',
          message:
            `Column '${name}' is left out: a ${describeType(type)} is no column of a table.` +
            (isTextList(type) ? ` Lists of labels can be a target: --target ${name} --kind ${name}=labels.` : ''),
        });
    return new ArrowDataset({...common, schema, stored: own?.fields ?? [], first: sampled.input});
  } catch (error) {
    await input.close();
    throw error;
  }
}
