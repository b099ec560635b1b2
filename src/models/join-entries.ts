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
