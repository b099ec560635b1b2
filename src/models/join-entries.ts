// What a network over prepared tensors begins with: categories one-hot or embedded, and everything in one block.
import {invariant} from '../core/index.js';
import {embedding, lastDim, oneHot} from '../nn/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import type {ArchitectureContext} from './define.js';

export interface JoinOptions {
  readonly categories: 'one-hot' | 'embedding';
  readonly embeddingDim: number | 'auto';
}

/**
 * The size of the vectors for a vocabulary of `size` entries: half of it, rounded up, at most 50.
 *
 * @see Guo, Berkhahn, "Entity embeddings of categorical variables" (arXiv:1604.06737), for sizes between 1 and size − 1;
 * the half, up to 50, is the rule of fast.ai's first course
 */
export function embeddingDimension(size: number): number {
  return Math.min(50, Math.ceil(size / 2));
}

/** All numbers of a row side by side. */
function flat(g: OpGraph, value: Value): Value {
  return value.shape?.length === 2 ? value : g.op('Flatten', [value], {axis: 1});
}

interface Tokens extends ArchitectureContext<JoinOptions> {
  readonly size: number;
  /** Among the int32 entries, and among the columns of codes: for names. */
  readonly index: number;
  readonly column: number;
}

/** Token ids as a row of numbers: each position one-hot, or embedded by a table that all positions share. */
function joinTokens(g: OpGraph, value: Value, {options, random, size, index, column}: Tokens): Value {
  const ids = flat(g, value);
  const positions = lastDim(ids.shape) ?? 0;
  if (options.categories === 'one-hot')
    return oneHot.build(
      g,
      ids,
      {name: `one_hot_${String(index)}`, sizes: new Array<number>(positions).fill(size)},
      random,
    );
  const dimension = options.embeddingDim === 'auto' ? embeddingDimension(size) : options.embeddingDim;
  const table = {name: `embedding_${String(column)}`, size, dimension, zeroIsUnknown: false};
  return flat(g, embedding.build(g, ids, table, random));
}

/** All entries as one float32 block, and its columns that mean "unknown category". */
export function joinEntries(
  g: OpGraph,
  context: ArchitectureContext<JoinOptions>,
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
    const isTensor = context.tensorEntries?.has(value.name) === true;
    if (value.dtype !== 'int32') {
      add(isTensor ? flat(g, value) : value);
      continue;
    }
    const index = codeEntries.indexOf(value);
    const sizes = vocabularySizes[index] ?? [];
    if (isTensor) {
      add(joinTokens(g, value, {...context, size: sizes[0] ?? 0, index, column: columnCount}));
      columnCount += 1;
      continue;
    }
    invariant(sizes.length === lastDim(value.shape), `a vocabulary size for each column of '${value.name}'`);
    if (options.categories === 'one-hot') {
      const start = add(oneHot.build(g, value, {name: `one_hot_${String(index)}`, sizes}, random));
      zeroRows.push(...sizes.map((_, column) => start + sizes.slice(0, column).reduce((sum, size) => sum + size, 0)));
    } else {
      for (const [column, size] of sizes.entries()) {
        const codes = g.gather(value, g.scalar(column, 'int64'), 1);
        const dimension = options.embeddingDim === 'auto' ? embeddingDimension(size) : options.embeddingDim;
        add(embedding.build(g, codes, {name: `embedding_${String(columnCount + column)}`, size, dimension}, random));
      }
    }
    columnCount += sizes.length;
  }
  const [only] = blocks;
  const block = blocks.length === 1 && only ? only : g.op('Concat', blocks, {axis: 1}, {outputs: ['block_0.x']});
  return {block, zeroRows};
}
