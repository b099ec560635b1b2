// What the numbers a network begins with are in the units of the imported column: value = (entry − offset) / factor, each
// place of the cell by itself. Found by asking the model's own graph, so that no stage needs to be known here.
import {cellSize} from '../../../data/index.js';
import {encodeModel, extractSubgraph, type Graph, type Model, type Tensor} from '../../../onnx/index.js';
import {createSession} from '../../../runtime/index.js';
import {DTYPE_OF} from '../../column-tensors.js';
import {rawStorage} from '../../../data/index.js';
import {prepareError} from '../../errors.js';
import type {EntryTensor} from '../../prepare-tensors.js';
import type {ModelSignature} from '../../signature.js';

export interface CellUnits {
  /** The tensor at which the network begins. */
  readonly entry: string;
  /** Sizes of a cell of the column. */
  readonly shape: readonly number[];
  /** One for each number of a cell. */
  readonly factor: Float32Array;
  readonly offset: Float32Array;
}

/** How far a third cell may be off the line through two. */
const TOLERANCE = 1e-4;

/**
 * @param prepared - the tensors at which the network begins, where their own numbers are the units
 * @throws IngotError `AUGMENT_MODEL` where the column is prepared by more than factors and offsets, or is not the model's
 */
export async function readUnits(
  model: Model,
  signature: ModelSignature,
  {column, prepared}: {readonly column: string; readonly prepared?: readonly EntryTensor[] | undefined},
): Promise<CellUnits> {
  const refuse = (what: string): Error =>
    prepareError('AUGMENT_MODEL', `The rows are to be changed on the fly, but ${what}.`, {
      hints: ['Write changed copies of the raw rows instead: ingot data augment ROWS --with … --copies N.'],
      data: {column},
    });
  const input = signature.inputs.find(({name}) => name === column);
  if (!input) throw refuse(`the model has no column '${column}'`);
  const {shape = []} = input.parse;
  const storage = rawStorage(input.parse);
  const entry = signature.entry.find((name) => inputsOf(model.graph, name).join() === column);
  if (entry === undefined || storage === 'utf8')
    throw refuse(`'${column}' enters the network together with other columns`);
  const own = prepared?.find(({name}) => name === entry);
  if (own) {
    const one = new Float32Array(own.width).fill(1);
    return {entry, shape: own.dims, factor: one, offset: new Float32Array(own.width)};
  }
  const width = cellSize(shape);
  const most = storage === 'uint8' ? 255 : 1;
  const cells = new Float32Array(3 * width).fill(most, width, 2 * width);
  for (let at = 0; at < width; at += 1) cells[2 * width + at] = storage === 'uint8' ? (at * 37) % 256 : (at % 8) / 8;
  const dtype = DTYPE_OF[storage];
  const data =
    storage === 'uint8'
      ? Uint8Array.from(cells)
      : storage === 'int32'
        ? Int32Array.from(cells)
        : storage === 'float64'
          ? Float64Array.from(cells)
          : cells;
  const outputs = await runCells(model, {column, entry}, {dtype, dims: [3, ...shape], data});
  if (outputs.length !== 3 * width) throw refuse(`'${column}' is computed into something of another shape first`);
  const offset = outputs.slice(0, width);
  const factor = outputs.slice(width, 2 * width).map((value, at) => (value - (offset[at] ?? 0)) / most);
  const isLine = factor.every((value, at) => {
    const expected = value * (cells[2 * width + at] ?? 0) + (offset[at] ?? 0);
    return value !== 0 && Math.abs(expected - (outputs[2 * width + at] ?? NaN)) <= TOLERANCE * (1 + Math.abs(expected));
  });
  if (!isLine) throw refuse(`'${column}' is prepared by more than factors and offsets`);
  return {entry, shape, factor, offset};
}

async function runCells(
  model: Model,
  {column, entry}: {readonly column: string; readonly entry: string},
  cells: Tensor,
): Promise<Float32Array> {
  if (column === entry) return Float32Array.from(cells.data as Float32Array);
  const session = await createSession(encodeModel({...model, graph: extractSubgraph(model.graph, [column], [entry])}));
  try {
    const outputs = await session.run({[column]: cells}, [entry]);
    return Float32Array.from((outputs[entry]?.data ?? []) as Float32Array);
  } finally {
    await session.close();
  }
}

/** Names of the inputs of the graph that a tensor is computed from, sorted. */
function inputsOf(graph: Graph, tensor: string): string[] {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const inputs = new Set(graph.inputs.map(({name}) => name));
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = [tensor];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (inputs.has(name)) found.add(name);
    open.push(...(makers.get(name)?.inputs ?? []));
  }
  return [...found].sort();
}
