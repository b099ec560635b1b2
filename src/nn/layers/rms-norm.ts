import {rootMeanSquareNorm} from '../../ops/index.js';
import {defineLayer} from '../define.js';
import {stepWidth, vector} from './norm-parameters.js';

export interface RmsNormOptions {
  /** The parameter is `<name>.scale`, `[width]`; the value is `<name>.n`. */
  readonly name: string;
}

const EPSILON = 1e-5;

/**
 * Each row, or each step of sequences, over the root of its mean square, then a learned scale (1 at first). Spelled out:
 * the operator RMSNormalization is opset 23.
 *
 * `[batch, width]` or `[batch, steps, width]` float32 → the same.
 *
 * @throws IngotError `LAYER_SHAPE` for a width that is not fixed
 * @see Zhang, Sennrich, "Root mean square layer normalization" (arXiv:1910.07467)
 */
export const rmsNorm = defineLayer<RmsNormOptions>({
  name: 'rms-norm',
  build(g, x, {name}) {
    const scale = vector(g, `${name}.scale`, stepWidth(x, `RMS normalization '${name}'`), 1);
    return g.identity(rootMeanSquareNorm(g, x, {scale, epsilon: EPSILON, axis: -1}).y, `${name}.n`);
  },
  parameterCount: (shape) => Number(shape.at(-1)),
  samples: [
    {shape: ['batch', 3], dtype: 'float32', options: {name: 'norm_0'}, output: ['batch', 3]},
    {shape: ['batch', 2, 3], dtype: 'float32', options: {name: 'norm_0'}, output: ['batch', 2, 3]},
  ],
});
