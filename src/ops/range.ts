import {MOST_CONTENT} from '../onnx/index.js';
import {defineOp} from './define.js';
import type {Dim} from './define.js';
import {requireInput} from './support/infer.js';
import {fixed} from './support/samples.js';
import {leastOf, subtractDims} from './support/symbols.js';

/** Numbers from start, by delta, up to but without limit. @see ONNX Operators, Range-11 */
export const range = defineOp({
  name: 'Range',
  infer: (context) => {
    const inputs = [0, 1, 2].map((index) => requireInput(context, index));
    const [start = '', limit = '', delta = ''] = inputs.map((value) => context.content(value)?.[0] ?? '');
    const count = countOf(start, limit, delta);
    const content =
      typeof start === 'number' && typeof delta === 'number' && typeof count === 'number' && count <= MOST_CONTENT
        ? Array.from({length: count}, (_, index) => start + index * delta)
        : undefined;
    return [{dtype: requireInput(context, 0).dtype, shape: [count], content}];
  },
  samples: [
    {inputs: [fixed([0], 'int64', []), fixed([7], 'int64', []), fixed([2], 'int64', [])]},
    {name: 'empty', inputs: [fixed([3], 'int64', []), fixed([3], 'int64', []), fixed([1], 'int64', [])]},
  ],
});

function countOf(start: Dim, limit: Dim, delta: Dim): Dim {
  if (typeof start === 'number' && typeof limit === 'number' && typeof delta === 'number')
    return Math.max(0, Math.ceil((limit - start) / delta));
  const span = subtractDims(limit, start);
  return delta === 1 && leastOf(span) >= 0 ? span : '';
}
