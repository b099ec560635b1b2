import {defineLayer, lastDim} from '../define.js';
import {initializers} from '../initializers/index.js';
import {fixedWidth} from './norm-parameters.js';
import {requireSequence, rowsOf, sequencesOf} from './sequences.js';

export interface DenseOptions {
  /** Parameters are `<name>.weight` `[in, units]` and `<name>.bias` `[units]`; the value is `<name>.z`. */
  readonly name: string;
  readonly units: number;
  readonly initializer?: string;
  readonly scale?: number | undefined;
  /** Of the activation that follows, for the initializers that use one. */
  readonly gain?: number | undefined;
  /** Name of the value, instead of `<name>.z`. */
  readonly output?: string;
  /** Rows of the weight that start at zero: inputs that mean "unknown". */
  readonly zeroRows?: readonly number[];
  /** A projection has none. */
  readonly hasBias?: boolean;
}

/**
 * Fully connected layer, z = x·W + b; b starts at zero.
 *
 * `[batch, in]` float32 → `[batch, units]` float32; of sequences `[batch, steps, in]` each step alike.
 *
 * @throws IngotError `LAYER_SHAPE` when the input is neither, with a fixed width
 */
export const dense = defineLayer<DenseOptions>({
  name: 'dense',
  build(g, x, options, random) {
    const {name, units, initializer = 'glorot-uniform', scale, gain, hasBias = true} = options;
    const layer = `Dense layer '${name}'`;
    const sequence = x.shape?.length === 3 ? requireSequence(x, layer) : undefined;
    const width = sequence?.width ?? fixedWidth(x, layer);
    const given = {...(scale === undefined ? {} : {scale}), gain};
    const weight = initializers.get(initializer).create(random.derive(`${name}.weight`), [width, units], given);
    for (const row of options.zeroRows ?? []) weight.fill(0, row * units, (row + 1) * units);
    const w = g.initializer(`${name}.weight`, {dtype: 'float32', dims: [width, units], data: weight});
    const b = {dtype: 'float32', dims: [units], data: new Float32Array(units)} as const;
    const rows = sequence ? rowsOf(g, x, sequence) : x;
    const inputs = hasBias ? [rows, w, g.initializer(`${name}.bias`, b)] : [rows, w];
    const output = options.output ?? `${name}.z`;
    if (!sequence) return g.op('Gemm', inputs, {}, {name, outputs: [output]});
    return sequencesOf(g, g.op('Gemm', inputs, {}, {name}), {steps: sequence.steps, like: x, name: output});
  },
  parameterCount: (shape, {units, hasBias = true}) => ((lastDim(shape) ?? 0) + (hasBias ? 1 : 0)) * units,
  samples: [
    {shape: ['batch', 3], dtype: 'float32', options: {name: 'dense_0', units: 4}, output: ['batch', 4]},
    {
      shape: ['batch', 1],
      dtype: 'float32',
      options: {name: 'dense_0', units: 2, initializer: 'he-normal', zeroRows: [0]},
      output: ['batch', 2],
    },
    {
      shape: ['batch', 3],
      dtype: 'float32',
      options: {name: 'dense_0', units: 2, initializer: 'orthogonal', gain: 2, hasBias: false},
      output: ['batch', 2],
    },
    {shape: ['batch', 4, 3], dtype: 'float32', options: {name: 'dense_0', units: 2}, output: ['batch', 4, 2]},
  ],
});
