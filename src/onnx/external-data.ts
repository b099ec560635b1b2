// Tensors whose elements lie in files beside the model: models above the 2 GB a protobuf message can hold.
import {dirname} from 'node:path';
import {create, fromBinary, toBinary} from '@bufbuild/protobuf';
import type {AtomicFile} from '../core/index.js';
import {
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
  type TensorProto,
} from './generated/onnx_pb.js';
import {dtypeInfo, entryCount} from './dtypes.js';
import {onnxError} from './errors.js';
import {externalPlace, readPlace} from './external-place.js';
import {bytesOf} from './tensor-codec.js';
import {mapModelTensors} from './map-tensors.js';
import type {Model, Tensor} from './types.js';

/**
 * The model with the elements of external tensors read in.
 *
 * @param path - of the model file; locations are relative to its folder and may not leave it
 * @throws IngotError `FILE_NOT_FOUND`, `MODEL_CORRUPT` when a file is too short, `MODEL_INVALID` for a bad place
 */
export async function loadExternalData(model: Model, path: string): Promise<Model> {
  const folder = dirname(path);
  const loaded = new Map<Tensor, Tensor>();
  for (const [tensor, name] of tensorsOf(model)) {
    const proto = tensor.rest && fromBinary(TensorProtoSchema, tensor.rest);
    if (proto?.dataLocation === TensorProto_DataLocation.EXTERNAL)
      loaded.set(tensor, await load(tensor, proto, name, folder));
  }
  return loaded.size === 0 ? model : mapModelTensors(model, (tensor) => loaded.get(tensor) ?? tensor);
}

function tensorsOf(model: Model): Map<Tensor, string> {
  const found = new Map<Tensor, string>();
  mapModelTensors(model, (tensor, name) => {
    found.set(tensor, name);
    return tensor;
  });
  return found;
}

async function load(tensor: Tensor, proto: TensorProto, name: string, folder: string): Promise<Tensor> {
  const {array, name: dtype} = dtypeInfo(tensor.dtype);
  if (!array) throw onnxError('MODEL_INVALID', `Tensor '${name}': strings cannot be stored outside the model file.`);
  const sizeBytes = entryCount(dtype, tensor.dims) * array.BYTES_PER_ELEMENT;
  const {location, offset, length} = externalPlace(proto, name);
  if (length !== undefined && length !== sizeBytes)
    throw onnxError(
      'MODEL_INVALID',
      `Tensor '${name}': ${dtype}[${tensor.dims.join()}] takes ${String(sizeBytes)} bytes, but its place in '${location}' has ` +
        `${String(length)}.`,
    );
  const bytes = await readPlace({folder, location, offset, sizeBytes, name});
  const rest = toBinary(TensorProtoSchema, withoutPlace(proto));
  return {dtype: tensor.dtype, dims: tensor.dims, data: new array(bytes), ...(rest.length > 0 && {rest})};
}

function withoutPlace(proto: TensorProto): TensorProto {
  const kept = create(TensorProtoSchema, {metadataProps: proto.metadataProps});
  if (proto.docString !== '') kept.docString = proto.docString;
  if (proto.name !== '') kept.name = proto.name;
  return kept;
}

/** Elements start on page boundaries, so that runtimes can map the file into memory. */
const ALIGNMENT = 4096;

/**
 * Moves the elements of large initializers into `file`.
 *
 * @param location - the file's path as the model states it
 * @param minBytes - smaller tensors stay inside the model
 */
export function moveOut(model: Model, file: AtomicFile, location: string, minBytes: number): Model {
  return mapModelTensors(model, (tensor) => {
    if (tensor.dtype === 'string') return tensor;
    const bytes = bytesOf(tensor.data);
    if (bytes.byteLength < minBytes) return tensor;
    file.write(new Uint8Array((ALIGNMENT - (file.sizeBytes % ALIGNMENT)) % ALIGNMENT));
    const entries = {location, offset: String(file.sizeBytes), length: String(bytes.byteLength)};
    file.write(bytes);
    const proto = tensor.rest ? fromBinary(TensorProtoSchema, tensor.rest) : create(TensorProtoSchema);
    proto.dataLocation = TensorProto_DataLocation.EXTERNAL;
    proto.externalData = Object.entries(entries).map(([key, value]) =>
      create(StringStringEntryProtoSchema, {key, value}),
    );
    return {dtype: tensor.dtype, dims: tensor.dims, data: new Uint8Array(0), rest: toBinary(TensorProtoSchema, proto)};
  });
}
