import {defineOp} from './define.js';
import {requireInput} from './support/infer.js';

/**
 * Each text cut at a delimiter: the parts along a new last axis, padded with `""` to the most there are, and how many each
 * text has. @see ONNX Operators, StringSplit-20
 */
export const stringSplit = defineOp({
  name: 'StringSplit',
  since: 20,
  infer: (context) => {
    const {shape} = requireInput(context, 0);
    return [
      {dtype: 'string', shape: shape && [...shape, '']},
      {dtype: 'int64', shape},
    ];
  },
  samples: [
    {
      inputs: [{constant: {dtype: 'string', dims: [3, 1], data: ['a;b', 'a', 'b;a;c']}}],
      attributes: {delimiter: ';'},
      outputCount: 2,
    },
  ],
});
