// Elementwise ops of one argument: same shape, same dtype.
import {defineOp} from '../define.js';
import type {OpDefinition, OpSample, Value, VjpContext} from '../define.js';
import type {OpGraph} from '../op-graph.js';
import {inferSame, requireInput} from './infer.js';
import {perOutput} from './flops.js';

export interface UnaryRule {
  readonly g: OpGraph;
  readonly x: Value;
  readonly y: Value;
  readonly dy: Value;
  readonly context: VjpContext;
}

export type UnaryOptions = {
  readonly name: string;
  /** The gradient by x; `null` where it is zero wherever it exists (Sign, Floor). */
  readonly gradient: ((rule: UnaryRule) => Value) | null;
  readonly samples: readonly OpSample[];
  /** For each element; default 1. */
  readonly flops?: number;
} & Pick<OpDefinition, 'fold' | 'isIdentity' | 'isMonotone'>;

export function defineUnary(options: UnaryOptions): OpDefinition {
  const {name, gradient, samples, flops = 1, ...properties} = options;
  return defineOp({
    name,
    ...properties,
    isElementwise: true,
    infer: inferSame,
    vjp: (context) => [gradient?.({...firstOf(context), context}) ?? null],
    samples,
    ...(flops === 0 ? {} : {flops: perOutput(flops)}),
  });
}

function firstOf(context: VjpContext): Omit<UnaryRule, 'context'> {
  const [dy] = context.outputGradients;
  const [y] = context.outputs;
  if (!dy || !y) throw context.refuse('it has no output');
  return {g: context.g, x: inputOf(context, 0), y, dy};
}

/** Input `index` of a node whose forward rule has already seen that it is there. */
export function inputOf(context: VjpContext, index: number): Value {
  const value = context.inputs[index];
  if (!value) throw context.refuse(`input ${String(index)} is absent`);
  return value;
}

/** The gradient of the first output. */
export function gradientOf(context: VjpContext): Value {
  const [dy] = context.outputGradients;
  if (!dy) throw context.refuse('only another output than the first is used');
  return dy;
}

/** A predicate: bool of the same shape, no gradient. */
export function definePredicate(name: string, samples: readonly OpSample[], fold?: OpDefinition['fold']): OpDefinition {
  return defineOp({
    name,
    ...(fold && {fold}),
    isElementwise: true,
    infer: (context) => [{dtype: 'bool', shape: requireInput(context, 0).shape}],
    samples,
  });
}

/** Shapes every elementwise op is tried at: ordinary, a scalar, and no elements at all. */
export function unarySamples(range: {readonly low?: number; readonly high?: number} = {}): readonly OpSample[] {
  return [
    {inputs: [{shape: [3, 4], ...range}]},
    {name: 'scalar', inputs: [{shape: [], ...range}]},
    {name: 'empty', inputs: [{shape: [0, 3], ...range}]},
  ];
}
