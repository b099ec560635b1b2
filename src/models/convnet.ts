// The plain convolutional network: convolutions, each with norm, activation and pool, then dense layers.
import {buildNetwork} from './build-layers.js';
import {defineArchitecture} from './define.js';
import {imageEntry} from './image-entry.js';
import {
  activationLayer,
  resolveInitializer,
  resolveShared,
  SHARED_DEFAULTS,
  SHARED_SUMMARIES,
  type SharedOptions,
} from './shared-options.js';
import type {LayerSpec} from './layer-kinds/define.js';
import {POOL_KINDS, type PoolKind} from './layer-kinds/pool.js';
import {readLayerSpecs} from './layer-specs.js';
import {count, counts, oneOf, refuseUnknown, refuseUnused, truth} from './options.js';

interface ConvnetLayers extends SharedOptions {
  readonly channels: readonly number[];
  readonly kernel: number;
  readonly pool: PoolKind | 'none';
  readonly norm: 'batch' | 'none';
  readonly globalPool: boolean;
  readonly hidden: readonly number[];
}

export type ConvnetOptions =
  ConvnetLayers | (Pick<SharedOptions, 'initializer' | 'initializerScale'> & {readonly layers: readonly LayerSpec[]});

const DEFAULTS: ConvnetLayers = {
  channels: [32, 64],
  kernel: 3,
  pool: 'max',
  norm: 'batch',
  globalPool: false,
  hidden: [128],
  ...SHARED_DEFAULTS,
};

/** @see LeCun et al., "Gradient-based learning applied to document recognition" (1998) */
export const convnet = defineArchitecture<ConvnetOptions>({
  name: 'convnet',
  summary: 'Convolutions with pools over images, then dense layers; or any layers, from a spec.',
  defaults: DEFAULTS,
  summaries: {
    ...SHARED_SUMMARIES,
    channels: 'Filters of each convolution.',
    kernel: 'Height and width of their windows; the size of the images stays.',
    pool: 'After each convolution, by two: max, average or none.',
    norm: 'Normalize after each convolution: batch or none.',
    globalPool: 'Take the mean of each channel instead of every number before the dense layers.',
    hidden: 'Units of the dense layers before the logits.',
    layers: 'Instead of all that: layers one by one, see --spec.',
  },
  resolve: (given) => {
    refuseUnknown("Architecture 'convnet'", given, [...Object.keys(DEFAULTS), 'layers']);
    if (given['layers'] !== undefined) {
      const taken = ['initializer', 'initializerScale'];
      const others = Object.keys(DEFAULTS).filter((name) => !taken.includes(name));
      refuseUnused(given, others, 'the layers are given one by one', 'Leave it out, or write it into the layers.');
      return {layers: readLayerSpecs(given, 'layers'), ...resolveInitializer(given, DEFAULTS.initializer)};
    }
    return {
      channels: counts(given, 'channels', DEFAULTS.channels),
      kernel: count(given, 'kernel', DEFAULTS.kernel, 1),
      pool: oneOf(given, 'pool', DEFAULTS.pool, [...POOL_KINDS, 'none']),
      norm: oneOf(given, 'norm', DEFAULTS.norm, ['batch', 'none']),
      globalPool: truth(given, 'globalPool', DEFAULTS.globalPool),
      hidden: counts(given, 'hidden', DEFAULTS.hidden),
      ...resolveShared(given),
    };
  },
  build: (g, {entry, options, random, outputs}) => {
    const specs = 'layers' in options ? options.layers : convnetLayers(options);
    const block = imageEntry(g, entry, 'convnet');
    return buildNetwork(g, specs, {...options, block, zeroRows: [], random, outputs});
  },
});

function convnetLayers(options: ConvnetLayers): LayerSpec[] {
  const {channels, kernel, pool, norm, globalPool, hidden, dropout} = options;
  const dropped: LayerSpec[] = dropout === 0 ? [] : [{dropout: {ratio: dropout}}];
  return [
    ...channels.flatMap((filters): LayerSpec[] => [
      {conv: {filters, kernel}},
      ...(norm === 'none' ? [] : [{norm: {kind: norm}}]),
      activationLayer(options),
      ...(pool === 'none' ? [] : [{pool: {kind: pool, kernel: 2}}]),
    ]),
    globalPool ? {'global-pool': {kind: 'average'}} : {flatten: {}},
    ...dropped,
    ...hidden.flatMap((units): LayerSpec[] => [{dense: {units}}, activationLayer(options), ...dropped]),
  ];
}
