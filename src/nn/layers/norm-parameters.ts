// What the normalization layers share: the affine that follows, and the width they need to know.
import type {Value} from '../../onnx/index.js';
import type {OpGraph} from '../../ops/index.js';
import {lastDim} from '../define.js';
import {nnError} from '../errors.js';
import {requireImages} from './images.js';
import {requireSequence} from './sequences.js';

/** @throws IngotError `LAYER_SHAPE` when x is no matrix of fixed width */
export function fixedWidth(x: Value, layer: string): number {
  const width = lastDim(x.shape);
  if (x.shape?.length === 2 && width !== undefined) return width;
  throw nnError(
    'LAYER_SHAPE',
    `${layer} expects an input [batch, width], but '${x.name}' has the shape [${x.shape?.join(', ') ?? 'unknown'}].`,
    (x.shape?.length ?? 0) > 2 ? {hints: ['Put flatten or global-pool before it: it takes rows of numbers.']} : {},
  );
}

/** The width of rows, or of each step of sequences. @throws IngotError `LAYER_SHAPE` when x is neither, of fixed width */
export function stepWidth(x: Value, layer: string): number {
  return x.shape?.length === 3 ? requireSequence(x, layer).width : fixedWidth(x, layer);
}

/** @throws IngotError `LAYER_SHAPE` when x is neither `[batch, width]` nor `[batch, channels, …]` of fixed sizes */
export function fixedChannels(x: Value, layer: string): number {
  return x.shape?.length === 2 ? fixedWidth(x, layer) : requireImages(x, layer).channels;
}

/** Scale 1 and bias 0. */
export function normParameters(g: OpGraph, name: string, width: number): {readonly scale: Value; readonly bias: Value} {
  return {
    scale: vector(g, `${name}.scale`, width, 1),
    bias: vector(g, `${name}.bias`, width, 0),
  };
}

export function vector(g: OpGraph, name: string, width: number, value: number): Value {
  return g.initializer(name, {dtype: 'float32', dims: [width], data: new Float32Array(width).fill(value)});
}
