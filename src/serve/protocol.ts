// The Open Inference Protocol v2 in JSON: request → tensors of the model's own dtypes, tensors → response.
// @see https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
import {nearest} from '../core/index.js';
import type {Tensor, Value} from '../onnx/index.js';
import {datatypeOf, findDatatype, halfValue, type Datatype} from './datatypes.js';
import {RequestError} from './errors.js';

export interface InferRequest {
  readonly id: string | undefined;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly outputs: readonly string[];
}

/** The inputs and outputs of a model as the protocol shows them; symbolic dims are -1. */
export function describeTensor({name, dtype, shape}: Value): {name: string; datatype: string; shape: number[]} {
  const dims = (shape ?? []).map((dim) => (typeof dim === 'number' ? dim : -1));
  return {name, datatype: datatypeOf(dtype)?.name ?? dtype.toUpperCase(), shape: dims};
}

/**
 * Reads and checks an inference request.
 *
 * @param body - the parsed JSON
 * @param inputs - the model's inputs; numbers of any datatype are converted to theirs
 * @throws RequestError 400, with the field at fault
 */
export function readInferRequest(body: unknown, inputs: readonly Value[], outputs: readonly Value[]): InferRequest {
  const request = asObject(body, 'The request', undefined);
  const given = request['inputs'];
  if (!Array.isArray(given))
    throw new RequestError(400, `Expected 'inputs' to be a list of tensors, got ${describe(given)}.`, 'inputs');
  const feeds: Record<string, Tensor> = {};
  given.forEach((entry: unknown, index) => {
    const field = `inputs[${String(index)}]`;
    const {name, tensor} = readInput(entry, field, inputs);
    if (Object.hasOwn(feeds, name)) throw new RequestError(400, `Input '${name}' is given twice.`, `${field}.name`);
    feeds[name] = tensor;
  });
  for (const {name} of inputs)
    if (!Object.hasOwn(feeds, name))
      throw new RequestError(400, `Input '${name}' is missing; the model needs ${names(inputs)}.`, 'inputs');
  checkSymbols(feeds, inputs);
  const {id} = request;
  if (id !== undefined && typeof id !== 'string')
    throw new RequestError(400, `Expected 'id' to be a text, got ${describe(id)}.`, 'id');
  return {id, feeds, outputs: readOutputs(request['outputs'], outputs)};
}

function readInput(entry: unknown, field: string, inputs: readonly Value[]): {name: string; tensor: Tensor} {
  const {name, datatype, shape, data} = asObject(entry, 'An input', field);
  const input = inputs.find((candidate) => candidate.name === name);
  if (!input) throw new RequestError(400, unknownName('input', name, inputs), `${field}.name`);
  const sent = typeof datatype === 'string' ? findDatatype(datatype) : undefined;
  if (!sent) throw new RequestError(400, `Unknown datatype ${describe(datatype)}.`, `${field}.datatype`);
  const wanted = datatypeOf(input.dtype);
  if (!wanted || (sent.kind === 'text') !== (wanted.kind === 'text'))
    throw new RequestError(
      400,
      `Input '${input.name}' is ${wanted?.name ?? input.dtype}, which ${sent.name} cannot become.`,
      `${field}.datatype`,
    );
  const dims = readShape(shape, input, field);
  const values = flatten(data, dims, `${field}.data`);
  const tensorData =
    wanted.kind === 'text'
      ? values.map((value, index) => readText(value, `${field}.data[${String(index)}]`))
      : wanted.make(values.map((value, index) => readNumber(value, {sent, wanted}, `${field}.data[${String(index)}]`)));
  return {name: input.name, tensor: {dtype: input.dtype, dims, data: tensorData}};
}

function readShape(shape: unknown, input: Value, field: string): number[] {
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw new RequestError(400, `Expected 'shape' to be a list of sizes, got ${describe(shape)}.`, `${field}.shape`);
  const dims = shape as number[];
  const wanted = input.shape;
  const fits =
    !wanted ||
    (wanted.length === dims.length && wanted.every((dim, axis) => typeof dim !== 'number' || dim === dims[axis]));
  if (!fits)
    throw new RequestError(
      400,
      `Input '${input.name}' has shape [${describeTensor(input).shape.join(', ')}], got [${dims.join(', ')}].`,
      `${field}.shape`,
    );
  return dims;
}

/** Dims of one symbol must have one size: every column needs the same number of rows. */
function checkSymbols(feeds: Readonly<Record<string, Tensor>>, inputs: readonly Value[]): void {
  const sizes = new Map<string, {size: number; name: string}>();
  for (const {name, shape} of inputs)
    shape?.forEach((dim, axis) => {
      const size = feeds[name]?.dims[axis];
      if (typeof dim === 'number' || dim === '' || size === undefined) return;
      const first = sizes.get(dim);
      if (!first) sizes.set(dim, {size, name});
      else if (first.size !== size)
        throw new RequestError(
          400,
          `Inputs '${first.name}' and '${name}' must have the same ${dim} size, got ${String(first.size)} and ${String(size)}.`,
          'inputs',
        );
    });
}

/** `data` flat or nested as the shape says, in row-major order. */
function flatten(data: unknown, dims: readonly number[], field: string): unknown[] {
  if (!Array.isArray(data)) throw new RequestError(400, `Expected a list of values, got ${describe(data)}.`, field);
  const count = dims.reduce((product, size) => product * size, 1);
  const flat: unknown[] = data.some(Array.isArray) ? flattenNested(data, dims, field) : data;
  if (flat.length !== count)
    throw new RequestError(
      400,
      `Shape [${dims.join(', ')}] needs ${String(count)} values, got ${String(flat.length)}.`,
      field,
    );
  return flat;
}

function flattenNested(data: readonly unknown[], dims: readonly number[], field: string): unknown[] {
  const [size, ...rest] = dims;
  if (data.length !== size)
    throw new RequestError(
      400,
      `The nesting does not follow the shape: ${String(data.length)} entries, expected ${String(size)}.`,
      field,
    );
  if (rest.length === 0) return [...data];
  return data.flatMap((entry, index) => {
    const at = `${field}[${String(index)}]`;
    if (!Array.isArray(entry)) throw new RequestError(400, `Expected a list, got ${describe(entry)}.`, at);
    return flattenNested(entry, rest, at);
  });
}

function readText(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  if (value === null) return ''; // the missing text
  throw new RequestError(400, `Expected a text, got ${describe(value)}.`, field);
}

/** A number that both the datatype it is sent as and that of the input can hold. */
function readNumber(value: unknown, {sent, wanted}: {sent: Datatype; wanted: Datatype}, field: string): number {
  const number = typeof value === 'boolean' ? Number(value) : value;
  if (number === null && wanted.kind === 'float') return NaN; // the missing number
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw new RequestError(400, `Expected a number, got ${describe(value)}.`, field);
  for (const {name, kind, low, high} of [sent, wanted]) {
    if (kind === 'boolean' && number !== 0 && number !== 1)
      throw new RequestError(400, `Expected true or false, got ${describe(value)}.`, field);
    if (low !== undefined && high !== undefined && !(Number.isInteger(number) && number >= low && number <= high))
      throw new RequestError(
        400,
        `Expected a whole number from ${String(low)} to ${String(high)} (${name}), got ${describe(value)}.`,
        field,
      );
  }
  return number;
}

function readOutputs(given: unknown, outputs: readonly Value[]): string[] {
  if (given === undefined) return outputs.map(({name}) => name);
  if (!Array.isArray(given))
    throw new RequestError(400, `Expected 'outputs' to be a list, got ${describe(given)}.`, 'outputs');
  if (given.length === 0) return outputs.map(({name}) => name);
  return given.map((entry: unknown, index) => {
    const field = `outputs[${String(index)}]`;
    const {name} = asObject(entry, 'An output', field);
    const output = outputs.find((candidate) => candidate.name === name);
    if (!output) throw new RequestError(400, unknownName('output', name, outputs), `${field}.name`);
    return output.name;
  });
}

/** A tensor of the response, as JSON text: 64-bit integers keep all their digits, NaN and ±Infinity become null. */
export function encodeTensor(name: string, {dtype, dims, data}: Tensor): string {
  const datatype = datatypeOf(dtype)?.name ?? dtype.toUpperCase();
  const head = JSON.stringify({name, datatype, shape: dims}).slice(0, -1);
  return `${head},"data":[${encodeData(dtype, data)}]}`;
}

function encodeData(dtype: Tensor['dtype'], data: Tensor['data']): string {
  if (dtype === 'string') return JSON.stringify(data).slice(1, -1);
  if (dtype === 'bool') return Array.from(data as Uint8Array, (value) => String(value !== 0)).join();
  if (dtype === 'float16') return JSON.stringify(Array.from(data as Uint16Array, halfValue)).slice(1, -1);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return data.join();
  return JSON.stringify(Array.from(data as Float64Array)).slice(1, -1);
}

function asObject(value: unknown, what: string, field: string | undefined): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new RequestError(400, `${what} must be a JSON object, got ${describe(value)}.`, field);
}

function unknownName(what: string, name: unknown, known: readonly Value[]): string {
  const near =
    typeof name === 'string'
      ? nearest(
          name,
          known.map((value) => value.name),
        )
      : undefined;
  const guess = near === undefined ? '' : ` Did you mean '${near}'?`;
  return `Unknown ${what} ${describe(name)}; the model has ${names(known)}.${guess}`;
}

const names = (values: readonly Value[]): string => values.map(({name}) => `'${name}'`).join(', ');

/** What came, for messages: short, however large it was. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  // JSON knows no infinity: a number too large for a double arrives as one.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
