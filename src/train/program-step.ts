// One training step as a graph, the body of the Loop: pick the rows of the batch, forward, loss, gradients, penalties,
// clipping, update. State comes in and goes out; data and the numbers of the steps are values of the outer graph.
import {buildGradients} from '../autodiff/index.js';
import {invariant} from '../core/index.js';
import type {Graph, Value} from '../onnx/index.js';
import {OpGraph, inlineGraph} from '../ops/index.js';
import {clipByGlobalNorm, decayWeights, globalNorm} from '../optim/index.js';
import {ROW_SHARE, ROW_SHARES} from './batch-norm.js';
import {buildMask} from './dropout.js';
import {lowerImageNorms} from './image-norm.js';
import {DECAY, INVERSE_COUNT, INVERSE_ROWS, type ProgramPlan, stateName, statisticName} from './program-plan.js';
import {type Unit, closeUnit, openUnit, weightMask} from './program-state.js';
import {multiplyRowSums} from './row-sums.js';

/** Values of the outer graph the step reads. */
export interface StepSources {
  /** By entry name: `[rows, ...dims]`. */
  readonly data: Readonly<Record<string, Value>>;
  /** `[rows]` or `[rows, 1]`, as the loss likes it. */
  readonly target: Value;
  /** float32 `[rows, 1]`, where rows are weighted */
  readonly weights: Value | undefined;
  /** int32 `[steps, batchSize]` */
  readonly indices: Value;
  /** int64 `[steps, 1]` */
  readonly lengths: Value;
  /** float32 `[steps, scalars]` */
  readonly scalars: Value;
  /** float32 `[batchSize]`, all 1 */
  readonly ones: Value;
  /** For each dropout layer: uint32 `[batchSize, ...dims]`, and uint32 `[steps]`. */
  readonly tables: readonly Value[];
  readonly keys: readonly Value[];
}

export interface StepBody {
  readonly graph: Graph;
  /** Names of the outputs after the state: scan outputs of the Loop. */
  readonly scans: readonly string[];
}

export const LOSSES = 'losses';
export const NORMS = 'gradient_norms';

interface Batch {
  /** Name of a vector of ones, one a row. */
  readonly ones: string;
  readonly inputs: Record<string, Value>;
  readonly target: Value;
  /** `[batch, 1]` */
  readonly weights: Value | undefined;
  readonly scalars: Readonly<Record<string, Value>>;
}

export function buildStep(plan: ProgramPlan, sources: StepSources): StepBody {
  const g = new OpGraph({name: 'step', prefix: 'step/'});
  const iteration = g.input('step/iteration', 'int64', []);
  const condition = g.input('step/condition', 'bool', []);
  const states = plan.units.map((unit) => ({
    unit,
    parameter: g.input(`step/${stateName(unit)}`, 'float32', unit.dims),
    slots: Object.fromEntries(
      plan.slots.map((slot) => [slot, g.input(`step/${stateName(unit, slot)}`, 'float32', unit.dims)]),
    ),
  }));
  const statistics = plan.statistics.map((statistic) => ({
    statistic,
    value: g.input(`step/${statisticName(statistic)}`, 'float32', statistic.dims),
  }));
  const batch = pickBatch(g, plan, sources, iteration);
  const bound = new Map<string, Value>();
  for (const {unit, parameter} of states)
    for (const [index, value] of openUnit(g, unit, parameter).entries())
      bound.set(unit.members[index]?.name ?? '', value);
  for (const {statistic, value} of statistics) bound.set(statistic.name, value);
  const results = inlineGraph(g, plan.network, {...batch.inputs, ...Object.fromEntries(bound)});
  const {[plan.logits]: logits} = results;
  invariant(logits, `the network gives '${plan.logits}'`);

  const inverseCount = scalar(batch, INVERSE_COUNT);
  const {terms, gradient} = plan.loss.parts(g, logits, batch.target, plan.lossOptions);
  const weighted = (value: Value): Value => (batch.weights ? g.mul(value, batch.weights) : value);
  const loss = g.op('Mul', [g.reduceSum(weighted(terms)), inverseCount], {}, {outputs: [`step/${LOSSES}`]});
  const seed = g.mul(weighted(gradient()), inverseCount);
  const traced = plan.isTraced ? tracedValues(g, plan) : [];
  const wrt = [...plan.parameters.map(({name}) => bound.get(name)), ...traced].filter((value) => value !== undefined);
  const gradients = buildGradients(g, logits, wrt, {seed});
  const byParameter = new Map(plan.parameters.map(({name}, index) => [name, gradients[index]]));

  const raw = states.map(({unit, parameter}) => {
    const members = unit.members.map(({name}) => byParameter.get(name)).filter((value) => value !== undefined);
    return addPenalties(g, plan, {unit, parameter, gradient: closeUnit(g, unit, members)});
  });
  const clipped = clip(g, plan, raw);
  g.output(g.identity(condition, 'step/condition_out'));
  for (const [index, {parameter, slots}] of states.entries()) {
    const unitGradient = clipped.gradients[index];
    invariant(unitGradient, 'a gradient for each unit');
    const decayed = plan.weightDecay === 0 ? parameter : decayWeights(g, parameter, scalar(batch, DECAY));
    const {scalars} = batch;
    const update = plan.optimizer.update({
      g,
      parameter: decayed,
      gradient: unitGradient,
      slots,
      scalars,
      options: plan.optimizerOptions,
    });
    g.output(update.parameter);
    for (const slot of plan.slots) g.output(update.slots[slot] ?? unitGradient);
  }
  for (const {statistic} of statistics) {
    const next = results[statistic.next];
    invariant(next, `the network gives '${statistic.next}'`);
    g.output(next);
  }
  const scans = [
    {name: LOSSES, value: loss},
    ...(clipped.norm ? [{name: NORMS, value: clipped.norm}] : []),
    ...traced.map((value) => ({name: `trace/value/${value.name}`, value})),
    ...(plan.isTraced ? wrt : []).map(({name}, index) => ({
      name: `trace/gradient/${plan.parameters[index]?.name ?? name}`,
      value: gradients[index],
    })),
  ];
  for (const {name, value} of scans) {
    invariant(value, `a value for the scan output '${name}'`);
    g.output(value, `step/${name}`);
  }
  const {[INVERSE_ROWS]: share} = batch.scalars;
  const lowered = share ? lowerImageNorms(g.build(), share.name) : g.build();
  return {graph: multiplyRowSums(lowered, batch.ones), scans: scans.map(({name}) => name)};
}

function scalar(batch: Batch, name: string): Value {
  const value = batch.scalars[name];
  invariant(value, `host scalar '${name}'`);
  return value;
}

/** The rows of this step, ragged or not, its numbers and its masks. */
function pickBatch(g: OpGraph, plan: ProgramPlan, sources: StepSources, iteration: Value): Batch {
  const outer = (value: Value): Value => g.outer(value);
  const length = g.gather(outer(sources.lengths), iteration);
  const firstRows = (value: Value): Value =>
    named(g, g.op('Slice', [value, g.ints([0]), length, g.ints([0])]), ['batch', ...(value.shape ?? []).slice(1)]);
  const rows = firstRows(g.gather(outer(sources.indices), iteration));
  const pick = (value: Value): Value =>
    named(g, g.gather(outer(value), rows), ['batch', ...(value.shape ?? []).slice(1)]);
  const inputs = Object.fromEntries(Object.entries(sources.data).map(([name, value]) => [name, pick(value)]));
  for (const [layer, {maskInput, ratio}] of plan.dropouts.entries()) {
    const [table, keys] = [sources.tables[layer], sources.keys[layer]];
    invariant(table && keys, 'a table and keys for each dropout layer');
    inputs[maskInput] = buildMask(g, firstRows(outer(table)), g.gather(outer(keys), iteration), ratio);
  }
  const row = g.gather(outer(sources.scalars), iteration);
  const {length: count} = plan.scalars;
  const parts = count === 1 ? [row] : g.ops('Split', [row], {axis: 0, num_outputs: count}, {outputCount: count});
  const scalars = Object.fromEntries(plan.scalars.map((name, index) => [name, parts[index] ?? row]));
  const ones = firstRows(outer(sources.ones));
  const {[INVERSE_ROWS]: share} = scalars;
  if (share) {
    inputs[ROW_SHARE] = share;
    inputs[ROW_SHARES] = g.mul(ones, share);
  }
  const weights = sources.weights && pick(sources.weights);
  return {inputs, target: pick(sources.target), weights, scalars, ones: ones.name};
}

/** The same value, its first dimension known to be the rows of the batch. */
function named(g: OpGraph, value: Value, shape: Value['shape']): Value {
  return g.outer({...value, shape});
}

interface UnitGradient {
  readonly unit: Unit;
  readonly parameter: Value;
  readonly gradient: Value;
}

function addPenalties(g: OpGraph, {l1, l2}: ProgramPlan, {unit, parameter, gradient}: UnitGradient): Value {
  const l2Mask = l2 === 0 ? undefined : weightMask(g, unit, l2);
  const l1Mask = l1 === 0 ? undefined : weightMask(g, unit, l1);
  const withL2 = l2Mask ? g.add(gradient, g.mul(parameter, l2Mask)) : gradient;
  return l1Mask ? g.add(withL2, g.mul(g.sign(parameter), l1Mask)) : withL2;
}

function clip(
  g: OpGraph,
  plan: ProgramPlan,
  gradients: readonly Value[],
): {readonly gradients: readonly Value[]; readonly norm: Value | undefined} {
  if (plan.clipNorm !== undefined) return clipByGlobalNorm(g, gradients, plan.clipNorm);
  return {gradients, norm: plan.givesNorms ? globalNorm(g, gradients) : undefined};
}

/** Every float value of the forward pass, inputs of the network first. */
function tracedValues(g: OpGraph, plan: ProgramPlan): Value[] {
  const names = plan.network.nodes.flatMap(({outputs}) => outputs).filter((name) => name !== '');
  return names.map((name) => g.value(name)).filter(({dtype}) => dtype === 'float32');
}
