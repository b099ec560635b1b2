import {float} from '../../onnx/index.js';
import {defineLayer} from '../define.js';
import {fixedChannels, normParameters, vector} from './norm-parameters.js';

export interface BatchNormOptions {
  /**
   * Parameters are `<name>.scale` and `<name>.bias`; `<name>.mean` and `<name>.variance` are the running statistics, all
   * `[width]`; the value is `<name>.n`.
   */
  readonly name: string;
}

const EPSILON = 1e-5;
/** The share of the old running statistics in the new ones. */
const MOMENTUM = 0.9;

/**
 * Each feature (of images: each channel) shifted and scaled by the running mean and variance, then a learned affine (1 and 0 at first): a standard
 * BatchNormalization node. Training takes the statistics of each batch instead and moves the running ones (see
 * src/train/batch-norm.ts).
 *
 * `[batch, width]` or `[batch, channels, …sizes]` float32 → the same.
 *
 * @throws IngotError `LAYER_SHAPE` for a width that is not fixed
 * @see Ioffe, Szegedy, "Batch normalization" (arXiv:1502.03167); epsilon and momentum as in PyTorch and ONNX
 */
export const batchNorm = defineLayer<BatchNormOptions>({
  name: 'batch-norm',
  build(g, x, {name}) {
    const width = fixedChannels(x, `Batch normalization '${name}'`);
    const {scale, bias} = normParameters(g, name, width);
    const inputs = [x, scale, bias, vector(g, `${name}.mean`, width, 0), vector(g, `${name}.variance`, width, 1)];
    const attributes = {epsilon: float(EPSILON), momentum: float(MOMENTUM)};
    return g.op('BatchNormalization', inputs, attributes, {name, outputs: [`${name}.n`]});
  },
  parameterCount: (shape) => 2 * Number(shape[1]),
  samples: [
    {shape: ['batch', 3], dtype: 'float32', options: {name: 'norm_0'}, output: ['batch', 3]},
    {shape: ['batch', 3, 2, 2], dtype: 'float32', options: {name: 'norm_0'}, output: ['batch', 3, 2, 2]},
  ],
});
