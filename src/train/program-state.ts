// How parameters and optimizer slots travel through the Loop. Every node costs about a microsecond whatever its size,
// so small parameters travel packed into one vector and are updated by one chain of nodes; a large one travels by
// itself, because packing would copy it twice a step. A unit is either.
import {invariant} from '../core/index.js';
import type {Tensor, Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';

/** Parameters of fewer numbers are packed. Measured: see bench/mlp-training. */
const PACKED_BELOW = 16_384;

export interface ParameterShape {
  readonly name: string;
  readonly dims: readonly number[];
}

export interface Unit {
  readonly name: string;
  /** One parameter as it is, or several in order, flattened into one vector. */
  readonly members: readonly ParameterShape[];
  readonly dims: readonly number[];
  readonly isPacked: boolean;
}

const sizeOf = ({dims}: {readonly dims: readonly number[]}): number => dims.reduce((product, dim) => product * dim, 1);

/** Groups parameters into units. @param packedBelow - number of elements from which a parameter is a unit of its own */
export function planUnits(parameters: readonly ParameterShape[], packedBelow = PACKED_BELOW): readonly Unit[] {
  const small = parameters.filter((parameter) => sizeOf(parameter) < packedBelow);
  const single = (member: ParameterShape): Unit => ({
    name: member.name,
    members: [member],
    dims: member.dims,
    isPacked: false,
  });
  if (small.length < 2) return parameters.map(single);
  const large = parameters.filter((parameter) => !small.includes(parameter));
  const total = small.reduce((sum, parameter) => sum + sizeOf(parameter), 0);
  return [...large.map(single), {name: 'packed', members: small, dims: [total], isPacked: true}];
}

/** The parameters inside a unit's value, each in its own shape. */
export function openUnit(g: OpGraph, unit: Unit, value: Value): readonly Value[] {
  if (!unit.isPacked) return [value];
  const sizes = g.ints(unit.members.map(sizeOf));
  const parts = g.ops('Split', [value, sizes], {axis: 0}, {outputCount: unit.members.length});
  return unit.members.map(({dims}, index) => {
    const part = parts[index];
    invariant(part, 'one part a parameter');
    return dims.length === 1 ? part : g.reshape(part, dims);
  });
}

/** Values shaped like the members (gradients), in the form of the unit. */
export function closeUnit(g: OpGraph, unit: Unit, values: readonly Value[]): Value {
  const [first] = values;
  invariant(first && values.length === unit.members.length, 'one value a parameter');
  if (!unit.isPacked) return first;
  return g.concat(
    values.map((value, index) => (unit.members[index]?.dims.length === 1 ? value : g.reshape(value, [-1]))),
    0,
  );
}

/** @throws IngotError `INTERNAL_INVARIANT` when a tensor is missing or of another size */
export function packUnit(
  unit: Unit,
  tensors: ReadonlyMap<string, Tensor>,
  nameOf: (parameter: string) => string,
): Tensor {
  const data = new Float32Array(sizeOf(unit));
  let offset = 0;
  for (const member of unit.members) {
    const tensor = tensors.get(nameOf(member.name));
    invariant(tensor?.data instanceof Float32Array, `no float32 tensor '${nameOf(member.name)}' to train`);
    invariant(tensor.data.length === sizeOf(member), `'${nameOf(member.name)}' has another size than its parameter`);
    data.set(tensor.data, offset);
    offset += sizeOf(member);
  }
  return {dtype: 'float32', dims: unit.dims, data};
}

/** Copies: the tensors given back share no memory with `tensor`. */
export function unpackUnit(unit: Unit, tensor: Tensor): [string, Tensor][] {
  const {data} = tensor;
  invariant(data instanceof Float32Array && data.length === sizeOf(unit), `state '${unit.name}' has another size`);
  let offset = 0;
  return unit.members.map((member) => {
    const part = data.slice(offset, offset + sizeOf(member));
    offset += sizeOf(member);
    return [member.name, {dtype: 'float32', dims: member.dims, data: part}];
  });
}

/** 1 for numbers of weights, 0 for those of biases and other vectors: where the penalties act. `undefined`: nowhere. */
export function weightMask(g: OpGraph, unit: Unit, coefficient: number): Value | undefined {
  const isWeight = ({dims}: ParameterShape): boolean => dims.length >= 2;
  if (!unit.members.some(isWeight)) return undefined;
  if (unit.members.every(isWeight)) return g.scalar(coefficient);
  const data = new Float32Array(sizeOf(unit));
  let offset = 0;
  for (const member of unit.members) {
    if (isWeight(member)) data.fill(coefficient, offset, offset + sizeOf(member));
    offset += sizeOf(member);
  }
  return g.constant('float32', [data.length], data);
}
