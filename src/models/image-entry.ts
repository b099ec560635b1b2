// What a network over images begins with: the one tensor of images.
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {modelError} from './errors.js';

/**
 * The images of a row as `[batch, channels, height, width]`; `[batch, height, width]` becomes one channel.
 *
 * @throws IngotError `MODEL_OPTION_INVALID` where the prepared data are not one tensor of that many axes
 */
export function imageEntry(g: OpGraph, entry: readonly Value[], architecture: string): Value {
  const [only] = entry;
  const rank = only?.shape?.length ?? 0;
  if (!only || entry.length > 1 || only.dtype !== 'float32' || rank < 3 || rank > 4) {
    const found = entry.map(({name, dtype, shape}) => `${name}: ${dtype} [${shape?.join(', ') ?? '…'}]`);
    throw modelError(
      'MODEL_OPTION_INVALID',
      `Architecture '${architecture}' expects one column of images, [channels, height, width] or [height, width], as its only feature, got ${found.join('; ') || 'none'}.`,
      {hints: ['For columns of numbers and categories use mlp.', 'Leave other features out with --ignore.']},
    );
  }
  return rank === 4 ? only : g.op('Unsqueeze', [only, g.ints([1])], {}, {outputs: ['image_0.x']});
}
