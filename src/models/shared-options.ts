// The options that architectures share, and what is read of them.
import {activations, initializers} from '../nn/index.js';
import {alphaTakers, readAlpha} from './alpha.js';
import type {LayerSpec} from './layer-kinds/define.js';
import {between, type Given, refuseUnused, word} from './options.js';

export interface SharedOptions {
  readonly activation: string;
  /** For the activations that take a number; null for the others. */
  readonly activationAlpha: number | null;
  /** Share of the numbers before the logits that are dropped in training. */
  readonly dropout: number;
  readonly initializer: string;
  /** For the initializers that take one; null for the others. */
  readonly initializerScale: number | null;
}

export const SHARED_DEFAULTS: SharedOptions = {
  activation: 'relu',
  activationAlpha: null,
  dropout: 0,
  initializer: 'he-normal',
  initializerScale: null,
};

export const SHARED_SUMMARIES: Readonly<Record<keyof SharedOptions, string>> = {
  activation: 'After each normalization (or convolution).',
  activationAlpha: 'The number of the activation, where it takes one.',
  dropout: 'Share of the numbers before each dense layer dropped in training.',
  initializer: 'How weights are drawn.',
  initializerScale: 'The number of the initializer, where it takes one.',
};

export function resolveShared(given: Given, standard: SharedOptions = SHARED_DEFAULTS): SharedOptions {
  const {name: activation, alpha} = activations.get(word(given, 'activation', standard.activation));
  if (!alpha)
    refuseUnused(given, ['activationAlpha'], `${activation} takes no such number`, `Leave it out: ${alphaTakers()}.`);
  return {
    activation,
    activationAlpha: alpha ? readAlpha(given, 'activationAlpha', alpha.standard) : null,
    dropout: between(given, 'dropout', standard.dropout, {low: 0, high: 1}),
    ...resolveInitializer(given, standard.initializer),
  };
}

export function resolveInitializer(
  given: Given,
  standard: string,
): Pick<SharedOptions, 'initializer' | 'initializerScale'> {
  const {name: initializer, scale} = initializers.get(word(given, 'initializer', standard));
  if (scale === undefined) {
    const takers = initializers.values().flatMap((other) => (other.scale === undefined ? [] : [other.name]));
    const hint = `Leave it out: taken by ${takers.join(', ')}.`;
    refuseUnused(given, ['initializerScale'], `the initializer ${initializer} takes no scale`, hint);
  }
  return {
    initializer,
    initializerScale: scale === undefined ? null : between(given, 'initializerScale', scale, {low: 0, high: Infinity}),
  };
}

export const activationLayer = ({
  activation,
  activationAlpha,
}: Pick<SharedOptions, 'activation' | 'activationAlpha'>): LayerSpec => ({
  activation: {name: activation, ...(activationAlpha === null ? {} : {alpha: activationAlpha})},
});

/** A convolution (or depthwise one), normalized by the batch; with the activation unless told otherwise. */
export function normalized(layer: LayerSpec, options: SharedOptions, isActive = true): LayerSpec[] {
  return [layer, {norm: {kind: 'batch'}}, ...(isActive ? [activationLayer(options)] : [])];
}
