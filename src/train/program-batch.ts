// The rows of one step, or of a part of it: ragged or not, with their masks; and the numbers of the step.
import {invariant} from '../core/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {ROW_SHARE, ROW_SHARES} from './batch-norm.js';
import {buildMask} from './dropout.js';
import {INVERSE_ROWS, type ProgramPlan} from './program-plan.js';

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

/** Which rows of a batch: int64 `[1]` each. */
export interface Window {
  readonly begin: Value;
  readonly end: Value;
}

/** The numbers of a step by name, float32 of one element each. */
export type Scalars = Readonly<Record<string, Value>>;

export interface Batch {
  /** Name of a vector of ones, one a row. */
  readonly ones: string;
  /** 1 / rows, float32 `[1]`, where the network wants it. */
  readonly rowShare: Value | undefined;
  readonly inputs: Record<string, Value>;
  readonly target: Value;
  /** `[batch, 1]` */
  readonly weights: Value | undefined;
}

/** Number of rows of a step, int64 `[1]`. */
export function pickLength(g: OpGraph, sources: StepSources, iteration: Value): Value {
  return g.gather(g.outer(sources.lengths), iteration);
}

export function pickScalars(g: OpGraph, plan: ProgramPlan, sources: StepSources, iteration: Value): Scalars {
  const row = g.gather(g.outer(sources.scalars), iteration);
  const {length: count} = plan.scalars;
  const parts = count === 1 ? [row] : g.ops('Split', [row], {axis: 0, num_outputs: count}, {outputCount: count});
  return Object.fromEntries(plan.scalars.map((name, index) => [name, parts[index] ?? row]));
}

export function scalarOf(scalars: Scalars, name: string): Value {
  const {[name]: value} = scalars;
  invariant(value, `host scalar '${name}'`);
  return value;
}

/** @param rowShare - 1 / rows of the window, float32 of one element, where the network wants it */
export function pickBatch(
  g: OpGraph,
  {plan, sources, iteration}: {readonly plan: ProgramPlan; readonly sources: StepSources; readonly iteration: Value},
  {begin, end}: Window,
  rowShare: Value | undefined,
): Batch {
  const outer = (value: Value): Value => g.outer(value);
  const inWindow = (value: Value): Value =>
    named(g, g.op('Slice', [value, begin, end, g.ints([0])]), ['batch', ...(value.shape ?? []).slice(1)]);
  const rows = inWindow(g.gather(outer(sources.indices), iteration));
  const pick = (value: Value): Value =>
    named(g, g.gather(outer(value), rows), ['batch', ...(value.shape ?? []).slice(1)]);
  const inputs = Object.fromEntries(Object.entries(sources.data).map(([name, value]) => [name, pick(value)]));
  for (const [layer, {maskInput, ratio}] of plan.dropouts.entries()) {
    const [table, keys] = [sources.tables[layer], sources.keys[layer]];
    invariant(table && keys, 'a table and keys for each dropout layer');
    inputs[maskInput] = buildMask(g, inWindow(outer(table)), g.gather(outer(keys), iteration), ratio);
  }
  const ones = inWindow(outer(sources.ones));
  if (rowShare) {
    inputs[ROW_SHARE] = rowShare;
    inputs[ROW_SHARES] = g.mul(ones, rowShare);
  }
  const weights = sources.weights && pick(sources.weights);
  return {inputs, target: pick(sources.target), weights, ones: ones.name, rowShare};
}

/** What the host says of the rows of the whole batch. */
export function rowShareOf(plan: ProgramPlan, scalars: Scalars): Value | undefined {
  return plan.scalars.includes(INVERSE_ROWS) ? scalarOf(scalars, INVERSE_ROWS) : undefined;
}

/** The same value, its first dimension known to be the rows of the batch. */
function named(g: OpGraph, value: Value, shape: Value['shape']): Value {
  return g.outer({...value, shape});
}
