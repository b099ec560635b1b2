import {defineLayer} from '../define.js';
import {initializers} from '../initializers/index.js';
import {requireSequence} from './sequences.js';

export const POSITION_KINDS = ['learned', 'sinusoidal'] as const;
export type PositionKind = (typeof POSITION_KINDS)[number];

export interface PositionOptions {
  /** A learned table is the parameter `<name>.weight` `[steps, width]`; the value is `<name>.x`. */
  readonly name: string;
  readonly kind: PositionKind;
}

/** Deviation of a learned table, as in GPT-2. */
const SCALE = 0.02;

/**
 * Adds to each step a vector that tells where it is: learned, or sines and cosines of wavelengths from 2π to 10000·2π.
 *
 * `[batch, steps, width]` float32 → the same.
 *
 * @throws IngotError `LAYER_SHAPE` for an input that is no sequence
 * @see Vaswani et al., "Attention is all you need" (arXiv:1706.03762), §3.5
 */
export const position = defineLayer<PositionOptions>({
  name: 'position',
  build(g, x, {name, kind}, random) {
    const {steps, width} = requireSequence(x, `Position '${name}'`);
    const dims = [steps, width];
    const learned = () =>
      g.initializer(`${name}.weight`, {
        dtype: 'float32',
        dims,
        data: initializers.get('normal').create(random.derive(`${name}.weight`), dims, {scale: SCALE}),
      });
    const table = kind === 'learned' ? learned() : g.numbers(sinusoids(steps, width), 'float32', dims);
    return g.op('Add', [x, table], {}, {name, outputs: [`${name}.x`]});
  },
  parameterCount: ([, steps, width], {kind}) => (kind === 'learned' ? Number(steps) * Number(width) : 0),
  samples: [
    {
      shape: ['batch', 3, 4],
      dtype: 'float32',
      options: {name: 'position_0', kind: 'learned'},
      output: ['batch', 3, 4],
    },
    {
      shape: ['batch', 3, 5],
      dtype: 'float32',
      options: {name: 'position_0', kind: 'sinusoidal'},
      output: ['batch', 3, 5],
    },
  ],
});

/** Row by row: sine in the even columns, cosine in the odd ones. */
function sinusoids(steps: number, width: number): number[] {
  return Array.from({length: steps * width}, (_, at) => {
    const [step, column] = [Math.floor(at / width), at % width];
    const angle = step / 10000 ** ((2 * Math.floor(column / 2)) / width);
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}
