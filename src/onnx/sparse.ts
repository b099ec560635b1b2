// Initializers stored as values and their places. They are carried, not interpreted: only what they are called is read.
import {fromBinary} from '@bufbuild/protobuf';
import {GraphProtoSchema} from './generated/onnx_pb.js';
import {dtypeByCode} from './dtypes.js';
import type {Graph, Value} from './types.js';

/** The sparse initializers of a graph, with the types of the tensors they stand for. */
export function sparseInitializers({rest}: Pick<Graph, 'rest'>): readonly Value[] {
  if (!rest) return [];
  return fromBinary(GraphProtoSchema, rest).sparseInitializer.flatMap(({values, dims}) => {
    const dtype = dtypeByCode(values?.dataType ?? 0)?.name;
    return values && dtype ? [{name: values.name, dtype, shape: dims.map(Number)}] : [];
  });
}
