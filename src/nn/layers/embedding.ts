import {defineLayer} from '../define.js';
import {initializers} from '../initializers/index.js';

export interface EmbeddingOptions {
  /** The table is the parameter `<name>`, `[size, dimension]`; the value is `<name>.x`. */
  readonly name: string;
  readonly size: number;
  readonly dimension: number;
  readonly initializer?: string;
  readonly scale?: number;
  /** Whether code 0 means "unknown", so that its vector starts at zero; default true. */
  readonly zeroIsUnknown?: boolean;
}

/**
 * A learned vector for each code: int32 `[batch, …]` → float32 `[batch, …, dimension]`. The vector of code 0, "unknown",
 * starts at zero.
 *
 * @see Bengio et al., "A neural probabilistic language model" (JMLR 3, 2003)
 */
export const embedding = defineLayer<EmbeddingOptions>({
  name: 'embedding',
  build(g, codes, {name, size, dimension, initializer = 'normal', scale, zeroIsUnknown = true}, random) {
    const data = initializers
      .get(initializer)
      .create(random.derive(name), [size, dimension], scale === undefined ? {} : {scale});
    if (zeroIsUnknown) data.fill(0, 0, dimension);
    const table = g.initializer(name, {dtype: 'float32', dims: [size, dimension], data});
    return g.op('Gather', [table, codes], {axis: 0}, {name: `${name}.lookup`, outputs: [`${name}.x`]});
  },
  parameterCount: (_shape, {size, dimension}) => size * dimension,
  samples: [
    {shape: ['batch'], dtype: 'int32', options: {name: 'embedding_0', size: 5, dimension: 2}, output: ['batch', 2]},
  ],
});
