// The multilayer perceptron over prepared tensors: categories one-hot or embedded, everything concatenated, the layers
// asked for (by flags: dense, norm, activation, dropout for each hidden layer), and a dense layer that gives the logits.
import {activations} from '../nn/index.js';
import {type ArchitectureContext, defineArchitecture} from './define.js';
import {alphaTakers, readAlpha} from './alpha.js';
import {buildNetwork} from './build-layers.js';
import {activationLayer, resolveInitializer} from './shared-options.js';
import {joinEntries} from './join-entries.js';
import type {LayerSpec} from './layer-kinds/define.js';
import {NORM_KINDS, type NormKind} from './layer-kinds/norm.js';
import {readLayerSpecs} from './layer-specs.js';
import {
  between,
  count,
  counts,
  type Given,
  oneOf,
  refuseUnknown,
  refuseUnused,
  truth,
  unused,
  word,
} from './options.js';

/** How categories and numbers come in, and how weights are drawn. */
interface InputOptions {
  readonly categories: 'one-hot' | 'embedding';
  /** Size of each embedding; `'auto'`: min(50, ⌈size / 2⌉) of each vocabulary. */
  readonly embeddingDim: number | 'auto';
  readonly initializer: string;
  /** For the initializers that take one: half-width, deviation or value; null for the others. */
  readonly initializerScale: number | null;
}

/** Layers by flags. */
interface HiddenOptions {
  /** Units of each hidden layer; none = a linear model. */
  readonly hidden: readonly number[];
  readonly activation: string;
  /** For the activations that take a number; null for the others. */
  readonly activationAlpha: number | null;
  readonly norm: NormKind | 'none';
  /** Share of each hidden layer's activations dropped in training. */
  readonly dropout: number;
  /** Whether each hidden layer is added to its input. */
  readonly residual: boolean;
}

export type MlpOptions = InputOptions & (HiddenOptions | {readonly layers: readonly LayerSpec[]});

const HIDDEN: HiddenOptions = {
  hidden: [64, 64],
  activation: 'relu',
  activationAlpha: null,
  norm: 'none',
  dropout: 0,
  residual: false,
};
const DEFAULTS: MlpOptions = {
  ...HIDDEN,
  categories: 'one-hot',
  embeddingDim: 'auto',
  initializer: 'glorot-uniform',
  initializerScale: null,
};

/**
 * @see Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors" (Nature 323, 1986); the
 * residual groups: He et al., "Deep residual learning for image recognition" (arXiv:1512.03385)
 */
export const mlp = defineArchitecture<MlpOptions>({
  name: 'mlp',
  summary: 'Multilayer perceptron: dense layers over numbers and one-hot or embedded categories.',
  defaults: DEFAULTS,
  summaries: {
    hidden: 'Units of each hidden layer.',
    activation: 'After each hidden layer.',
    activationAlpha: 'The number of the activation, where it takes one.',
    norm: 'Before each activation: batch, layer or none.',
    dropout: "Share of each hidden layer's numbers dropped in training.",
    residual: 'Add each hidden layer to its input.',
    categories: 'one-hot, or embedding: a learned vector for each.',
    embeddingDim: 'Size of the vectors; auto: half the vocabulary, rounded up, at most 50.',
    initializer: 'How weights are drawn.',
    initializerScale: 'The number of the initializer, where it takes one.',
    layers: 'Instead of hidden layers: layers one by one, see --spec.',
  },
  resolve: (given) => {
    refuseUnknown("Architecture 'mlp'", given, [...Object.keys(DEFAULTS), 'layers']);
    const inputs = resolveInputs(given);
    if (given['layers'] === undefined) return {...resolveHidden(given), ...inputs};
    const why = 'the layers are given one by one';
    refuseUnused(given, Object.keys(HIDDEN), why, 'Leave it out, or write it into the layers.');
    return {layers: readLayerSpecs(given, 'layers'), ...inputs};
  },
  build: (g, context) => {
    const {options, random, outputs} = context;
    refuseEmbeddingOfNothing(context);
    const joined = joinEntries(g, context);
    const specs = 'layers' in options ? options.layers : hiddenLayers(options);
    return buildNetwork(g, specs, {...options, ...joined, random, outputs});
  },
});

function resolveInputs(given: Given): InputOptions {
  const categories = oneOf(given, 'categories', DEFAULTS.categories, ['one-hot', 'embedding']);
  if (categories === 'one-hot')
    refuseUnused(given, ['embeddingDim'], 'categories are one-hot', 'Leave it out, or add --categories embedding.');
  const isAuto = (given['embeddingDim'] ?? 'auto') === 'auto';
  return {
    categories,
    embeddingDim: isAuto ? 'auto' : count(given, 'embeddingDim', 1, 1),
    ...resolveInitializer(given, DEFAULTS.initializer),
  };
}

function resolveHidden(given: Given): HiddenOptions {
  const hidden = counts(given, 'hidden', HIDDEN.hidden);
  const others = Object.keys(HIDDEN).filter((name) => name !== 'hidden');
  if (hidden.length === 0) refuseUnused(given, others, 'there is no hidden layer', 'Leave it out, or give --hidden.');
  const {name: activation, alpha} = activations.get(word(given, 'activation', HIDDEN.activation));
  if (!alpha)
    refuseUnused(given, ['activationAlpha'], `${activation} takes no such number`, `Leave it out: ${alphaTakers()}.`);
  return {
    hidden,
    activation,
    activationAlpha: alpha ? readAlpha(given, 'activationAlpha', alpha.standard) : null,
    norm: oneOf(given, 'norm', HIDDEN.norm, ['none', ...NORM_KINDS]),
    dropout: between(given, 'dropout', HIDDEN.dropout, {low: 0, high: 1}),
    residual: truth(given, 'residual', HIDDEN.residual),
  };
}

/** Each hidden layer as dense, norm, activation, dropout; added to its input where asked for. */
function hiddenLayers({hidden, norm, dropout, residual, ...options}: HiddenOptions): LayerSpec[] {
  return hidden.flatMap((units): LayerSpec[] => {
    const layers: LayerSpec[] = [
      {dense: {units}},
      ...(norm === 'none' ? [] : [{norm: {kind: norm}}]),
      activationLayer(options),
      {dropout: {ratio: dropout}},
    ];
    return residual ? [{residual: {layers, projection: true}}] : layers;
  });
}

function refuseEmbeddingOfNothing({entry, options}: ArchitectureContext<MlpOptions>): void {
  if (options.categories === 'embedding' && !entry.some(({dtype}) => dtype === 'int32'))
    throw unused('categories', 'the data has no category column', 'Leave --categories out.');
}
