// What the layers over images share: the sizes they need to know, and the windows people describe in short.
import type {Shape, Value} from '../../onnx/index.js';
import {nnError} from '../errors.js';

export interface Images {
  readonly channels: number;
  /** One (sequences), two (images) or three (volumes). */
  readonly sizes: readonly number[];
}

/** @throws IngotError `LAYER_SHAPE` where x is no `[batch, channels, …]` of fixed sizes */
export function requireImages(x: Value, layer: string): Images {
  const [, channels, ...sizes] = x.shape ?? [];
  const isFixed = sizes.every((size) => typeof size === 'number');
  if (typeof channels === 'number' && isFixed && sizes.length > 0) return {channels, sizes};
  throw nnError(
    'LAYER_SHAPE',
    `${layer} expects images [batch, channels, height, width] of fixed sizes, but '${x.name}' has the shape ${written(x.shape)}.`,
    {hints: ['Layers over images come before flatten, global-pool and dense.']},
  );
}

export const written = (shape: Shape | undefined): string => `[${shape?.join(', ') ?? 'unknown'}]`;

/** How a window moves: one number for every spatial axis, or one each. */
export interface WindowOptions {
  readonly kernel: number | readonly number[];
  readonly stride?: number | readonly number[];
  readonly dilation?: number | readonly number[];
  /** `same`: as much as keeps the size at stride 1, the odd one after; `valid`: none; a number: on both sides. */
  readonly padding?: 'same' | 'valid' | number;
}

/** The attributes of a node with this window. @throws IngotError `LAYER_OPTION_INVALID`, `LAYER_SHAPE` */
export function windowOf(
  x: Value,
  {kernel, stride = 1, dilation = 1, padding = 'same'}: WindowOptions,
  layer: string,
): {
  readonly kernel_shape: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
} {
  const {sizes} = requireImages(x, layer);
  const each = (name: string, value: number | readonly number[]): readonly number[] => {
    const numbers = typeof value === 'number' ? sizes.map(() => value) : value;
    if (numbers.length === sizes.length) return numbers;
    throw nnError(
      'LAYER_OPTION_INVALID',
      `${layer} expects one ${name}, or one for each of ${String(sizes.length)} spatial axes, got [${numbers.join(', ')}].`,
    );
  };
  const [kernels, strides, dilations] = [each('kernel', kernel), each('stride', stride), each('dilation', dilation)];
  const extents = kernels.map((size, at) => (dilations[at] ?? 1) * (size - 1) + 1);
  const before = extents.map((extent) => sideOf(padding, Math.floor((extent - 1) / 2)));
  const after = extents.map((extent) => sideOf(padding, Math.ceil((extent - 1) / 2)));
  for (const [at, extent] of extents.entries())
    if ((sizes[at] ?? 0) + (before[at] ?? 0) + (after[at] ?? 0) < extent)
      throw nnError(
        'LAYER_SHAPE',
        `${layer} expects images of at least its window (${extents.join('×')}), but '${x.name}' has the shape ${written(x.shape)}.`,
        {hints: ['Use a smaller kernel, padding: same, or fewer pools before it.']},
      );
  return {kernel_shape: kernels, strides, dilations, pads: [...before, ...after]};
}

const sideOf = (padding: 'same' | 'valid' | number, same: number): number =>
  padding === 'same' ? same : padding === 'valid' ? 0 : padding;
