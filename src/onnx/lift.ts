// Large weights are taken out of an encoded model before it is decoded, and put in after it is encoded, so that they are
// copied once: from the file into their arrays, from their arrays into the file.
import {clearField} from '@bufbuild/protobuf';
import {onnxError} from './errors.js';
import type {ModelProto, TensorProto} from './generated/onnx_pb.js';
import {TensorProto_DataType as DataType, TensorProtoSchema} from './generated/onnx_pb.js';
import {fieldHead, joined, LENGTH_DELIMITED, sizeOf, wireFields, type ByteSource, type WireField} from './wire.js';

/** Smaller contents stay where they are. */
const MIN_BYTES = 1024;

type Kind = 'model' | 'graph' | 'node' | 'attribute' | 'tensor';

/** By field number: the field's name, what it holds, and whether there may be several. */
const INNER: Readonly<Record<Kind, Readonly<Record<number, readonly [field: string, kind: Kind, isList: boolean]>>>> = {
  model: {7: ['graph', 'graph', false]},
  graph: {1: ['node', 'node', true], 5: ['initializer', 'tensor', true]},
  node: {5: ['attribute', 'attribute', true]},
  attribute: {5: ['t', 'tensor', false], 6: ['g', 'graph', false]},
  tensor: {},
};

const RAW_DATA = 9;
/** Packed numbers lie as raw data do, where they are of these types. */
const FLOAT_DATA = 4;
const DOUBLE_DATA = 10;
const PACKED: Readonly<Record<number, readonly number[]>> = {
  [FLOAT_DATA]: [DataType.FLOAT, DataType.COMPLEX64],
  [DOUBLE_DATA]: [DataType.DOUBLE, DataType.COMPLEX128],
};

interface Lifted {
  /** From the model to the tensor: names of fields, and places in lists. */
  readonly path: readonly (string | number)[];
  readonly fieldNumber: number;
  readonly bytes: Uint8Array;
}

export interface LightModel {
  /** The encoded model without the lifted contents. */
  readonly bytes: Uint8Array;
  readonly lifted: readonly Lifted[];
}

/** @throws WireError when the bytes are no message */
export function liftTensors(source: ByteSource): LightModel {
  const lifted: Lifted[] = [];
  const parts = liftMessage(source, {kind: 'model', start: 0, end: source.sizeBytes, path: []}, lifted);
  return {bytes: joined(parts), lifted};
}

interface Message {
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
  readonly path: readonly (string | number)[];
}

function liftMessage(source: ByteSource, message: Message, lifted: Lifted[]): Uint8Array[] {
  const {kind, start, end, path} = message;
  if (kind === 'tensor') return liftTensor(source, message, lifted);
  const parts: Uint8Array[] = [];
  const counts = new Map<string, number>();
  let kept = start;
  for (const field of wireFields(source, start, end)) {
    const inner = field.wireType === LENGTH_DELIMITED ? INNER[kind][field.number] : undefined;
    if (!inner) continue;
    const [name, innerKind, isList] = inner;
    const index = counts.get(name) ?? 0;
    counts.set(name, index + 1);
    if (field.end - field.content < MIN_BYTES) continue;
    if (field.start > kept) parts.push(source.copy(kept, field.start));
    const place = isList ? [name, index] : [name];
    const within = {kind: innerKind, start: field.content, end: field.end, path: [...path, ...place]};
    const content = liftMessage(source, within, lifted);
    parts.push(fieldHead(field.number, sizeOf(content)), ...content);
    kept = field.end;
  }
  if (end > kept) parts.push(source.copy(kept, end));
  return parts;
}

function liftTensor(source: ByteSource, {start, end, path}: Message, lifted: Lifted[]): Uint8Array[] {
  const fields = [...wireFields(source, start, end)];
  const isLarge = (field: WireField): boolean =>
    field.wireType === LENGTH_DELIMITED && field.end - field.content >= MIN_BYTES;
  const large = fields.filter((field) => (field.number === RAW_DATA || field.number in PACKED) && isLarge(field));
  const [only] = large;
  // Contents in several pieces are put together by the decoder.
  if (
    !only ||
    fields.filter(({number}) => number === only.number || number in PACKED || number === RAW_DATA).length > 1
  )
    return [source.copy(start, end)];
  lifted.push({path, fieldNumber: only.number, bytes: source.copy(only.content, only.end)});
  return [source.copy(start, only.start), source.copy(only.end, end)].filter(({byteLength}) => byteLength > 0);
}

/**
 * Gives the decoded message its contents back.
 *
 * @throws IngotError `MODEL_CORRUPT` when numbers stand in the field of another type
 */
export function putBack(proto: ModelProto, lifted: readonly Lifted[]): void {
  for (const {path, fieldNumber, bytes} of lifted) {
    let at: unknown = proto;
    for (const step of path) at = (at as Record<string | number, unknown>)[step];
    const tensor = at as TensorProto;
    if (PACKED[fieldNumber]?.includes(tensor.dataType) === false)
      throw onnxError(
        'MODEL_CORRUPT',
        `Tensor '${tensor.name}' has its numbers in a field that its element type (code ${String(tensor.dataType)}) does not use.`,
      );
    tensor.rawData = bytes;
  }
}

/** Takes the contents of large initializers out of a message that is to be encoded; by their places in the list. */
export function takeOut(proto: ModelProto): ReadonlyMap<number, Uint8Array> {
  const taken = new Map<number, Uint8Array>();
  for (const [index, tensor] of (proto.graph?.initializer ?? []).entries())
    if (tensor.rawData.byteLength >= MIN_BYTES) {
      taken.set(index, tensor.rawData);
      clearField(tensor, TensorProtoSchema.field.rawData);
    }
  return taken;
}

const GRAPH = 7;
const INITIALIZER = 5;

/**
 * @param source - a message encoded after {@link takeOut}
 * @returns the encoded model with the contents in their places, in pieces; the contents themselves are not copied
 */
export function insertContents(source: ByteSource, contents: ReadonlyMap<number, Uint8Array>): Uint8Array[] {
  if (contents.size === 0) return [source.view(0, source.sizeBytes)];
  return mapFields(source, {start: 0, end: source.sizeBytes, number: GRAPH}, (graph) => {
    let index = -1;
    return mapFields(source, {start: graph.content, end: graph.end, number: INITIALIZER}, (tensor) => {
      index += 1;
      const content = contents.get(index);
      return content && withRawData(source, tensor, content);
    });
  });
}

/** The fields of a message, those of one number exchanged; `undefined` keeps the field. */
function mapFields(
  source: ByteSource,
  {start, end, number}: {readonly start: number; readonly end: number; readonly number: number},
  change: (field: WireField) => Uint8Array[] | undefined,
): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let kept = start;
  for (const field of wireFields(source, start, end)) {
    const content = field.number === number ? change(field) : undefined;
    if (!content) continue;
    parts.push(source.view(kept, field.start), fieldHead(number, sizeOf(content)), ...content);
    kept = field.end;
  }
  return [...parts, source.view(kept, end)];
}

/** Fields stand in order of their numbers, as the encoder writes them. */
function withRawData(source: ByteSource, tensor: WireField, content: Uint8Array): Uint8Array[] {
  let place = tensor.content;
  for (const {number, end} of wireFields(source, tensor.content, tensor.end)) if (number < RAW_DATA) place = end;
  return [
    source.view(tensor.content, place),
    fieldHead(RAW_DATA, content.byteLength),
    content,
    source.view(place, tensor.end),
  ];
}
