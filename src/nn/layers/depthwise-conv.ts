import {defineLayer} from '../define.js';
import {conv, type ConvOptions} from './conv.js';
import {requireImages} from './images.js';

export interface DepthwiseConvOptions extends Omit<ConvOptions, 'filters' | 'groups'> {
  /** Filters for each channel. */
  readonly multiplier?: number;
}

/**
 * A convolution of each channel by itself: `[batch, channels, …]` → `[batch, channels · multiplier, …]`.
 *
 * @throws IngotError as `conv`
 * @see Howard et al., "MobileNets" (arXiv:1704.04861)
 */
export const depthwiseConv = defineLayer<DepthwiseConvOptions>({
  name: 'depthwise-conv',
  build(g, x, {multiplier = 1, ...options}, random) {
    const {channels} = requireImages(x, `Depthwise layer '${options.name}'`);
    return conv.build(g, x, {...options, filters: channels * multiplier, groups: channels}, random);
  },
  parameterCount: (shape, {multiplier = 1, ...options}) => {
    const channels = Number(shape[1]);
    return conv.parameterCount(shape, {...options, filters: channels * multiplier, groups: channels});
  },
  samples: [
    {
      shape: ['batch', 3, 4, 4],
      dtype: 'float32',
      options: {name: 'depthwise_0', kernel: 3, stride: 2},
      output: ['batch', 3, 2, 2],
    },
    {
      shape: ['batch', 2, 4, 4],
      dtype: 'float32',
      options: {name: 'depthwise_0', kernel: 2, multiplier: 2, padding: 'valid'},
      output: ['batch', 4, 3, 3],
    },
  ],
});
