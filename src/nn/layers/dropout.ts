import {defineLayer, outputNamed} from '../define.js';
import {nnError} from '../errors.js';

export interface DropoutOptions {
  readonly name: string;
  /** Share of the activations set to zero in training, at least 0 and below 1. */
  readonly ratio: number;
}

/**
 * A standard Dropout node: the identity in every runtime, until training rewrites it (see src/train/dropout.ts).
 *
 * @throws IngotError `LAYER_OPTION_INVALID`
 * @see Srivastava et al., "Dropout" (JMLR 15, 2014); inverted scaling as in ONNX Dropout-13
 */
export const dropout = defineLayer<DropoutOptions>({
  name: 'dropout',
  build(g, x, {name, ratio}) {
    if (!(ratio >= 0 && ratio < 1))
      throw nnError('LAYER_OPTION_INVALID', `Dropout expects a ratio of at least 0 and below 1, got ${String(ratio)}.`);
    return ratio === 0 ? x : g.op('Dropout', [x, g.scalar(ratio)], {}, {name, ...outputNamed(`${name}.d`)});
  },
  parameterCount: () => 0,
  samples: [
    {shape: ['batch', 3], dtype: 'float32', options: {name: 'dropout_0', ratio: 0.5}, output: ['batch', 3]},
    {shape: ['batch', 3], dtype: 'float32', options: {name: 'dropout_0', ratio: 0}, output: ['batch', 3]},
  ],
});
