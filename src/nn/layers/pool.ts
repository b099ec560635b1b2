import {defineLayer} from '../define.js';
import {nnError} from '../errors.js';
import {type WindowOptions, windowOf} from './images.js';

export interface PoolOptions extends WindowOptions {
  /** The value is `<name>.p`. */
  readonly name: string;
  readonly kind: 'max' | 'average';
}

/**
 * The largest element, or the mean, of each window: `[batch, channels, …]` → `[batch, channels, …windows]`; windows
 * that do not fit are left out, and padding does not count.
 *
 * @throws IngotError `LAYER_SHAPE`; `LAYER_OPTION_INVALID` for a mean with dilation
 */
export const pool = defineLayer<PoolOptions>({
  name: 'pool',
  build(g, x, {name, kind, stride, padding = 'valid', ...options}) {
    if (kind === 'average' && options.dilation !== undefined)
      throw nnError('LAYER_OPTION_INVALID', `Pool layer '${name}' expects no dilation: a mean has none.`);
    const window = windowOf(x, {...options, padding, stride: stride ?? options.kernel}, `Pool layer '${name}'`);
    const {dilations, ...plain} = window;
    const attributes = kind === 'max' ? {...plain, dilations} : plain;
    return g.op(kind === 'max' ? 'MaxPool' : 'AveragePool', [x], attributes, {name, outputs: [`${name}.p`]});
  },
  parameterCount: () => 0,
  samples: [
    {
      shape: ['batch', 2, 4, 5],
      dtype: 'float32',
      options: {name: 'pool_0', kind: 'max', kernel: 2},
      output: ['batch', 2, 2, 2],
    },
    {
      shape: ['batch', 2, 5, 5],
      dtype: 'float32',
      options: {name: 'pool_0', kind: 'average', kernel: 3, stride: 2, padding: 'same'},
      output: ['batch', 2, 3, 3],
    },
  ],
});
