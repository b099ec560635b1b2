import {activations} from '../activations/index.js';
import {defineLayer} from '../define.js';
import {conv} from './conv.js';
import {requireImages} from './images.js';

export interface SqueezeExciteOptions {
  /** Two convolutions of one place, `<name>.squeeze` and `<name>.excite`, with bias; the value is `<name>.y`. */
  readonly name: string;
  /** The channels between are so many times fewer, at least one. */
  readonly reduction: number;
  readonly activation?: string;
  readonly initializer?: string;
}

const between = (channels: number, reduction: number): number => Math.max(1, Math.round(channels / reduction));

/**
 * Each channel times a factor between 0 and 1 that follows from the means of all channels; the shape stays.
 *
 * @throws IngotError `LAYER_SHAPE`
 * @see Hu, Shen, Sun, "Squeeze-and-excitation networks" (arXiv:1709.01507)
 */
export const squeezeExcite = defineLayer<SqueezeExciteOptions>({
  name: 'squeeze-excite',
  build(g, x, {name, reduction, activation = 'relu', initializer}, random) {
    const {channels} = requireImages(x, `Squeeze-excite layer '${name}'`);
    const pointwise = {kernel: 1, ...(initializer === undefined ? {} : {initializer})};
    const means = g.op('GlobalAveragePool', [x]);
    const squeezed = {...pointwise, name: `${name}.squeeze`, filters: between(channels, reduction)};
    const inner = activations.get(activation).build(g, conv.build(g, means, squeezed, random));
    const excited = conv.build(g, inner, {...pointwise, name: `${name}.excite`, filters: channels}, random);
    return g.op('Mul', [x, g.sigmoid(excited)], {}, {name, outputs: [`${name}.y`]});
  },
  parameterCount: (shape, {reduction}) => {
    const channels = Number(shape[1]);
    const inner = between(channels, reduction);
    return inner * (channels + 1) + channels * (inner + 1);
  },
  samples: [
    {
      shape: ['batch', 4, 3, 2],
      dtype: 'float32',
      options: {name: 'squeeze_excite_0', reduction: 2},
      output: ['batch', 4, 3, 2],
    },
  ],
});
