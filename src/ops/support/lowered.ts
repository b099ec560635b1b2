// Ops that are written with others: the standard defines many as functions, and the fused ones of ONNX Runtime stand for
// a few standard nodes each.
import {defineOp} from '../define.js';
import type {InferContext, LowerContext, OpDefinition, OpSample, Value, ValueType} from '../define.js';
import {unsupported} from '../lower-node.js';
import {OpGraph} from '../op-graph.js';

export interface LoweredOptions extends Pick<OpDefinition, 'since' | 'flops'> {
  readonly name: string;
  readonly lower: (context: LowerContext) => readonly Value[];
  readonly samples: readonly OpSample[];
}

/** An op with neither inference nor a gradient of its own: both follow from what it is written with. */
export function defineLowered({lower, ...rest}: LoweredOptions): OpDefinition {
  return defineOp({...rest, lower, infer: (context) => inferLowered(context, lower)});
}

function inferLowered({node, inputs, constant}: InferContext, lower: LoweredOptions['lower']): readonly ValueType[] {
  const g = new OpGraph({name: 'types', prefix: 'types/'});
  const stands = inputs.map((value) => {
    if (!value || g.has(value.name)) return value;
    const content = constant(value);
    return content ? g.initializer(value.name, content) : g.input(value.name, value.dtype, value.shape ?? []);
  });
  const known = inputs.map((value, index) => stands[index] && value && g.outer(value));
  const outputs = lower({
    g,
    node,
    inputs: known,
    constant: (value) => value && g.constantOf(value),
    refuse: (reason) => unsupported(node, reason),
  });
  return outputs.map(({dtype, shape}) => ({dtype, shape}));
}

/** Input `index` of a node to be lowered. @throws IngotError `OP_UNSUPPORTED` where it is absent */
export function loweredInput({inputs, refuse}: LowerContext, index: number): Value {
  const value = inputs[index];
  if (!value) throw refuse(`input ${String(index)} is absent`);
  return value;
}
