// How parameters and optimizer slots travel through the Loop. Every node costs about a microsecond whatever its size,
// so small parameters travel packed into one vector and are updated by one chain of nodes; a large one travels by
// itself, because packing would copy it twice a step. A unit is either.
import {invariant} from '../core/index.js';
import type {Tensor, Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import type {ParameterForm} from '../optim/index.js';

/** Parameters of fewer numbers are packed. Measured: see bench/mlp-training. */
const PACKED_BELOW = 16_384;

export interface ParameterShape {
  readonly name: string;
  readonly dims: readonly number[];
}

export interface PlannedParameter extends ParameterShape {
  /** What is kept of it from step to step, beside itself. */
  readonly slots: readonly ParameterShape[];
  /** Of those that are updated as a whole: they are never packed. */
  readonly form: ParameterForm | undefined;
  /** Index of the group whose learning rate and decay it has. */
  readonly group: number;
}

export interface Unit {
  readonly name: string;
  /** One parameter as it is, or several of a group in order, flattened into one vector. */
  readonly members: readonly ParameterShape[];
  readonly dims: readonly number[];
  readonly slots: readonly ParameterShape[];
  readonly isPacked: boolean;
  readonly form: ParameterForm | undefined;
  readonly group: number;
}

const sizeOf = ({dims}: {readonly dims: readonly number[]}): number => dims.reduce((product, dim) => product * dim, 1);

/**
 * Groups parameters into units. The packed ones come first: the runtime works off what was written last first, and a vector
 * of all biases, begun with, has every gradient of the backward pass wait in memory for the products of the weights.
 *
 * @param packedBelow - number of elements from which a parameter is a unit of its own
 */
export function planUnits(parameters: readonly PlannedParameter[], packedBelow = PACKED_BELOW): readonly Unit[] {
  const small = parameters.filter((parameter) => !parameter.form && sizeOf(parameter) < packedBelow);
  const groups = [...new Set(small.map(({group}) => group))]
    .map((group) => small.filter((parameter) => parameter.group === group))
    .filter(({length}) => length > 1);
  const packed = new Set(groups.flat());
  const single = ({form, group, slots, ...member}: PlannedParameter): Unit => ({
    ...{name: member.name, members: [member], dims: member.dims, slots, isPacked: false, form, group},
  });
  return [...groups.map(packUnits), ...parameters.filter((parameter) => !packed.has(parameter)).map(single)];
}

function packUnits(members: readonly PlannedParameter[]): Unit {
  const [{slots, group} = {slots: [], group: 0}] = members;
  const dims = [members.reduce((sum, parameter) => sum + sizeOf(parameter), 0)];
  return {
    name: group === 0 ? 'packed' : `packed/${String(group)}`,
    members: members.map(({name, dims: own}) => ({name, dims: own})),
    dims,
    slots: slots.map(({name}) => ({name, dims})),
    isPacked: true,
    form: undefined,
    group,
  };
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

/** What a tensor of a unit's state holds: its parameters, or what is kept of them. */
const contentOf = (unit: Unit, dims: readonly number[]): readonly ParameterShape[] =>
  unit.isPacked ? unit.members : [{name: unit.name, dims}];

/**
 * A tensor of a unit's state; nothing is copied of a parameter that is a unit by itself.
 *
 * @param dims - of that tensor
 * @throws IngotError `INTERNAL_INVARIANT` when a tensor is missing or of another size
 */
export function packUnit(
  unit: Unit,
  dims: readonly number[],
  tensors: ReadonlyMap<string, Tensor>,
  nameOf: (parameter: string) => string,
): Tensor {
  const parts = contentOf(unit, dims).map((member) => {
    const tensor = tensors.get(nameOf(member.name));
    invariant(tensor?.data instanceof Float32Array, `no float32 tensor '${nameOf(member.name)}' to train`);
    invariant(tensor.data.length === sizeOf(member), `'${nameOf(member.name)}' has another size than its parameter`);
    return tensor.data;
  });
  const [only] = parts;
  if (!unit.isPacked && only) return {dtype: 'float32', dims, data: only};
  const data = new Float32Array(sizeOf(unit));
  let offset = 0;
  for (const part of parts) {
    data.set(part, offset);
    offset += part.length;
  }
  return {dtype: 'float32', dims, data};
}

/** The parameters inside a tensor of the state. They share its memory, which nobody writes to. */
export function unpackUnit(unit: Unit, {data, dims}: Tensor): [string, Tensor][] {
  invariant(data instanceof Float32Array && data.length === sizeOf({dims}), `state '${unit.name}' has another size`);
  let offset = 0;
  return contentOf(unit, dims).map((member) => {
    const part = data.subarray(offset, offset + sizeOf(member));
    offset += part.length;
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
