import {defineLayer} from '../define.js';

export interface OneHotOptions {
  /** The value is `<name>.x`. */
  readonly name: string;
  /** Vocabulary size of each column. */
  readonly sizes: readonly number[];
}

/** Above so many numbers a row, the intermediate `[batch, columns, total]` costs more than a node per column. */
const MANY_CELLS = 4096;

/**
 * Codes of several columns as one row of zeros and ones: int32 `[batch, columns]` → float32 `[batch, Σ sizes]`.
 *
 * All columns at once: codes plus each column's offset, one-hot over the total, summed over the columns.
 */
export const oneHot = defineLayer<OneHotOptions>({
  name: 'one-hot',
  build(g, codes, {name, sizes}) {
    const result = {name, outputs: [`${name}.x`]};
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const values = g.numbers([0, 1]);
    if (sizes.length * total > MANY_CELLS) {
      const blocks = sizes.map((size, column) =>
        g.op('OneHot', [g.gather(codes, g.scalar(column, 'int64'), 1), g.scalar(size, 'int32'), values]),
      );
      return g.op('Concat', blocks, {axis: 1}, result);
    }
    const offsets = sizes.map((_, column) => sizes.slice(0, column).reduce((sum, size) => sum + size, 0));
    const positions = sizes.length === 1 ? codes : g.add(codes, g.numbers(offsets, 'int32'));
    const marks = g.op('OneHot', [positions, g.scalar(total, 'int32'), values]);
    return g.op('ReduceSum', [marks, g.ints([1])], {keepdims: 0}, result);
  },
  parameterCount: () => 0,
  samples: [
    {shape: ['batch', 2], dtype: 'int32', options: {name: 'one_hot', sizes: [2, 3]}, output: ['batch', 5]},
    {shape: ['batch', 1], dtype: 'int32', options: {name: 'one_hot', sizes: [4]}, output: ['batch', 4]},
    {shape: ['batch', 2], dtype: 'int32', options: {name: 'one_hot', sizes: [3000, 2]}, output: ['batch', 3002]},
  ],
});
