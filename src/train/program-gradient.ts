// The first half of a training step: forward pass, loss and gradients, of a whole batch at once or part by part.
import {buildGradients} from '../autodiff/index.js';
import {invariant} from '../core/index.js';
import type {Graph, Value} from '../onnx/index.js';
import {OpGraph, inlineGraph} from '../ops/index.js';
import {blockConvolutions} from './blocked-conv.js';
import {lowerImageNorms} from './image-norm.js';
import {
  type Batch,
  type Scalars,
  type StepSources,
  pickBatch,
  pickLength,
  rowShareOf,
  scalarOf,
} from './program-batch.js';
import {INVERSE_COUNT, type ProgramPlan} from './program-plan.js';
import {closeUnit} from './program-state.js';
import {gradientsBySegments} from './recompute.js';
import {multiplyRowSums} from './row-sums.js';

/** Weights and running statistics as they are before the step, by name. */
export type Bound = ReadonlyMap<string, Value>;

export interface StepGradients {
  /** (Weighted) mean over the batch, float32 of one element. */
  readonly loss: Value;
  /** One a unit, in its form. */
  readonly units: readonly Value[];
  /** The next running statistics. */
  readonly statistics: readonly Value[];
  /** Of a traced program: values of the forward pass and, of parameters and them, gradients. */
  readonly traced: readonly {readonly name: string; readonly value: Value}[];
  /** What is left to do when the graph is whole: forms that are faster, or that a runtime can run. */
  readonly lower: (graph: Graph) => Graph;
}

interface Step {
  readonly plan: ProgramPlan;
  readonly sources: StepSources;
  readonly iteration: Value;
  readonly scalars: Scalars;
  readonly bound: Bound;
}

export function buildStepGradients(g: OpGraph, step: Step): StepGradients {
  const {plan, sources, iteration, scalars} = step;
  const length = pickLength(g, sources, iteration);
  if (plan.partRows !== undefined) return sumOverParts(g, step, {length, partRows: plan.partRows});
  const batch = pickBatch(g, step, {begin: g.ints([0]), end: length}, rowShareOf(plan, scalars));
  return batchGradients(g, step, batch);
}

function batchGradients(g: OpGraph, {plan, scalars, bound}: Step, batch: Batch): StepGradients {
  const results = inlineGraph(g, plan.network, {...batch.inputs, ...Object.fromEntries(bound)});
  const {[plan.logits]: logits} = results;
  invariant(logits, `the network gives '${plan.logits}'`);
  const inverseCount = scalarOf(scalars, INVERSE_COUNT);
  const {terms, gradient, counts} = plan.loss.parts(g, logits, targetsOf(g, plan, batch), plan.lossOptions);
  const weights = counts ?? batch.weights;
  const weighted = (value: Value): Value => (weights ? g.mul(value, weights) : value);
  const loss = g.mul(g.reduceSum(weighted(terms)), inverseCount);
  const seed = counts ? g.mul(gradient(), g.mul(counts, inverseCount)) : g.mul(weighted(gradient()), inverseCount);
  const names = plan.parameters.map(({name}) => name);
  const traced = plan.isTraced ? tracedValues(g, plan) : [];
  const parameters = names.map((name) => bound.get(name)).filter((value) => value !== undefined);
  const gradients = plan.recompute
    ? gradientsBySegments(g, plan, {seed, inputs: {...batch.inputs, ...Object.fromEntries(bound)}})
    : buildGradients(g, logits, [...parameters, ...traced], {seed});
  const byName = new Map(names.map((name, index) => [name, gradients[index]]));
  return {
    loss,
    units: plan.units.map((unit) => {
      const members = unit.members.map(({name}) => byName.get(name)).filter((value) => value !== undefined);
      return closeUnit(g, unit, members);
    }),
    statistics: plan.statistics.map(({next}) => {
      const {[next]: value} = results;
      invariant(value, `the network gives '${next}'`);
      return value;
    }),
    traced: plan.isTraced ? tracedScans(names, traced, gradients) : [],
    lower: (graph) => lowerStep(graph, plan, batch),
  };
}

/** Of rows with several targets, all below each other, in the form the loss likes. */
function targetsOf(g: OpGraph, {targetsPerRow, loss}: ProgramPlan, {target}: Batch): Value {
  if (targetsPerRow === 1) return target;
  return g.reshape(target, loss.targetForm === 'column' ? [-1, 1] : [-1]);
}

/**
 * A Loop over the parts of the batch: gradients and losses are added up, running statistics go from part to part. Only
 * the values of one part are in memory at a time.
 */
function sumOverParts(
  g: OpGraph,
  step: Step,
  {length, partRows}: {readonly length: Value; readonly partRows: number},
): StepGradients {
  const {plan, bound} = step;
  const rows = g.ints([partRows]);
  const count = g.squeeze(g.div(g.add(length, g.ints([partRows - 1])), rows), [0]);
  const zeros = (dims: readonly number[]): Value =>
    g.outer({...g.op('ConstantOfShape', [g.ints(dims)]), dtype: 'float32', shape: dims});
  const statistics = plan.statistics.map(({name}) => {
    const value = bound.get(name);
    invariant(value, `a value for '${name}'`);
    return value;
  });
  const carried = [zeros([]), ...plan.units.map(({dims}) => zeros(dims)), ...statistics];
  const body = partBody(step, {length, rows, shapes: carried.map(({shape}) => shape)});
  const [loss, ...others] = g.ops(
    'Loop',
    [count, undefined, ...carried],
    {body: {type: 'graph', value: body}},
    {
      outputCount: carried.length,
    },
  );
  invariant(loss && others.length === carried.length - 1, 'the Loop gives what it carries');
  const typed = others.map((value, index) => g.outer({...value, shape: carried[index + 1]?.shape}));
  const {length: unitCount} = plan.units;
  return {
    loss: g.outer({...loss, shape: []}),
    units: typed.slice(0, unitCount),
    statistics: typed.slice(unitCount),
    traced: [],
    lower: (graph) => graph,
  };
}

function partBody(
  step: Step,
  {length, rows, shapes}: {readonly length: Value; readonly rows: Value; readonly shapes: readonly Value['shape'][]},
) {
  const {plan} = step;
  const g = new OpGraph({name: 'part', prefix: 'part/'});
  const index = g.input('part/index', 'int64', []);
  const condition = g.input('part/condition', 'bool', []);
  const [lossSum, ...sums] = shapes.map((shape, at) => g.input(`part/carried_${String(at)}`, 'float32', shape ?? []));
  invariant(lossSum, 'the loss is carried');
  const begin = g.mul(g.unsqueeze(index, [0]), g.outer(rows));
  const end = g.min(g.add(begin, g.outer(rows)), g.outer(length));
  const {length: unitCount} = plan.units;
  const carriedStatistics = sums.slice(unitCount);
  const bound = new Map([...step.bound].map(([name, value]) => [name, g.outer(value)]));
  for (const [at, {name}] of plan.statistics.entries()) {
    const value = carriedStatistics[at];
    if (value) bound.set(name, value);
  }
  const scalars = Object.fromEntries(Object.entries(step.scalars).map(([name, value]) => [name, g.outer(value)]));
  const share = g.div(g.scalar(1), g.cast(g.sub(end, begin), 'float32'));
  const inner = {...step, bound, scalars, iteration: g.outer(step.iteration)};
  const batch = pickBatch(g, inner, {begin, end}, plan.statistics.length > 0 ? share : undefined);
  const {loss, units, statistics, lower} = batchGradients(g, inner, batch);
  g.output(g.identity(condition, 'part/condition_out'));
  g.output(g.reshape(g.add(lossSum, loss), []), 'part/loss_out');
  for (const [at, gradient] of units.entries()) {
    const sum = sums[at];
    invariant(sum, 'a sum for each unit');
    g.output(g.add(sum, gradient), `part/sum_${String(at)}`);
  }
  for (const [at, value] of statistics.entries()) g.output(value, `part/statistic_${String(at)}`);
  return lower(g.build());
}

function lowerStep(graph: Graph, {convBlock}: ProgramPlan, {ones, rowShare}: Batch): Graph {
  const lowered = rowShare ? lowerImageNorms(graph, rowShare.name) : graph;
  const summed = multiplyRowSums(lowered, ones);
  return convBlock === undefined ? summed : blockConvolutions(summed, convBlock);
}

/** Every float value of the forward pass, inputs of the network first. */
function tracedValues(g: OpGraph, plan: ProgramPlan): Value[] {
  const names = plan.network.nodes.flatMap(({outputs}) => outputs).filter((name) => name !== '');
  return names.map((name) => g.value(name)).filter(({dtype}) => dtype === 'float32');
}

function tracedScans(
  parameters: readonly string[],
  traced: readonly Value[],
  gradients: readonly Value[],
): StepGradients['traced'] {
  const names = [...parameters, ...traced.map(({name}) => name)];
  return [
    ...traced.map((value) => ({name: `trace/value/${value.name}`, value})),
    ...gradients.map((value, index) => ({name: `trace/gradient/${names[index] ?? ''}`, value})),
  ];
}
