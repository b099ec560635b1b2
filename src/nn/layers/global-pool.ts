import {defineLayer} from '../define.js';
import {requireImages} from './images.js';

export interface GlobalPoolOptions {
  /** The value is `<name>.p`. */
  readonly name: string;
  readonly kind: 'max' | 'average';
}

/**
 * The largest element, or the mean, of each channel: `[batch, channels, …]` → `[batch, channels]`.
 *
 * @throws IngotError `LAYER_SHAPE`
 * @see Lin, Chen, Yan, "Network in network" (arXiv:1312.4400)
 */
export const globalPool = defineLayer<GlobalPoolOptions>({
  name: 'global-pool',
  build(g, x, {name, kind}) {
    requireImages(x, `Global pool layer '${name}'`);
    const pooled = g.op(kind === 'max' ? 'GlobalMaxPool' : 'GlobalAveragePool', [x], {}, {name});
    return g.op('Flatten', [pooled], {axis: 1}, {outputs: [`${name}.p`]});
  },
  parameterCount: () => 0,
  samples: [
    {
      shape: ['batch', 3, 2, 4],
      dtype: 'float32',
      options: {name: 'global_pool_0', kind: 'average'},
      output: ['batch', 3],
    },
    {shape: ['batch', 3, 5], dtype: 'float32', options: {name: 'global_pool_0', kind: 'max'}, output: ['batch', 3]},
  ],
});
