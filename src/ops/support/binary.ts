// Elementwise ops of two arguments with broadcasting: arithmetic, comparisons, logic.
import {defineOp} from '../define.js';
import type {DType, OpDefinition, OpSample, Value, VjpContext} from '../define.js';
import type {OpGraph} from '../op-graph.js';
import {inferBroadcast} from './infer.js';
import {gradientOf, inputOf} from './unary.js';
import {perOutput} from './flops.js';

export interface BinaryRule {
  readonly g: OpGraph;
  readonly a: Value;
  readonly b: Value;
  readonly y: Value;
  readonly dy: Value;
  readonly wants: (index: number) => boolean;
}

export interface BinaryOptions {
  readonly name: string;
  /** Gradients by both operands, broadcast shapes allowed; those not wanted may be null. */
  readonly gradients: (rule: BinaryRule) => readonly [Value | null, Value | null];
  readonly samples: readonly OpSample[];
  readonly fold?: OpDefinition['fold'];
}

export function defineArithmetic({name, gradients, samples, fold}: BinaryOptions): OpDefinition {
  return defineOp({
    name,
    ...(fold && {fold}),
    isElementwise: true,
    infer: (context) => [inferBroadcast(context)],
    vjp: (context) => gradients(ruleOf(context)),
    samples,
    flops: perOutput(1),
  });
}

function ruleOf(context: VjpContext): BinaryRule {
  const [y] = context.outputs;
  if (!y) throw context.refuse('it has no output');
  return {
    g: context.g,
    a: inputOf(context, 0),
    b: inputOf(context, 1),
    y,
    dy: gradientOf(context),
    wants: context.wants,
  };
}

export interface ComparisonOptions {
  readonly fold: NonNullable<OpDefinition['fold']>;
  /** Of the operands in samples. */
  readonly dtype?: DType;
}

/** Two numbers (or two truth values) to a truth value; no gradient. */
export function defineComparison(name: string, {fold, dtype}: ComparisonOptions): OpDefinition {
  return defineOp({
    name,
    isElementwise: true,
    infer: (context) => [{dtype: 'bool', shape: inferBroadcast(context).shape}],
    fold,
    samples: binarySamples({}, {}, dtype),
    flops: perOutput(1),
  });
}

interface Range {
  readonly low?: number;
  readonly high?: number;
}

/** Operand shapes every op with broadcasting is tried at: stretched left, right, on both sides; batch 1; empty. */
export function binarySamples(left: Range = {}, right: Range = {}, dtype?: DType): readonly OpSample[] {
  const kind = dtype === undefined ? {} : {dtype};
  const pairs = [
    {name: 'same shape', a: [3, 4], b: [3, 4]},
    {name: 'scalar on the right', a: [2, 3], b: []},
    {name: 'row on the left', a: [3], b: [2, 1, 3]},
    {name: 'both stretch', a: [4, 1], b: [1, 5]},
    {name: 'batch 1', a: [1, 3], b: [3]},
    {name: 'empty', a: [0, 3], b: [1, 3]},
  ];
  return pairs.map(({name, a, b}) => ({
    name,
    inputs: [
      {shape: a, ...left, ...kind},
      {shape: b, ...right, ...kind},
    ],
  }));
}
