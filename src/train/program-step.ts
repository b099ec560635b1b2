// One training step as a graph, the body of the Loop: rows, forward, loss and gradients (program-gradient.ts), then
// penalties, clipping and the update. State comes in and goes out; data and the numbers of the steps are values of the
// outer graph.
import {invariant} from '../core/index.js';
import type {Graph, Value} from '../onnx/index.js';
import {OpGraph} from '../ops/index.js';
import {clipByGlobalNorm, decayWeights, globalNorm} from '../optim/index.js';
import {type Scalars, type StepSources, pickScalars, scalarOf} from './program-batch.js';
import {buildStepGradients} from './program-gradient.js';
import {
  AVERAGE,
  AVERAGE_SHARE,
  DECAY,
  type ProgramPlan,
  decayBefore,
  groupScalar,
  stateName,
  statisticName,
} from './program-plan.js';
import {type Unit, openUnit, weightMask} from './program-state.js';

export interface StepBody {
  readonly graph: Graph;
  /** Names of the outputs after the state: scan outputs of the Loop. */
  readonly scans: readonly string[];
}

export const LOSSES = 'losses';
export const NORMS = 'gradient_norms';

interface UnitState {
  readonly unit: Unit;
  readonly parameter: Value;
  /** By name; the average is one of them. */
  readonly slots: Readonly<Record<string, Value>>;
}

export function buildStep(plan: ProgramPlan, sources: StepSources): StepBody {
  const g = new OpGraph({name: 'step', prefix: 'step/'});
  const iteration = g.input('step/iteration', 'int64', []);
  const condition = g.input('step/condition', 'bool', []);
  const states = plan.units.map((unit): UnitState => ({
    unit,
    parameter: g.input(`step/${stateName(unit)}`, 'float32', unit.dims),
    slots: Object.fromEntries(
      unit.slots.map(({name, dims}) => [name, g.input(`step/${stateName(unit, name)}`, 'float32', dims)]),
    ),
  }));
  const statistics = plan.statistics.map((statistic) => {
    const input = (kind?: string): Value =>
      g.input(`step/${statisticName(statistic, kind)}`, 'float32', statistic.dims);
    return {statistic, value: input(), average: plan.isAveraged ? input(AVERAGE) : undefined};
  });
  const scalars = pickScalars(g, plan, sources, iteration);
  const bound = new Map<string, Value>();
  for (const {unit, parameter} of states)
    for (const [index, value] of openUnit(g, unit, parameter).entries())
      bound.set(unit.members[index]?.name ?? '', value);
  for (const {statistic, value} of statistics) bound.set(statistic.name, value);
  const found = buildStepGradients(g, {plan, sources, iteration, scalars, bound});

  const raw = states.map((state, index) => addPenalties(g, plan, state, found.units[index]));
  const clipped = clip(g, plan, raw);
  g.output(g.identity(condition, 'step/condition_out'));
  for (const [index, state] of states.entries())
    for (const value of updateUnit(g, plan, {...state, gradient: clipped.gradients[index], scalars})) g.output(value);
  for (const [index, {average}] of statistics.entries()) {
    const next = found.statistics[index];
    invariant(next, 'the next value of each statistic');
    g.output(next);
    if (average) g.output(averaged(g, average, next, scalars));
  }
  const scans = [
    {name: LOSSES, value: found.loss},
    ...(clipped.norm ? [{name: NORMS, value: clipped.norm}] : []),
    ...found.traced,
  ];
  for (const {name, value} of scans) g.output(value, `step/${name}`);
  return {graph: found.lower(g.build()), scans: scans.map(({name}) => name)};
}

/** The next parameter and slots of a unit, in the order of the state. */
function updateUnit(
  g: OpGraph,
  plan: ProgramPlan,
  {
    unit,
    parameter,
    slots,
    gradient,
    scalars,
  }: UnitState & {readonly gradient: Value | undefined; readonly scalars: Scalars},
): Value[] {
  invariant(gradient, 'a gradient for each unit');
  const {optimizer} = plan;
  const rates = plan.groups[unit.group];
  invariant(rates, 'a group for each unit');
  const own = (name: string): Value => scalarOf(scalars, groupScalar(name, unit.group));
  const update = optimizer.update({
    g,
    parameter: decayBefore(plan, rates) === 0 ? parameter : decayWeights(g, parameter, own(DECAY)),
    undecayed: parameter,
    gradient,
    slots,
    scalars: Object.fromEntries(optimizer.scalars.map((name) => [name, own(name)])),
    form: unit.form,
    ownDecay: optimizer.decaysItself === true ? rates.weightDecay : 0,
    options: plan.optimizerOptions,
  });
  const next = unit.slots.map(({name}) => {
    const old = slots[name];
    if (name === AVERAGE && old) return averaged(g, old, update.parameter, scalars);
    const {[name]: value} = update.slots;
    invariant(value, `the optimizer gives slot '${name}'`);
    return value;
  });
  return [update.parameter, ...next];
}

/** (1 − share) · average + share · next: exactly `next` for a share of 1. */
function averaged(g: OpGraph, average: Value, next: Value, scalars: Scalars): Value {
  const share = scalarOf(scalars, AVERAGE_SHARE);
  return g.add(g.mul(average, g.sub(g.scalar(1), share)), g.mul(next, share));
}

function addPenalties(g: OpGraph, {l1, l2}: ProgramPlan, {unit, parameter}: UnitState, gradient?: Value): Value {
  invariant(gradient, 'a gradient for each unit');
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
