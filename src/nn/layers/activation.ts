import {activations} from '../activations/index.js';
import {defineLayer} from '../define.js';

export interface ActivationLayerOptions {
  /** The value is `<name>.a`; a learned slope is `<name>.slope`. */
  readonly name: string;
  /** Registered name: `'relu'`. */
  readonly activation: string;
  readonly alpha?: number | undefined;
}

/** A function of each number: any shape of float32 → the same. @throws IngotError `REGISTRY_UNKNOWN` */
export const activation = defineLayer<ActivationLayerOptions>({
  name: 'activation',
  build: (g, x, {name, activation: kind, alpha}) =>
    kind === 'identity' ? x : activations.get(kind).build(g, x, {name: `${name}.a`, alpha}),
  parameterCount: (_shape, {activation: kind}) => activations.get(kind).parameterCount ?? 0,
  samples: [
    {shape: ['batch', 3], dtype: 'float32', options: {name: 'dense_0', activation: 'gelu'}, output: ['batch', 3]},
    {
      shape: ['batch', 3],
      dtype: 'float32',
      options: {name: 'dense_0', activation: 'prelu', alpha: 0.1},
      output: ['batch', 3],
    },
    {shape: ['batch', 3], dtype: 'float32', options: {name: 'dense_0', activation: 'identity'}, output: ['batch', 3]},
  ],
});
