import type {Random} from '../../core/index.js';
import type {Value} from '../../onnx/index.js';
import type {OpGraph} from '../../ops/index.js';
import {defineLayer} from '../define.js';
import {nnError} from '../errors.js';
import {initializers} from '../initializers/index.js';
import {requireSequence, rowsOf, type Sequence, sequencesOf} from './sequences.js';

export interface AttentionOptions {
  /**
   * Parameters are `<name>.qkv.weight` `[width, (heads + 2·keyHeads)·width / heads]` and `.bias`, `<name>.out.weight`
   * `[width, width]` and `.bias`; the value is `<name>.y`.
   */
  readonly name: string;
  /** Heads of the queries; they divide the width. */
  readonly heads: number;
  /** Heads of keys and values, shared by groups of queries; default: as many. */
  readonly keyHeads?: number;
  /** Each step sees itself and earlier ones only. */
  readonly causal?: boolean;
  /** Turn queries and keys by angles that grow with the step. */
  readonly rotary?: boolean;
  readonly initializer?: string;
}

/** Of the score of a step that may not be seen: its weight is 0 in float32. */
const UNSEEN = -1e9;
/** Wavelength of the slowest pair, over 2π. */
const ROTARY_BASE = 10000;

/**
 * Self-attention by several heads, with fewer heads of keys and values than of queries where asked for (grouped queries).
 *
 * `[batch, steps, width]` float32 → the same: per head softmax(q·kᵀ / √size)·v, the heads side by side, and a last
 * projection. One product gives queries, keys and values.
 *
 * @throws IngotError `LAYER_SHAPE` for an input that is no sequence, `LAYER_OPTION_INVALID` for heads that do not divide it
 * @see Vaswani et al. (arXiv:1706.03762); Ainslie et al., "GQA" (arXiv:2305.13245); Su et al., "RoFormer" (arXiv:2104.09864)
 */
export const attention = defineLayer<AttentionOptions>({
  name: 'attention',
  build(g, x, options, random) {
    const {name, causal = false, rotary = false} = options;
    const sequence = requireSequence(x, `Attention '${name}'`);
    const sizes = headSizes(sequence, options);
    const {heads, keyHeads, size} = sizes;
    const {steps, width} = sequence;
    const all = heads + 2 * keyHeads;
    const qkv = project(g, rowsOf(g, x, sequence), {options, part: 'qkv', from: width, to: all * size, random});
    // [batch, heads of all three, steps, size]
    const split = g.transpose(g.reshape(qkv, [-1, steps, all, size]), [0, 2, 1, 3]);
    const counts = g.ints([heads, keyHeads, keyHeads]);
    const [queries = split, keys = split, values = split] = g.ops(
      'Split',
      [split, counts],
      {axis: 1},
      {outputCount: 3},
    );
    const turned = (value: Value): Value => (rotary ? rotate(g, value, {steps, size}) : value);
    const grouped =
      heads === keyHeads
        ? turned(queries)
        : g.reshape(turned(queries), [-1, keyHeads, (heads / keyHeads) * steps, size]);
    const scores = g.scale(g.matMul(grouped, g.transpose(turned(keys), [0, 1, 3, 2])), 1 / Math.sqrt(size));
    const seen = causal ? g.add(scores, causalMask(g, steps, heads / keyHeads)) : scores;
    const mixed = g.matMul(g.softmax(seen), values);
    const perHead = heads === keyHeads ? mixed : g.reshape(mixed, [-1, heads, steps, size]);
    const joined = g.reshape(g.transpose(perHead, [0, 2, 1, 3]), [-1, width]);
    const out = project(g, joined, {options, part: 'out', from: width, to: width, random});
    return sequencesOf(g, out, {steps, like: x, name: `${name}.y`});
  },
  parameterCount: ([, , width], {heads, keyHeads = heads}) => {
    const columns = (Number(width) / heads) * (heads + 2 * keyHeads);
    return (Number(width) + 1) * (columns + Number(width));
  },
  samples: [
    {shape: ['batch', 3, 4], dtype: 'float32', options: {name: 'attention_0', heads: 2}, output: ['batch', 3, 4]},
    {
      shape: ['batch', 3, 8],
      dtype: 'float32',
      options: {name: 'attention_0', heads: 4, keyHeads: 2, causal: true, rotary: true},
      output: ['batch', 3, 8],
    },
    {
      shape: ['batch', 1, 4],
      dtype: 'float32',
      options: {name: 'attention_0', heads: 1, causal: true},
      output: ['batch', 1, 4],
    },
  ],
});

function headSizes({width}: Sequence, {name, heads, keyHeads = heads, rotary = false}: AttentionOptions) {
  const refuse = (expected: string): Error =>
    nnError('LAYER_OPTION_INVALID', `Attention '${name}' expects ${expected}.`);
  if (width % heads !== 0) throw refuse(`heads that divide its width ${String(width)}, got ${String(heads)}`);
  if (heads % keyHeads !== 0) throw refuse(`key heads that divide its ${String(heads)} heads, got ${String(keyHeads)}`);
  const size = width / heads;
  if (rotary && size % 2 !== 0) throw refuse(`an even size of each head for rotary positions, got ${String(size)}`);
  return {heads, keyHeads, size};
}

interface Projection {
  readonly options: AttentionOptions;
  readonly part: 'qkv' | 'out';
  readonly from: number;
  readonly to: number;
  readonly random: Random;
}

function project(g: OpGraph, rows: Value, {options, part, from, to, random}: Projection): Value {
  const {initializer = 'glorot-uniform'} = options;
  const name = `${options.name}.${part}`;
  const data = initializers.get(initializer).create(random.derive(`${name}.weight`), [from, to]);
  const weight = g.initializer(`${name}.weight`, {dtype: 'float32', dims: [from, to], data});
  const bias = g.initializer(`${name}.bias`, {dtype: 'float32', dims: [to], data: new Float32Array(to)});
  return g.op('Gemm', [rows, weight, bias], {}, {name});
}

/** `[groups·steps, steps]`: 0 where the query's step may see the key's. */
function causalMask(g: OpGraph, steps: number, groups: number): Value {
  const values = Array.from({length: groups * steps * steps}, (_, at) => {
    const [query, key] = [Math.floor(at / steps) % steps, at % steps];
    return key <= query ? 0 : UNSEEN;
  });
  return g.numbers(values, 'float32', [groups * steps, steps]);
}

/** Each pair (column j, column j + size/2) turned by step / base^(2j/size). */
function rotate(g: OpGraph, x: Value, {steps, size}: {readonly steps: number; readonly size: number}): Value {
  const half = size / 2;
  const angle = (at: number): number => Math.floor(at / half) / ROTARY_BASE ** ((2 * (at % half)) / size);
  const table = (turn: (angle: number) => number): Value =>
    g.numbers(
      Array.from({length: steps * half}, (_, at) => turn(angle(at))),
      'float32',
      [steps, half],
    );
  const [cos, sin] = [table(Math.cos), table(Math.sin)];
  const [a = x, b = x] = g.ops('Split', [x], {axis: 3, num_outputs: 2}, {outputCount: 2});
  const turned = [g.sub(g.mul(a, cos), g.mul(b, sin)), g.add(g.mul(b, cos), g.mul(a, sin))];
  return g.concat(turned, 3);
}
