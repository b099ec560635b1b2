// A network of another float type as one of float32, the type that trains: its numbers, its casts and its declared types.
import {mapTensors, type DType, type Graph, type Node, type Tensor, type Value} from '../onnx/index.js';
import {DTYPE_CODE, dtypeOfCode} from '../ops/index.js';

const OTHERS: ReadonlySet<string> = new Set<DType>(['float16', 'bfloat16', 'float64']);

/** How many stored tensors were of another float type, and the graph without them. */
export function toFloat32(graph: Graph): {readonly graph: Graph; readonly changed: readonly DType[]} {
  const found = new Set<DType>();
  const converted = mapTensors(graph, (tensor) => {
    if (!OTHERS.has(tensor.dtype)) return tensor;
    found.add(tensor.dtype);
    return {dtype: 'float32', dims: tensor.dims, data: widen(tensor)};
  });
  if (found.size === 0) return {graph, changed: []};
  const retyped = (value: Value): Value => (OTHERS.has(value.dtype) ? {...value, dtype: 'float32'} : value);
  return {
    changed: [...found],
    graph: {
      ...converted,
      inputs: converted.inputs.map(retyped),
      outputs: converted.outputs.map(retyped),
      values: new Map([...converted.values].map(([name, value]) => [name, retyped(value)])),
      nodes: converted.nodes.map(recast),
    },
  };
}

/** Casts to another float type give float32 too. */
function recast(node: Node): Node {
  const {to, dtype} = node.attributes;
  const changed = Object.fromEntries(
    Object.entries({to, dtype}).filter(
      ([, attribute]) => attribute?.type === 'int' && OTHERS.has(dtypeOfCode(Number(attribute.value)) ?? ''),
    ),
  );
  const names = Object.keys(changed);
  if (names.length === 0) return node;
  const code = {type: 'int', value: DTYPE_CODE.float32} as const;
  return {...node, attributes: {...node.attributes, ...Object.fromEntries(names.map((name) => [name, code]))}};
}

function widen({dtype, data}: Tensor): Float32Array {
  if (dtype === 'float64') return Float32Array.from(data as Float64Array);
  const bits = data as Uint16Array;
  return Float32Array.from(bits, dtype === 'bfloat16' ? fromBfloat16 : fromFloat16);
}

/** @see IEEE 754-2019, binary16 */
function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper half of a float32. */
function fromBfloat16(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0] ?? NaN;
}
