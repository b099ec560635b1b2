// The types of values that are more than plain tensors: sequences, optionals, maps, sparse tensors.
import {fromBinary} from '@bufbuild/protobuf';
import {ValueInfoProtoSchema, type TypeProto} from './generated/onnx_pb.js';
import {dtypeByCode} from './dtypes.js';
import type {DType, Shape, Value} from './types.js';
import {decodeDim} from './value-codec.js';

export type ValueType =
  | {readonly kind: 'tensor' | 'sparse'; readonly dtype: DType; readonly shape: Shape | undefined}
  | {readonly kind: 'sequence' | 'optional'; readonly element: ValueType}
  | {readonly kind: 'map'; readonly key: DType; readonly element: ValueType}
  | {readonly kind: 'opaque'; readonly name: string}
  | {readonly kind: 'untyped'};

/** The whole type of a value, out of its encoded form where `dtype` and `shape` cannot say it. */
export function typeOf(value: Value): ValueType {
  if (value.kind === undefined) return {kind: 'tensor', dtype: value.dtype, shape: value.shape};
  return value.rest ? fromProto(fromBinary(ValueInfoProtoSchema, value.rest).type) : {kind: 'untyped'};
}

function fromProto(type: TypeProto | undefined): ValueType {
  const inner = type?.value;
  switch (inner?.case) {
    case 'tensorType':
    case 'sparseTensorType': {
      const dtype = dtypeByCode(inner.value.elemType)?.name;
      const kind = inner.case === 'tensorType' ? 'tensor' : 'sparse';
      if (dtype) return {kind, dtype, shape: inner.value.shape?.dim.map(decodeDim)};
      return inner.value.elemType === 0
        ? {kind: 'untyped'}
        : {kind: 'opaque', name: `${kind} of type code ${String(inner.value.elemType)}`};
    }
    case 'sequenceType':
      return {kind: 'sequence', element: fromProto(inner.value.elemType)};
    case 'optionalType':
      return {kind: 'optional', element: fromProto(inner.value.elemType)};
    case 'mapType': {
      const key = dtypeByCode(inner.value.keyType)?.name;
      return key ? {kind: 'map', key, element: fromProto(inner.value.valueType)} : {kind: 'untyped'};
    }
    case 'opaqueType':
      return {kind: 'opaque', name: [inner.value.domain, inner.value.name].filter((part) => part !== '').join('.')};
    default:
      return {kind: 'untyped'};
  }
}

/** `float32[batch,2]`, `sequence(float32[...])`, `map(int64, float32[])`. */
export function formatType(type: ValueType): string {
  switch (type.kind) {
    case 'tensor':
      return `${type.dtype}${formatDims(type.shape)}`;
    case 'sparse':
      return `sparse(${type.dtype}${formatDims(type.shape)})`;
    case 'sequence':
    case 'optional':
      return `${type.kind}(${formatType(type.element)})`;
    case 'map':
      return `map(${type.key}, ${formatType(type.element)})`;
    case 'opaque':
      return type.name === '' ? 'opaque' : `opaque(${type.name})`;
    case 'untyped':
      return 'untyped';
  }
}

/** `[batch,2]`; `?` is a size not known, `[...]` an unknown rank. */
export function formatDims(shape: Shape | undefined): string {
  return shape ? `[${shape.map((dim) => (dim === '' ? '?' : String(dim))).join()}]` : '[...]';
}
