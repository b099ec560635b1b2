// Networks of inverted residual blocks with depthwise convolutions: few weights, few operations.
import {buildNetwork} from './build-layers.js';
import {defineArchitecture} from './define.js';
import {imageEntry} from './image-entry.js';
import {normalized, resolveShared, SHARED_DEFAULTS, SHARED_SUMMARIES, type SharedOptions} from './shared-options.js';
import type {LayerSpec} from './layer-kinds/define.js';
import {count, refuseUnknown, truth} from './options.js';
import {readStages, STAGE_SUMMARIES, type StageOptions, stageLayers, stemLayers, topLayers} from './stages.js';

export interface MobilenetOptions extends SharedOptions, StageOptions {
  readonly kernel: number;
  readonly expansion: number;
  readonly squeezeExcite: boolean;
  readonly features: number;
}

const DEFAULTS: MobilenetOptions = {
  stem: 'cifar',
  channels: [16, 24, 32],
  blocks: [1, 2, 2],
  kernel: 3,
  expansion: 4,
  squeezeExcite: false,
  features: 128,
  ...SHARED_DEFAULTS,
  activation: 'hard-swish',
};

/** @see Sandler et al., "MobileNetV2" (arXiv:1801.04381); Howard et al., "Searching for MobileNetV3" (arXiv:1905.02244) */
export const mobilenet = defineArchitecture<MobilenetOptions>({
  name: 'mobilenet',
  summary: 'Small network over images: inverted residual blocks with depthwise convolutions.',
  defaults: DEFAULTS,
  summaries: {
    ...SHARED_SUMMARIES,
    ...STAGE_SUMMARIES,
    blocks: 'Blocks of each stage.',
    kernel: 'Height and width of the depthwise windows.',
    expansion: 'Inside a block channels are so many times more.',
    squeezeExcite: 'Weigh the channels inside each block by their means.',
    features: 'Filters of the last 1×1 convolution.',
  },
  resolve: (given) => {
    refuseUnknown("Architecture 'mobilenet'", given, Object.keys(DEFAULTS));
    return {
      ...readStages(given, DEFAULTS),
      kernel: count(given, 'kernel', DEFAULTS.kernel, 1),
      expansion: count(given, 'expansion', DEFAULTS.expansion, 1),
      squeezeExcite: truth(given, 'squeezeExcite', DEFAULTS.squeezeExcite),
      features: count(given, 'features', DEFAULTS.features, 1),
      ...resolveShared(given, DEFAULTS),
    };
  },
  build: (g, {entry, options, random, outputs}) => {
    const specs = [
      ...stemLayers(options.stem, options.channels[0] ?? 1, options),
      ...mobileBlocks(options),
      ...normalized({conv: {filters: options.features, kernel: 1}}, options),
      ...topLayers(options),
    ];
    const block = imageEntry(g, entry, 'mobilenet');
    return buildNetwork(g, specs, {...options, block, zeroRows: [], random, outputs});
  },
});

/** Widened by 1×1, filtered channel by channel, narrowed by 1×1 without activation; added where the shape stays. */
function mobileBlocks(options: MobilenetOptions): LayerSpec[] {
  let from = options.channels[0] ?? 1;
  return stageLayers(options, ({filters, stride}) => {
    const layers = [
      ...normalized({conv: {filters: from * options.expansion, kernel: 1}}, options),
      ...normalized({depthwise: {kernel: options.kernel, stride, multiplier: 1}}, options),
      ...(options.squeezeExcite ? [{'squeeze-excite': {reduction: 4}}] : []),
      ...normalized({conv: {filters, kernel: 1}}, options, false),
    ];
    const staysSame = stride === 1 && from === filters;
    from = filters;
    return staysSame ? [{residual: {layers, projection: false}}] : layers;
  });
}
