// From the entry tensors of prepared rows to the inputs of a foreign graph: which to which, and in what form.
import type {DType, Graph, Shape, Value} from '../../onnx/index.js';
import {formatShape, type OpGraph} from '../../ops/index.js';
import type {EntryBlock} from '../../prepare/index.js';
import {taskError} from '../errors.js';

export interface Scaling {
  /** Multiplies every number first. */
  readonly scale?: number | undefined;
  /** Subtracted then; one number, or one a channel. */
  readonly mean?: readonly number[] | undefined;
  /** Divides at last. */
  readonly deviation?: readonly number[] | undefined;
}

export interface ConnectOptions {
  readonly blocks: readonly EntryBlock[];
  /** Input of the graph → column. */
  readonly columns: ReadonlyMap<string, string>;
  readonly scaling: Scaling;
}

export interface Connection {
  readonly input: Value;
  readonly value: Value;
  /** What was done on the way, for people. */
  readonly note: string;
}

/**
 * @throws IngotError `IMPORT_INPUT` when an input has no entry, or one that cannot be brought into its form
 */
export function connectInputs(g: OpGraph, graph: Graph, options: ConnectOptions): Connection[] {
  const {blocks, columns, scaling} = options;
  for (const name of columns.keys())
    if (!graph.inputs.some((input) => input.name === name))
      throw taskError('IMPORT_INPUT', `--input ${name}=…: the model has no such input.`, {
        hints: [`Inputs: ${graph.inputs.map(({name: known}) => known).join(', ')}.`],
      });
  if (blocks.length !== graph.inputs.length)
    throw taskError(
      'IMPORT_INPUT',
      `The model has ${String(graph.inputs.length)} inputs (${graph.inputs.map(describe).join(', ')}), but the rows give ` +
        `${String(blocks.length)}: ${blocks.map(({value, columns: names}) => `${names.join('+')} ${formatShape(value.shape)}`).join(', ')}.`,
      {hints: ['Leave columns out with --role COLUMN=ignored at the import of the rows, or keep more.']},
    );
  return graph.inputs.map((input, at) => {
    const wanted = columns.get(input.name);
    const byName = blocks.find((block) => block.columns.join() === (wanted ?? input.name));
    const block = byName ?? (wanted === undefined && columns.size === 0 ? blocks[at] : undefined);
    if (!block)
      throw taskError(
        'IMPORT_INPUT',
        `Input '${input.name}' has no column${wanted === undefined ? '' : ` '${wanted}'`}.`,
        {
          hints: [
            `Say --input ${input.name}=COLUMN. Columns: ${blocks.map(({columns: names}) => names.join('+')).join(', ')}.`,
          ],
        },
      );
    return connect(g, input, {block, scaling});
  });
}

const describe = ({name, shape}: Value): string => `${name} ${formatShape(shape)}`;

function connect(g: OpGraph, input: Value, {block, scaling}: {block: EntryBlock; scaling: Scaling}): Connection {
  const isNumeric = block.value.dtype === 'float32';
  const shaped = reshape(g, block.value, input);
  const scaled = isNumeric ? rescale(g, shaped.value, scaling) : shaped.value;
  const value = g.cast(scaled, castTo(input, block));
  const columns = block.columns.length > 3 ? `${String(block.columns.length)} columns` : block.columns.join(', ');
  return {input, value, note: `Input '${input.name}' ${formatShape(input.shape)} takes ${columns}${shaped.note}.`};
}

function castTo({name, dtype}: Value, {value, columns}: EntryBlock): DType {
  const isWhole = dtype === 'int64' || dtype === 'int32';
  if (dtype === 'float32' || (isWhole && value.dtype === 'int32')) return dtype;
  throw taskError(
    'IMPORT_INPUT',
    `Input '${name}' is ${dtype}, but column '${columns.join(', ')}' gives ${value.dtype}.`,
    {
      hints: ['Prepare token ids with data normalize --transform COLUMN=token-ids.'],
    },
  );
}

/** Equal but for axes of size 1, flat on either side, or with the channels last. */
function reshape(g: OpGraph, value: Value, input: Value): {readonly value: Value; readonly note: string} {
  const [from, to] = [sizes(value.shape), sizes(input.shape)];
  if (!to || !from || from.join() === to.join()) return {value, note: ''};
  const count = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);
  const squeezed = (dims: readonly number[]): readonly number[] => dims.filter((size) => size !== 1);
  const isFlat = [from, to].some((dims) => squeezed(dims).length < 2);
  const [height, width, channels] = from;
  if (from.length === 3 && [channels, height, width].join() === to.join())
    return {value: g.transpose(value, [0, 3, 1, 2]), note: `, its channels from last to first (${from.join('×')})`};
  if (count(from) !== count(to) || (!isFlat && squeezed(from).join() !== squeezed(to).join()))
    throw taskError(
      'IMPORT_INPUT',
      `Input '${input.name}' wants rows of ${to.join('×')}, but the columns give rows of ${from.join('×')}.`,
      {hints: ['Import and normalize rows of that shape.']},
    );
  return {value: g.reshape(value, [-1, ...to]), note: `, reshaped from ${from.join('×')}`};
}

/** Of a row; undefined where one is open. */
function sizes(shape: Shape | undefined): readonly number[] | undefined {
  const dims = (shape ?? []).slice(1);
  return shape && dims.every((dim) => typeof dim === 'number') ? dims : undefined;
}

function rescale(g: OpGraph, value: Value, {scale = 1, mean, deviation}: Scaling): Value {
  const rank = value.shape?.length ?? 2;
  const beside = (numbers: readonly number[]): Value => {
    const channels = value.shape?.[1];
    if (numbers.length > 1 && numbers.length !== channels)
      throw taskError(
        'IMPORT_INPUT',
        `--mean and --std expect one number, or one a channel (${String(channels)}), got ${String(numbers.length)}.`,
      );
    const dims = numbers.length === 1 ? [] : [numbers.length, ...new Array<number>(rank - 2).fill(1)];
    return g.numbers(numbers, 'float32', dims);
  };
  const scaled = g.scale(value, scale);
  const centred = mean === undefined ? scaled : g.sub(scaled, beside(mean));
  return deviation === undefined ? centred : g.div(centred, beside(deviation));
}
