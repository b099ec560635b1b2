import type {Random} from '../../core/index.js';
import {defineLayer} from '../define.js';
import {nnError} from '../errors.js';
import {initializers} from '../initializers/index.js';
import {requireImages, type WindowOptions, windowOf} from './images.js';

export interface ConvOptions extends WindowOptions {
  /** Parameters are `<name>.weight` `[filters, channels / groups, …kernel]` and `<name>.bias`; the value is `<name>.z`. */
  readonly name: string;
  readonly filters: number;
  /** Channels and filters are split into so many parts, each with its own. */
  readonly groups?: number;
  readonly initializer?: string;
  readonly scale?: number | undefined;
  /** Of the activation that follows, for the initializers that use one. */
  readonly gain?: number | undefined;
  readonly hasBias?: boolean;
}

/**
 * Convolution: `[batch, channels, …sizes]` float32 → `[batch, filters, …]`; the bias starts at zero.
 *
 * @throws IngotError `LAYER_SHAPE` for an input that is no image or smaller than the window, `LAYER_OPTION_INVALID` for
 * groups that do not divide the channels and the filters
 * @see LeCun et al., "Gradient-based learning applied to document recognition" (1998)
 */
export const conv = defineLayer<ConvOptions>({
  name: 'conv',
  build(g, x, options, random) {
    const {name, filters, groups = 1, hasBias = true} = options;
    const layer = `Conv layer '${name}'`;
    const {channels} = requireImages(x, layer);
    const {kernel_shape: kernel, ...attributes} = windowOf(x, options, layer);
    if (channels % groups !== 0 || filters % groups !== 0)
      throw nnError(
        'LAYER_OPTION_INVALID',
        `${layer} expects groups that divide its ${String(channels)} channels and ${String(filters)} filters, got ${String(groups)}.`,
      );
    const fanIn = (channels / groups) * kernel.reduce((product, size) => product * size, 1);
    const weight = {
      dtype: 'float32',
      dims: [filters, channels / groups, ...kernel],
      data: draw(fanIn, options, random),
    };
    const bias = {dtype: 'float32', dims: [filters], data: new Float32Array(filters)} as const;
    const w = g.initializer(`${name}.weight`, {...weight, dtype: 'float32'});
    const inputs = hasBias ? [x, w, g.initializer(`${name}.bias`, bias)] : [x, w];
    const group = groups === 1 ? undefined : groups;
    return g.op('Conv', inputs, {kernel_shape: kernel, ...attributes, group}, {name, outputs: [`${name}.z`]});
  },
  parameterCount: (shape, {kernel, filters, groups = 1, hasBias = true}) => {
    const sizes = typeof kernel === 'number' ? shape.slice(2).map(() => kernel) : kernel;
    const taps = sizes.reduce((product, size) => product * size, 1);
    return filters * ((Number(shape[1]) / groups) * taps + (hasBias ? 1 : 0));
  },
  samples: [
    {
      shape: ['batch', 3, 6, 5],
      dtype: 'float32',
      options: {name: 'conv_0', filters: 4, kernel: 3},
      output: ['batch', 4, 6, 5],
    },
    {
      shape: ['batch', 4, 7, 7],
      dtype: 'float32',
      options: {
        ...{name: 'conv_0', filters: 6, kernel: [3, 2], stride: 2, padding: 'valid', groups: 2},
        ...{initializer: 'he-normal', hasBias: false},
      },
      output: ['batch', 6, 3, 3],
    },
    {
      shape: ['batch', 2, 9],
      dtype: 'float32',
      options: {name: 'conv_0', filters: 3, kernel: 3, dilation: 2, padding: 1},
      output: ['batch', 3, 7],
    },
  ],
});

/** The weights of each filter are a column of a matrix `[fanIn, filters]`, as initializers draw it. */
function draw(fanIn: number, options: ConvOptions, random: Random): Float32Array {
  const {name, filters, initializer = 'he-normal', scale, gain} = options;
  const given = {...(scale === undefined ? {} : {scale}), gain};
  const matrix = initializers.get(initializer).create(random.derive(`${name}.weight`), [fanIn, filters], given);
  return Float32Array.from(matrix, (_, at) => matrix[(at % fanIn) * filters + Math.floor(at / fanIn)] ?? 0);
}
