import {defineLayer} from '../define.js';
import {requireSequence} from './sequences.js';

export const SEQUENCE_POOL_KINDS = ['mean', 'max', 'last', 'first'] as const;
export type SequencePoolKind = (typeof SEQUENCE_POOL_KINDS)[number];

export interface SequencePoolOptions {
  /** The value is `<name>.p`. */
  readonly name: string;
  readonly kind: SequencePoolKind;
}

/**
 * One row from each sequence: the mean or the largest number over its steps, or its last or first step.
 *
 * `[batch, steps, width]` float32 → `[batch, width]`.
 *
 * @throws IngotError `LAYER_SHAPE` for an input that is no sequence
 */
export const sequencePool = defineLayer<SequencePoolOptions>({
  name: 'sequence-pool',
  build(g, x, {name, kind}) {
    const {steps} = requireSequence(x, `Sequence pool '${name}'`);
    const named = {name, outputs: [`${name}.p`]};
    if (kind === 'mean' || kind === 'max')
      return g.op(kind === 'mean' ? 'ReduceMean' : 'ReduceMax', [x, g.ints([1])], {keepdims: 0}, named);
    return g.op('Gather', [x, g.scalar(kind === 'last' ? steps - 1 : 0, 'int64')], {axis: 1}, named);
  },
  parameterCount: () => 0,
  samples: SEQUENCE_POOL_KINDS.map((kind) => ({
    shape: ['batch', 3, 2],
    dtype: 'float32',
    options: {name: 'sequence_pool_0', kind},
    output: ['batch', 2],
  })),
});
