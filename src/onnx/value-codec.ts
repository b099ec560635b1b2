// ValueInfoProto ↔ Value: names with a dtype and a shape. Types other than tensors travel in `rest`.
import {create, isFieldSet} from '@bufbuild/protobuf';
import {
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type TensorShapeProto_Dimension,
  type TypeProto,
  type ValueInfoProto,
} from './generated/onnx_pb.js';
import {dtypeByCode, dtypeInfo} from './dtypes.js';
import {restOf, startWith} from './rest.js';
import type {Dim, Shape, Value, ValueKind} from './types.js';

const WITH_TYPE = new Set(['name', 'type']);
const WITHOUT_TYPE = new Set(['name']);

const KINDS: Readonly<Record<string, ValueKind>> = {
  sequenceType: 'sequence',
  mapType: 'map',
  optionalType: 'optional',
  sparseTensorType: 'sparse',
  opaqueType: 'opaque',
};

export function decodeValue(proto: ValueInfoProto): Value {
  const kind = kindOf(proto.type);
  const tensor = proto.type?.value.case === 'tensorType' ? proto.type.value.value : undefined;
  if (kind !== undefined || !tensor)
    return {
      name: proto.name,
      dtype: 'float32',
      shape: undefined,
      kind: kind ?? 'untyped',
      ...restOf(ValueInfoProtoSchema, proto, WITHOUT_TYPE),
    };
  const hasDenotation =
    (proto.type?.denotation ?? '') !== '' || tensor.shape?.dim.some(({denotation}) => denotation !== '');
  return {
    name: proto.name,
    dtype: dtypeByCode(tensor.elemType)?.name ?? 'float32',
    shape: tensor.shape?.dim.map(decodeDim),
    ...restOf(ValueInfoProtoSchema, proto, hasDenotation ? WITHOUT_TYPE : WITH_TYPE),
  };
}

function kindOf(type: TypeProto | undefined): ValueKind | undefined {
  if (type?.value.case === undefined) return 'untyped';
  if (type.value.case !== 'tensorType') return KINDS[type.value.case] ?? 'opaque';
  if (type.value.value.elemType === 0) return 'untyped';
  return dtypeByCode(type.value.value.elemType) ? undefined : 'opaque';
}

export function decodeDim({value}: TensorShapeProto_Dimension): Dim {
  if (value.case === 'dimValue') return Number(value.value);
  return value.case === 'dimParam' ? value.value : '';
}

export function encodeValue(value: Value): ValueInfoProto {
  const proto = startWith(ValueInfoProtoSchema, value);
  proto.name = value.name;
  if (value.kind !== undefined) return proto;
  const before = proto.type?.value.case === 'tensorType' ? proto.type.value.value : undefined;
  const tensor = create(TypeProto_TensorSchema, {elemType: dtypeInfo(value.dtype).code});
  if (value.shape) tensor.shape = create(TensorShapeProtoSchema, {dim: encodeDims(value.shape, before?.shape?.dim)});
  proto.type ??= create(TypeProtoSchema);
  proto.type.value = {case: 'tensorType', value: tensor};
  return proto;
}

/** Denotations of the dims before stay where the rank did. */
function encodeDims(shape: Shape, before: readonly TensorShapeProto_Dimension[] = []): TensorShapeProto_Dimension[] {
  return shape.map((dim, index) => {
    const proto = create(TensorShapeProto_DimensionSchema);
    if (typeof dim === 'number') proto.value = {case: 'dimValue', value: BigInt(dim)};
    else if (dim !== '') proto.value = {case: 'dimParam', value: dim};
    const old = before.length === shape.length ? before[index] : undefined;
    if (old && isFieldSet(old, TensorShapeProto_DimensionSchema.field.denotation)) proto.denotation = old.denotation;
    return proto;
  });
}
