// The state of a training program as tensors: what the Loop carries, from weights and slots by name and back.
import {invariant} from '../core/index.js';
import type {Tensor} from '../onnx/index.js';
import {AVERAGE, type ProgramPlan, stateName, statisticName} from './program-plan.js';
import {type Unit, packUnit, unpackUnit} from './program-state.js';
import type {Feeds, TensorMaps} from './program-types.js';

type TensorsByName = ReadonlyMap<string, Tensor>;

/** The tensors the Loop carries, in order. */
export function stateTensors(plan: ProgramPlan): {readonly name: string; readonly dims: readonly number[]}[] {
  const units = plan.units.flatMap((unit) => [
    {name: stateName(unit), dims: unit.dims},
    ...unit.slots.map(({name, dims}) => ({name: stateName(unit, name), dims})),
  ]);
  const statistics = plan.statistics.flatMap((statistic) =>
    [undefined, ...(plan.isAveraged ? [AVERAGE] : [])].map((kind) => ({
      name: statisticName(statistic, kind),
      dims: statistic.dims,
    })),
  );
  return [...units, ...statistics];
}

/** Without slots they are zero. */
export function packState(plan: ProgramPlan, parameters: TensorsByName, slots?: TensorsByName): Feeds {
  const feeds: Feeds = {};
  for (const unit of plan.units) {
    feeds[stateName(unit)] = packUnit(unit, unit.dims, parameters, (name) => name);
    for (const {name: slot, dims} of unit.slots)
      feeds[stateName(unit, slot)] = slots ? packUnit(unit, dims, slots, (name) => `${name}/${slot}`) : zeros(dims);
  }
  for (const statistic of plan.statistics) {
    feeds[statisticName(statistic)] = named(parameters, statistic.name);
    if (plan.isAveraged)
      feeds[statisticName(statistic, AVERAGE)] = slots
        ? named(slots, `${statistic.name}/${AVERAGE}`)
        : zeros(statistic.dims);
  }
  return feeds;
}

/** @param read - a tensor the Loop ended with, by the name of the state */
export function unpackState(plan: ProgramPlan, read: (state: string) => Tensor): TensorMaps {
  const slots = new Map<string, Tensor>();
  const open = (unit: Unit, slot?: string): [string, Tensor][] => unpackUnit(unit, read(stateName(unit, slot)));
  const found = new Map(plan.units.flatMap((unit) => open(unit)));
  const parameters = new Map(plan.parameters.map(({name}) => [name, named(found, name)]));
  for (const unit of plan.units)
    for (const {name: slot} of unit.slots)
      for (const [name, tensor] of open(unit, slot)) slots.set(`${name}/${slot}`, tensor);
  for (const statistic of plan.statistics) {
    parameters.set(statistic.name, read(statisticName(statistic)));
    if (plan.isAveraged) slots.set(`${statistic.name}/${AVERAGE}`, read(statisticName(statistic, AVERAGE)));
  }
  return {parameters, slots};
}

function named(tensors: TensorsByName, name: string): Tensor {
  const tensor = tensors.get(name);
  invariant(tensor, `no tensor '${name}'`);
  return tensor;
}

function zeros(dims: readonly number[]): Tensor {
  return {dtype: 'float32', dims, data: new Float32Array(dims.reduce((product, dim) => product * dim, 1))};
}
