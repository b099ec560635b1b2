import {float} from '../../onnx/index.js';
import {defineLayer} from '../define.js';
import {normParameters, stepWidth} from './norm-parameters.js';

export interface LayerNormOptions {
  /** Parameters are `<name>.scale` and `<name>.bias`, both `[width]`; the value is `<name>.n`. */
  readonly name: string;
}

const EPSILON = 1e-5;

/**
 * Each row shifted and scaled to mean 0 and variance 1 over its features, then a learned affine (1 and 0 at first).
 *
 * `[batch, width]` or `[batch, steps, width]` (each step by itself) float32 → the same.
 *
 * @throws IngotError `LAYER_SHAPE` for a width that is not fixed
 * @see Ba, Kiros, Hinton, "Layer normalization" (arXiv:1607.06450); epsilon as in PyTorch
 */
export const layerNorm = defineLayer<LayerNormOptions>({
  name: 'layer-norm',
  build(g, x, {name}) {
    const {scale, bias} = normParameters(g, name, stepWidth(x, `Layer normalization '${name}'`));
    return g.op(
      'LayerNormalization',
      [x, scale, bias],
      {axis: -1, epsilon: float(EPSILON)},
      {
        name,
        outputs: [`${name}.n`],
      },
    );
  },
  parameterCount: (shape) => 2 * Number(shape.at(-1)),
  samples: [
    {shape: ['batch', 3], dtype: 'float32', options: {name: 'norm_0'}, output: ['batch', 3]},
    {shape: ['batch', 2, 3], dtype: 'float32', options: {name: 'norm_0'}, output: ['batch', 2, 3]},
  ],
});
