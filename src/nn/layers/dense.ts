import {activations} from '../activations/index.js';
import {defineLayer, lastDim} from '../define.js';
import {nnError} from '../errors.js';
import {initializers} from '../initializers/index.js';

export interface DenseOptions {
  /** Parameters are `<name>.weight` `[in, units]` and `<name>.bias` `[units]`; values `<name>.z` and `<name>.a`. */
  readonly name: string;
  readonly units: number;
  readonly activation?: string;
  readonly initializer?: string;
  readonly scale?: number;
  /** Name of the pre-activation, instead of `<name>.z`. */
  readonly output?: string;
  /** Rows of the weight that start at zero: inputs that mean "unknown". */
  readonly zeroRows?: readonly number[];
}

/**
 * Fully connected layer, a = activation(x·W + b); b starts at zero.
 *
 * `[batch, in]` float32 → `[batch, units]` float32.
 *
 * @throws IngotError `LAYER_SHAPE` when the input is no matrix of fixed width
 */
export const dense = defineLayer<DenseOptions>({
  name: 'dense',
  build(g, x, options, random) {
    const {name, units, activation = 'identity', initializer = 'glorot-uniform'} = options;
    const width = lastDim(x.shape);
    if (x.shape?.length !== 2 || width === undefined)
      throw nnError(
        'LAYER_SHAPE',
        `Dense layer '${name}' expects an input [batch, width], but '${x.name}' has the shape [${x.shape?.join(', ') ?? 'unknown'}].`,
      );
    const scale = options.scale === undefined ? {} : {scale: options.scale};
    const weight = initializers.get(initializer).create(random.derive(`${name}.weight`), [width, units], scale);
    for (const row of options.zeroRows ?? []) weight.fill(0, row * units, (row + 1) * units);
    const w = g.initializer(`${name}.weight`, {dtype: 'float32', dims: [width, units], data: weight});
    const b = g.initializer(`${name}.bias`, {dtype: 'float32', dims: [units], data: new Float32Array(units)});
    const z = g.op('Gemm', [x, w, b], {}, {name, outputs: [options.output ?? `${name}.z`]});
    return activation === 'identity' ? z : activations.get(activation).build(g, z, {name: `${name}.a`});
  },
  parameterCount: (shape, {units}) => ((lastDim(shape) ?? 0) + 1) * units,
  samples: [
    {shape: ['batch', 3], dtype: 'float32', options: {name: 'dense_0', units: 4}, output: ['batch', 4]},
    {
      shape: ['batch', 1],
      dtype: 'float32',
      options: {name: 'dense_0', units: 2, activation: 'gelu', initializer: 'he-normal', zeroRows: [0]},
      output: ['batch', 2],
    },
  ],
});
