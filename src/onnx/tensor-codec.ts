// TensorProto ↔ Tensor. Numbers are written as raw_data; every older way of storing them is read.
// Elements are little-endian in the format and taken as they lie: all platforms of Node that ingot runs on are.
import {TensorProto_DataLocation, TensorProtoSchema, type TensorProto} from './generated/onnx_pb.js';
import {dtypeByCode, dtypeInfo, entryCount, type DTypeInfo} from './dtypes.js';
import {onnxError} from './errors.js';
import {restOf, startWith} from './rest.js';
import type {Tensor, TensorData} from './types.js';

const DATA_FIELDS = [
  'dims',
  'dataType',
  'rawData',
  'floatData',
  'int32Data',
  'stringData',
  'int64Data',
  'doubleData',
  'uint64Data',
];
const NAMELESS = new Set(DATA_FIELDS);
const NAMED = new Set([...DATA_FIELDS, 'name']);

const utf8 = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

/** @returns the text, or undefined where the bytes are not UTF-8 */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined; // The caller decides whether that is an error.
  }
}

/** True when ingot has a dtype for the tensor. */
export function isKnownTensor(proto: TensorProto): boolean {
  return dtypeByCode(proto.dataType) !== undefined;
}

/** True when the elements are in another file: `data` is then empty until that file is read. */
export function isExternal(proto: TensorProto): boolean {
  return proto.dataLocation === TensorProto_DataLocation.EXTERNAL;
}

/**
 * @param isInitializer - whether the name is held by the graph (else it stays with the tensor)
 * @throws IngotError `MODEL_CORRUPT` when the elements do not fill the dims, `MODEL_UNSUPPORTED` for an unknown dtype
 */
export function decodeTensor(proto: TensorProto, isInitializer: boolean): Tensor {
  const where = proto.name === '' ? 'A tensor' : `Tensor '${proto.name}'`;
  const info = dtypeByCode(proto.dataType);
  if (!info)
    throw onnxError(
      'MODEL_UNSUPPORTED',
      `${where} has element type code ${String(proto.dataType)}, which ingot does not know.`,
    );
  const dims = proto.dims.map(Number);
  if (dims.some((size) => size < 0 || !Number.isSafeInteger(size)))
    throw onnxError('MODEL_CORRUPT', `${where}: expected sizes from 0 as its dims, got [${proto.dims.join()}].`);
  const data = isExternal(proto) ? emptyData(info) : decodeData(proto, info, where);
  const expected = entryCount(info.name, dims);
  if (!isExternal(proto) && data.length !== expected)
    throw onnxError(
      'MODEL_CORRUPT',
      `${where}: expected ${String(expected)} entries for ${info.name}[${dims.join()}], found ${String(data.length)}.`,
    );
  return {dtype: info.name, dims, data, ...restOf(TensorProtoSchema, proto, isInitializer ? NAMED : NAMELESS)};
}

function emptyData({array}: DTypeInfo): TensorData {
  return array ? new array(new ArrayBuffer(0)) : [];
}

function decodeData(proto: TensorProto, info: DTypeInfo, where: string): TensorData {
  const {array} = info;
  if (!array)
    return proto.stringData.map((bytes, index) => {
      const text = textOf(bytes);
      if (text === undefined)
        throw onnxError('MODEL_CORRUPT', `${where}: expected UTF-8 text, but string ${String(index)} is not.`);
      return text;
    });
  if (proto.rawData.length > 0) {
    if (proto.rawData.length % array.BYTES_PER_ELEMENT !== 0)
      throw onnxError(
        'MODEL_CORRUPT',
        `${where}: ${String(proto.rawData.length)} bytes are not whole ${info.name} elements.`,
      );
    const {rawData} = proto;
    const isAlone = rawData.byteLength === rawData.buffer.byteLength;
    // Else a copy: the bytes lie unaligned in the file, and would keep all of it in memory.
    return new array(isAlone ? (rawData.buffer as ArrayBuffer) : new Uint8Array(rawData).buffer);
  }
  return decodeTyped(proto, info);
}

/** The typed fields, as onnx.proto assigns them to the element types. */
function decodeTyped(proto: TensorProto, {name, array}: DTypeInfo): TensorData {
  switch (name) {
    case 'float32':
    case 'complex64':
      return Float32Array.from(proto.floatData);
    case 'float64':
    case 'complex128':
      return Float64Array.from(proto.doubleData);
    case 'int64':
      return BigInt64Array.from(proto.int64Data);
    case 'uint64':
      return BigUint64Array.from(proto.uint64Data);
    case 'uint32':
      return Uint32Array.from(proto.uint64Data, Number);
    default: {
      const data = array
        ? new array(new ArrayBuffer(proto.int32Data.length * array.BYTES_PER_ELEMENT))
        : new Int32Array();
      (data as Int32Array).set(proto.int32Data);
      return data;
    }
  }
}

/** @param name - the initializer's; undefined keeps the name the tensor came with */
export function encodeTensor(tensor: Tensor, name?: string): TensorProto {
  const proto = startWith(TensorProtoSchema, tensor);
  const {code, array} = dtypeInfo(tensor.dtype);
  proto.dims = tensor.dims.map(BigInt);
  proto.dataType = code;
  if (name !== undefined) proto.name = name;
  if (isExternal(proto)) return proto;
  const expected = entryCount(tensor.dtype, tensor.dims);
  if (tensor.data.length !== expected)
    throw onnxError(
      'MODEL_INVALID',
      `Tensor '${name ?? proto.name}': expected ${String(expected)} entries for ${tensor.dtype}[${tensor.dims.join()}], ` +
        `got ${String(tensor.data.length)}.`,
    );
  if (array) proto.rawData = bytesOf(tensor.data);
  else proto.stringData = (tensor.data as readonly string[]).map((text) => new TextEncoder().encode(text));
  return proto;
}

/** The bytes under a typed array, not copied. */
export function bytesOf(data: TensorData): Uint8Array<ArrayBuffer> {
  const view = data as Exclude<TensorData, readonly string[]>;
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
}
