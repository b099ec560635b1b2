import {defineLayer} from '../define.js';

export interface FlattenOptions {
  /** The value is `<name>.f`. */
  readonly name: string;
}

/** Every number of a row in one vector: `[batch, …sizes]` → `[batch, product of the sizes]`. */
export const flatten = defineLayer<FlattenOptions>({
  name: 'flatten',
  build: (g, x, {name}) => g.op('Flatten', [x], {axis: 1}, {name, outputs: [`${name}.f`]}),
  parameterCount: () => 0,
  samples: [
    {shape: ['batch', 2, 3, 4], dtype: 'float32', options: {name: 'flatten_0'}, output: ['batch', 24]},
    {shape: ['batch', 5], dtype: 'float32', options: {name: 'flatten_0'}, output: ['batch', 5]},
  ],
});
