// The flags that describe a network, as `model init` takes them, and the options they become.
import {Flags} from '@oclif/core';
import {cliError} from './errors.js';
import {listFlag, numberFlag} from './flags.js';

/** `auto`, or a whole number of at least 1. */
const sizeOrAutoFlag = Flags.custom<number | 'auto'>({
  helpValue: 'auto|N',
  parse: (input, _context, {name}) => {
    if (input === 'auto') return Promise.resolve('auto');
    if (!/^[1-9]\d*$/.test(input))
      throw cliError('FLAG_INVALID', `--${name} expects auto or a whole number of at least 1, got '${input}'.`);
    return Promise.resolve(Number(input));
  },
});

/** All optional: what is not given is the architecture's to decide. */
export const networkFlags = {
  hidden: listFlag('Units of each hidden layer, or none (default 64,64).', {helpValue: '64,64'}),
  activation: Flags.string({
    summary:
      'relu (default), leaky-relu, prelu, elu, celu, selu, gelu, gelu-tanh, silu, mish, hard-swish, softplus, softsign, ' +
      'sigmoid, hard-sigmoid, tanh or identity.',
    helpValue: 'NAME',
  }),
  'activation-alpha': numberFlag({
    summary: 'The number of the activation: slope of leaky-relu (0.01) and prelu (0.25), depth of elu and celu (1).',
    min: 0,
    above: true,
  }),
  norm: Flags.option({
    summary: 'Normalize before each activation: by the batch, by the row (layer, rms), or not (default none).',
    options: ['none', 'batch', 'layer', 'rms'] as const,
  })(),
  residual: Flags.boolean({summary: 'Add each hidden layer to its input, projected where the widths differ.'}),
  channels: listFlag('Filters of each convolution (convnet: 32,64) or stage (resnet: 16,32,64; mobilenet: 16,24,32).', {
    helpValue: '32,64',
  }),
  kernel: Flags.integer({
    summary: 'Height and width of the windows of convnet and mobilenet (default 3).',
    min: 1,
    helpValue: 'N',
  }),
  pool: Flags.option({
    summary: 'After each convolution of a convnet (default max).',
    options: ['max', 'average', 'none'] as const,
  })(),
  'global-pool': Flags.boolean({
    summary: 'The mean of each channel instead of every number before the dense layers of a convnet.',
  }),
  stem: Flags.option({
    summary: 'How resnet and mobilenet begin: for small images (cifar, default) or large ones.',
    options: ['cifar', 'imagenet'] as const,
  })(),
  blocks: listFlag('Blocks of each stage (resnet: 2,2,2; mobilenet: 1,2,2).', {helpValue: '2,2,2'}),
  bottleneck: Flags.boolean({summary: 'Blocks of resnet narrow in the middle, as from ResNet-50 on.'}),
  expansion: Flags.integer({
    summary: 'How many times wider the blocks of mobilenet are inside (default 4).',
    min: 1,
    helpValue: 'N',
  }),
  'squeeze-excite': Flags.boolean({summary: 'Weigh the channels inside the blocks of mobilenet by their means.'}),
  features: Flags.integer({
    summary: 'Filters of the last convolution of mobilenet (default 128).',
    min: 1,
    helpValue: 'N',
  }),
  units: Flags.integer({summary: 'Units of each layer of gru and lstm (default 64).', min: 1, helpValue: 'N'}),
  bidirectional: Flags.boolean({summary: 'Layers of gru and lstm read from the end as well.'}),
  depth: Flags.integer({
    summary: 'Layers of gru and lstm (default 1), blocks of transformer (2) and gpt (4).',
    min: 1,
    helpValue: 'N',
  }),
  width: Flags.integer({
    summary: 'Numbers of each step inside a transformer (default 64) or gpt (128).',
    min: 1,
    helpValue: 'N',
  }),
  heads: Flags.integer({summary: 'Heads of attention (default 4).', min: 1, helpValue: 'N'}),
  'key-heads': Flags.integer({
    summary: 'Heads of keys and values, shared by groups of heads (default: as many as heads).',
    min: 1,
    helpValue: 'N',
  }),
  'feed-forward': Flags.integer({
    summary: 'Units inside each block of attention networks (default: four times the width).',
    min: 1,
    helpValue: 'N',
  }),
  position: Flags.option({
    summary: 'How the steps of attention networks know where they are (default learned).',
    options: ['learned', 'sinusoidal', 'rotary', 'none'] as const,
  })(),
  'sequence-pool': Flags.option({
    summary: 'What a transformer (default mean) or gpt (default last) reads off its steps.',
    options: ['mean', 'max', 'last', 'first'] as const,
  })(),
  dropout: numberFlag({summary: 'Share of activations dropped in training (default 0).', min: 0, max: 0.999}),
  spec: Flags.string({summary: 'Take the layers from a YAML file instead of the flags above.', helpValue: 'FILE'}),
  categories: Flags.string({summary: 'one-hot (default) or embedding.', helpValue: 'FORM'}),
  'embedding-dim': sizeOrAutoFlag({
    summary: 'Size of each embedding; auto (default): half the vocabulary, rounded up, at most 50.',
  }),
  initializer: Flags.string({
    summary:
      'Of the dense weights: glorot-uniform (default), glorot-normal, he-uniform, he-normal, lecun-uniform, ' +
      'lecun-normal, orthogonal, uniform, normal, truncated-normal, zeros or constant.',
    helpValue: 'NAME',
  }),
  'initializer-scale': numberFlag({
    summary: 'Half-width of uniform, deviation of normal and truncated-normal, value of constant.',
    min: 0,
  }),
};

type NetworkFlags = Readonly<Partial<Record<keyof typeof networkFlags, unknown>>>;

/** The flags that were given, as options of an architecture: `--embedding-dim` is `embeddingDim`; not `--spec`. */
export function networkOptions(flags: NetworkFlags): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const flag of Object.keys(networkFlags) as (keyof typeof networkFlags)[]) {
    const value = flags[flag];
    if (value === undefined || flag === 'spec') continue;
    options[flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())] = value;
  }
  for (const name of ['hidden', 'channels', 'blocks']) {
    const {[name]: list} = options;
    if (Array.isArray(list)) options[name] = list.join() === 'none' ? [] : list.map(Number);
  }
  return options;
}
