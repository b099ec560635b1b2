// Raw rows with the outputs a model gives for them: what any runtime can be tested against without ingot.
import {readFile} from 'node:fs/promises';
import {fileError, Random, writeFileAtomic} from '../core/index.js';
import {cellSize, makeNumbers, parseValue, tensorToLists, type NestedNumbers, type ParseRule} from '../data/index.js';
import {encodeModel, type Model, type Tensor} from '../onnx/index.js';
import {bindDataset, openForModel, readSignature, type InputColumn, type ModelSignature} from '../prepare/index.js';
import {createSession, type Device} from '../runtime/index.js';
import {drawRows} from './draw-rows.js';
import {evalError} from './errors.js';

/**
 * A raw value as the model's input takes it: null is missing (NaN, or `""`). Datetimes are seconds since the epoch, tensors
 * nested lists.
 */
export type ExampleRow = Readonly<Record<string, number | string | null | NestedNumbers>>;

/** By output name, one list of values per row; null where there is none. */
export type OutputRows = Readonly<Record<string, readonly (readonly (number | string | null)[])[]>>;

export interface Example {
  readonly format: 1;
  /** `data`: rows that were given; `drawn`: made up from the ranges and vocabularies of training. */
  readonly source: 'data' | 'drawn';
  readonly rows: readonly ExampleRow[];
  readonly outputs: OutputRows;
}

export interface ExampleOptions {
  /** Where to take rows from: the first whose feature columns are still raw. None: rows are drawn. */
  readonly sources?: readonly (string | readonly string[])[] | undefined;
  /** At most this many rows; default 32. */
  readonly rowCount?: number | undefined;
  readonly threads?: number | undefined;
}

const ROW_COUNT = 32;

/** @throws IngotError what opening the sources and running the model throw */
export async function makeExample(model: Model, options: ExampleOptions = {}): Promise<Example> {
  const signature = readSignature(model);
  const {sources = [], rowCount = ROW_COUNT, threads} = options;
  let rows: ExampleRow[] = [];
  for (const source of sources) if (rows.length === 0) rows = await rawRows(source, signature, rowCount);
  const found =
    rows.length > 0
      ? {source: 'data' as const, rows}
      : {source: 'drawn' as const, rows: drawRows(signature, rowCount, new Random('example'))};
  const outputs = await runRows(model, signature, found.rows, {threads});
  return {format: 1, ...found, outputs: toOutputRows(outputs)};
}

/** Rows the model can use, if the columns are raw; otherwise none. */
async function rawRows(
  source: string | readonly string[],
  signature: ModelSignature,
  limit: number,
): Promise<ExampleRow[]> {
  const dataset = await openForModel(source, signature);
  try {
    if (dataset.schema.fields.some(({role, stage}) => role === 'feature' && stage !== undefined)) return [];
    const binding = bindDataset(signature, dataset);
    const rows: ExampleRow[] = [];
    for await (const batch of dataset.batches()) {
      const feeds = binding.feeds(batch);
      const valid = binding.validRows(batch);
      for (let row = 0; row < batch.rowCount && rows.length < limit; row += 1)
        if (valid[row] === 1)
          rows.push(Object.fromEntries(signature.inputs.map((input) => [input.name, rawCell(feeds, input, row)])));
      if (rows.length >= limit) break;
    }
    return rows;
  } finally {
    await dataset.close();
  }
}

function rawCell(feeds: Readonly<Record<string, Tensor>>, {name, parse}: InputColumn, row: number): ExampleRow[string] {
  const data = feeds[name]?.data;
  if (parse.kind !== 'tensor') return toCell(data?.[row]);
  return tensorToLists((data ?? []) as ArrayLike<number>, row, parse.shape ?? []);
}

function toCell(value: unknown): number | string | null {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Raw rows as feeds, `[rows, 1]` per input, `[rows, ...shape]` for tensors. */
export function exampleFeeds(rows: readonly ExampleRow[], {inputs}: ModelSignature): Record<string, Tensor> {
  const dims = [rows.length, 1];
  return Object.fromEntries(
    inputs.map(({name, parse}): [string, Tensor] => {
      if (parse.kind === 'tensor') return [name, tensorFeed(rows, name, parse)];
      const cells = rows.map((row) => row[name] ?? null);
      return parse.kind === 'category' || parse.kind === 'text'
        ? [
            name,
            {dtype: 'string', dims, data: cells.map((cell) => (cell === null ? '' : String(cell as string | number)))},
          ]
        : [
            name,
            {dtype: 'float64', dims, data: Float64Array.from(cells, (cell) => (cell === null ? NaN : Number(cell)))},
          ];
    }),
  );
}

/** @throws IngotError `EXAMPLE_INVALID` for a cell of another shape */
function tensorFeed(rows: readonly ExampleRow[], name: string, parse: ParseRule): Tensor {
  const {shape = [], element = 'float32'} = parse;
  const width = cellSize(shape);
  const data = makeNumbers(element, rows.length * width);
  rows.forEach((row, at) => {
    const cell = parseValue(row[name] ?? null, parse);
    if (typeof cell !== 'object' || cell === null)
      throw evalError(
        'EXAMPLE_INVALID',
        `Row ${String(at + 1)}: '${name}' is no tensor of shape [${shape.join(', ')}].`,
      );
    data.set(cell, at * width);
  });
  return {dtype: element, dims: [rows.length, ...shape], data};
}

/** Runs the model on raw rows. @returns its outputs, by name */
export async function runRows(
  model: Model | Uint8Array,
  signature: ModelSignature,
  rows: readonly ExampleRow[],
  options: {readonly device?: Device | undefined; readonly threads?: number | undefined} = {},
): Promise<Record<string, Tensor>> {
  const session = await createSession(model instanceof Uint8Array ? model : encodeModel(model), options);
  try {
    return await session.run(exampleFeeds(rows, signature));
  } finally {
    await session.close();
  }
}

/** Outputs of a session as rows of plain values; null where there is no finite number. */
export function toOutputRows(outputs: Readonly<Record<string, Tensor>>): OutputRows {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, {dims, data}]) => {
      const [rowCount = 0, width = 1] = dims;
      const cells = Array.from(data as ArrayLike<unknown>, toCell);
      return [name, Array.from({length: rowCount}, (_, row) => cells.slice(row * width, (row + 1) * width))];
    }),
  );
}

/** @returns the sha256 of the file */
export function writeExample(path: string, example: Example): string {
  // Lists of numbers on one line each: images would be unreadable otherwise. Text holds no line breaks in JSON.
  const text = JSON.stringify(example, null, 1).replace(/\[\n[-+.\deE,\n ]*\]/g, (list) => list.replace(/\n */g, ''));
  return writeFileAtomic(path, `${text}\n`);
}

/** @throws IngotError `FILE_NOT_FOUND`, `EXAMPLE_INVALID` */
export async function readExample(path: string): Promise<Example> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError(error, path);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw evalError('EXAMPLE_INVALID', `${path}: expected JSON with rows and outputs, but it is not JSON.`, {cause});
  }
  const {format, rows, outputs} = (value ?? {}) as Partial<Example>;
  if ((format as number) !== 1 || !Array.isArray(rows) || rows.length === 0 || typeof outputs !== 'object')
    throw evalError('EXAMPLE_INVALID', `${path}: expected format 1 with a list of rows and their outputs.`, {
      hints: ['Delete the file, or give other rows with --data.'],
    });
  return value as Example;
}
