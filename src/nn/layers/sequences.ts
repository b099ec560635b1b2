// What the layers over sequences share: the sizes they need to know, and working on every step alike.
import type {Value} from '../../onnx/index.js';
import type {OpGraph} from '../../ops/index.js';
import {nnError} from '../errors.js';
import {written} from './images.js';

export interface Sequence {
  readonly steps: number;
  readonly width: number;
}

/** @throws IngotError `LAYER_SHAPE` where x is no `[batch, steps, width]` of fixed sizes */
export function requireSequence(x: Value, layer: string): Sequence {
  const [, steps, width, ...others] = x.shape ?? [];
  if (typeof steps === 'number' && typeof width === 'number' && others.length === 0) return {steps, width};
  throw nnError(
    'LAYER_SHAPE',
    `${layer} expects sequences [batch, steps, width] of fixed sizes, but '${x.name}' has the shape ${written(x.shape)}.`,
    {hints: ['Layers over sequences come before sequence-pool and flatten.']},
  );
}

/** The steps of all sequences below each other: `[batch·steps, width]`. */
export function rowsOf(g: OpGraph, x: Value, {width}: Sequence): Value {
  return g.reshape(x, [-1, width]);
}

/** Rows of steps as sequences again: `[batch, steps, width]`, with the batch of `like`. */
export function sequencesOf(
  g: OpGraph,
  rows: Value,
  {steps, like, name}: {readonly steps: number; readonly like: Value; readonly name?: string},
): Value {
  const width = Number(rows.shape?.at(-1));
  const named = name === undefined ? {} : {outputs: [name]};
  const value = g.op('Reshape', [rows, g.ints([-1, steps, width])], {}, named);
  return g.outer({...value, shape: [like.shape?.[0] ?? '', steps, width]});
}
