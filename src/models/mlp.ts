// The multilayer perceptron over prepared tensors: categories one-hot or embedded, everything concatenated, dense
// layers with an activation and dropout between, and a last dense layer that gives the logits.
import {invariant} from '../core/index.js';
import {activations, dense, dropout, embedding, initializers, lastDim, oneHot} from '../nn/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {type ArchitectureContext, defineArchitecture} from './define.js';
import {between, count, counts, oneOf, refuseUnknown, word} from './options.js';

export interface MlpOptions {
  /** Units of each hidden layer; none = a linear model. */
  readonly hidden: readonly number[];
  readonly activation: string;
  /** Share of each hidden layer's activations dropped in training. */
  readonly dropout: number;
  readonly categories: 'one-hot' | 'embedding';
  /** Size of each embedding; 0 = min(50, ⌈size / 2⌉) of each vocabulary. */
  readonly embeddingDim: number;
  readonly initializer: string;
  /** For the initializers `uniform` (half-width), `normal` (deviation), `constant` (value). */
  readonly initializerScale: number;
}

const DEFAULTS: MlpOptions = {
  hidden: [64, 64],
  activation: 'relu',
  dropout: 0,
  categories: 'one-hot',
  embeddingDim: 0,
  initializer: 'glorot-uniform',
  initializerScale: 0.05,
};

/** @see Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors" (Nature 323, 1986) */
export const mlp = defineArchitecture<MlpOptions>({
  name: 'mlp',
  summary: 'Multilayer perceptron: dense layers over numbers and one-hot or embedded categories.',
  defaults: DEFAULTS,
  resolve: (given) => {
    refuseUnknown('mlp', given, Object.keys(DEFAULTS));
    return {
      hidden: counts(given, 'hidden', DEFAULTS.hidden),
      activation: activations.get(word(given, 'activation', DEFAULTS.activation)).name,
      dropout: between(given, 'dropout', DEFAULTS.dropout, {low: 0, high: 1}),
      categories: oneOf(given, 'categories', DEFAULTS.categories, ['one-hot', 'embedding']),
      embeddingDim: count(given, 'embeddingDim', DEFAULTS.embeddingDim),
      initializer: initializers.get(word(given, 'initializer', DEFAULTS.initializer)).name,
      initializerScale: between(given, 'initializerScale', DEFAULTS.initializerScale, {low: 0, high: Infinity}),
    };
  },
  build: (g, context) => {
    const {options, random} = context;
    const {block, zeroRows} = joinEntries(g, context);
    const {initializer, initializerScale: scale, activation} = options;
    const last = options.hidden.length;
    let x = block;
    for (const [index, units] of options.hidden.entries()) {
      const name = `dense_${String(index)}`;
      const rows = index === 0 ? zeroRows : [];
      x = dense.build(g, x, {name, units, activation, initializer, scale, zeroRows: rows}, random);
      x = dropout.build(g, x, {name: `dropout_${String(index)}`, ratio: options.dropout}, random);
    }
    const head = {name: `dense_${String(last)}`, units: context.outputs, initializer, scale, output: 'logits'};
    return dense.build(g, x, {...head, zeroRows: last === 0 ? zeroRows : []}, random);
  },
});

/** All entries as one float32 block, and its columns that mean "unknown category". */
function joinEntries(
  g: OpGraph,
  context: ArchitectureContext<MlpOptions>,
): {readonly block: Value; readonly zeroRows: readonly number[]} {
  const {entry, vocabularySizes, options, random} = context;
  const blocks: Value[] = [];
  const zeroRows: number[] = [];
  const add = (block: Value): number => {
    const start = blocks.reduce((sum, {shape}) => sum + (lastDim(shape) ?? 0), 0);
    blocks.push(block);
    return start;
  };
  const codeEntries = entry.filter(({dtype}) => dtype === 'int32');
  let columnCount = 0;
  for (const value of entry) {
    if (value.dtype !== 'int32') {
      add(value);
      continue;
    }
    const index = codeEntries.indexOf(value);
    const sizes = vocabularySizes[index] ?? [];
    invariant(sizes.length === lastDim(value.shape), `a vocabulary size for each column of '${value.name}'`);
    if (options.categories === 'one-hot') {
      const start = add(oneHot.build(g, value, {name: `one_hot_${String(index)}`, sizes}, random));
      zeroRows.push(...sizes.map((_, column) => start + sizes.slice(0, column).reduce((sum, size) => sum + size, 0)));
    } else {
      for (const [column, size] of sizes.entries()) {
        const codes = g.gather(value, g.scalar(column, 'int64'), 1);
        const dimension = options.embeddingDim === 0 ? Math.min(50, Math.ceil(size / 2)) : options.embeddingDim;
        add(embedding.build(g, codes, {name: `embedding_${String(columnCount + column)}`, size, dimension}, random));
      }
    }
    columnCount += sizes.length;
  }
  return {block: g.concat(blocks, 1), zeroRows};
}
