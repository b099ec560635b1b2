// Residual networks: a stem, stages of residual blocks, the mean of each channel, the logits.
import {buildNetwork} from './build-layers.js';
import {defineArchitecture} from './define.js';
import {imageEntry} from './image-entry.js';
import {
  activationLayer,
  normalized,
  resolveShared,
  SHARED_DEFAULTS,
  SHARED_SUMMARIES,
  type SharedOptions,
} from './shared-options.js';
import type {LayerSpec} from './layer-kinds/define.js';
import {refuseUnknown, truth} from './options.js';
import {
  type Block,
  readStages,
  STAGE_SUMMARIES,
  type StageOptions,
  stageLayers,
  stemLayers,
  topLayers,
} from './stages.js';

export interface ResnetOptions extends SharedOptions, StageOptions {
  readonly bottleneck: boolean;
}

const DEFAULTS: ResnetOptions = {
  stem: 'cifar',
  channels: [16, 32, 64],
  blocks: [2, 2, 2],
  bottleneck: false,
  ...SHARED_DEFAULTS,
};

/** A bottleneck's last convolution has so many times the channels of its inner ones. */
const WIDENING = 4;

/**
 * ResNet-20 is blocks 3,3,3; ResNet-18 is stem imagenet, channels 64,128,256,512 and blocks 2,2,2,2; ResNet-50 has
 * blocks 3,4,6,3 and bottlenecks.
 *
 * @see He et al., "Deep residual learning for image recognition" (arXiv:1512.03385); the step is in the 3×3 convolution
 */
export const resnet = defineArchitecture<ResnetOptions>({
  name: 'resnet',
  summary: 'Residual network over images: stages of blocks that are added to their input.',
  defaults: DEFAULTS,
  summaries: {
    ...SHARED_SUMMARIES,
    ...STAGE_SUMMARIES,
    blocks: 'Residual blocks of each stage.',
    bottleneck: 'Blocks of 1×1, 3×3 and 1×1 convolutions, the last four times as wide, instead of two 3×3.',
  },
  resolve: (given) => {
    refuseUnknown("Architecture 'resnet'", given, Object.keys(DEFAULTS));
    return {
      ...readStages(given, DEFAULTS),
      bottleneck: truth(given, 'bottleneck', DEFAULTS.bottleneck),
      ...resolveShared(given),
    };
  },
  build: (g, {entry, options, random, outputs}) => {
    const specs = [
      ...stemLayers(options.stem, options.channels[0] ?? 1, options),
      ...stageLayers(options, (block) => residualBlock(block, options)),
      ...topLayers(options),
    ];
    const block = imageEntry(g, entry, 'resnet');
    return buildNetwork(g, specs, {...options, block, zeroRows: [], random, outputs});
  },
});

function residualBlock({filters, stride}: Block, options: ResnetOptions): LayerSpec[] {
  const plain = [
    ...normalized({conv: {filters, kernel: 3, stride}}, options),
    ...normalized({conv: {filters, kernel: 3}}, options, false),
  ];
  const narrow = [
    ...normalized({conv: {filters, kernel: 1}}, options),
    ...normalized({conv: {filters, kernel: 3, stride}}, options),
    ...normalized({conv: {filters: filters * WIDENING, kernel: 1}}, options, false),
  ];
  return [{residual: {layers: options.bottleneck ? narrow : plain, projection: true}}, activationLayer(options)];
}
