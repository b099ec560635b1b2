// Bytes of an .onnx file ↔ Model.
import {create, fromBinary, toBinary} from '@bufbuild/protobuf';
import {IngotError} from '../core/index.js';
import {ModelProtoSchema, StringStringEntryProtoSchema, type ModelProto} from './generated/onnx_pb.js';
import {decodeGraph} from './decode-graph.js';
import {encodeGraph} from './encode-graph.js';
import {onnxError} from './errors.js';
import {decodeFunction, decodeOpsets, encodeFunction, encodeOpsets} from './function-codec.js';
import {insertContents, liftTensors, putBack, takeOut, type LightModel} from './lift.js';
import {restOf} from './rest.js';
import {scanMessage} from './scan.js';
import type {Model} from './types.js';
import {joined, memorySource, type ByteSource} from './wire.js';

const MODEL_FIELDS = new Set([
  ...['irVersion', 'opsetImport', 'producerName', 'producerVersion', 'graph', 'metadataProps', 'functions'],
]);

/**
 * Reads a model; what ingot does not interpret is kept as bytes and written back by {@link encodeModel}.
 *
 * @param bytes - are copied from, not kept
 * @throws IngotError `MODEL_CORRUPT` when the bytes are not a whole ONNX model, `MODEL_INVALID`, `MODEL_UNSUPPORTED`
 */
export function decodeModel(bytes: Uint8Array): Model {
  // A plain view: a Buffer's methods differ from Uint8Array's, and bytes inside the model would be Buffers too.
  return decodeFrom(() => ({bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), lifted: []}));
}

/** {@link decodeModel} of a file that is never in memory as a whole. */
export function decodeSource(source: ByteSource): Model {
  return decodeFrom(() => liftTensors(source));
}

function decodeFrom(open: () => LightModel): Model {
  try {
    const {bytes, lifted} = open();
    if (bytes.byteLength === 0) throw new Error('it is empty');
    scanMessage(ModelProtoSchema, bytes);
    const proto = fromBinary(ModelProtoSchema, bytes);
    if (!proto.graph || proto.irVersion < 1n) throw new Error('it has no graph or no IR version');
    putBack(proto, lifted);
    return fromProto(proto, proto.graph);
  } catch (error) {
    if (error instanceof IngotError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw onnxError('MODEL_CORRUPT', `Expected an ONNX model, but the content cannot be read as one (${reason}).`, {
      cause: error,
      hints: ['The file is damaged, cut short, or of another format: make or fetch it again.'],
    });
  }
}

function fromProto(proto: ModelProto, graph: NonNullable<ModelProto['graph']>): Model {
  const {rest} = restOf(ModelProtoSchema, proto, MODEL_FIELDS);
  return {
    irVersion: Number(proto.irVersion),
    opsets: decodeOpsets(proto.opsetImport, 'the model'),
    producerName: proto.producerName,
    producerVersion: proto.producerVersion,
    metadata: Object.fromEntries(proto.metadataProps.map(({key, value}) => [key, value])),
    graph: decodeGraph(graph),
    ...(proto.functions.length > 0 && {functions: proto.functions.map(decodeFunction)}),
    ...(rest && {opaque: [rest]}),
  };
}

/**
 * The bytes of a model. Equal models give equal bytes: opsets, metadata and attributes are sorted, no time or host is
 * written, and numbers are stored as raw little-endian data.
 *
 * @throws IngotError `MODEL_INVALID` when a tensor's elements do not fill its dims
 */
export function encodeModel(model: Model): Uint8Array {
  return joined(encodeParts(model));
}

/** {@link encodeModel} in pieces: the elements of large initializers are not copied. */
export function encodeParts(model: Model): Uint8Array[] {
  const proto = toProto(model);
  const contents = takeOut(proto);
  return insertContents(memorySource(toBinary(ModelProtoSchema, proto)), contents);
}

function toProto(model: Model): ModelProto {
  const proto = create(ModelProtoSchema);
  // Concatenated messages merge in protobuf, so each opaque part simply joins.
  for (const part of model.opaque ?? []) Object.assign(proto, fromBinary(ModelProtoSchema, part));
  proto.irVersion = BigInt(model.irVersion);
  proto.opsetImport = encodeOpsets(model.opsets);
  if (model.producerName !== '') proto.producerName = model.producerName;
  if (model.producerVersion !== '') proto.producerVersion = model.producerVersion;
  proto.metadataProps = Object.entries(model.metadata)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, value]) => create(StringStringEntryProtoSchema, {key, value}));
  proto.graph = encodeGraph(model.graph);
  proto.functions = (model.functions ?? []).map(encodeFunction);
  return proto;
}
