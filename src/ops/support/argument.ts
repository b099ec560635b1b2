// ArgMax and ArgMin.
import {defineOp} from '../define.js';
import type {OpDefinition} from '../define.js';
import {intAttribute} from './attributes.js';
import {requireInput} from './infer.js';
import {normalizeAxis} from './shapes.js';

export function defineArgument(name: 'ArgMax' | 'ArgMin'): OpDefinition {
  return defineOp({
    name,
    infer: (context) => {
      const {shape} = requireInput(context, 0);
      if (!shape) return [{dtype: 'int64', shape: undefined}];
      const axis = normalizeAxis(intAttribute(context.node, 'axis', 0), shape.length, name);
      const keepdims = intAttribute(context.node, 'keepdims', 1) !== 0;
      return [{dtype: 'int64', shape: keepdims ? shape.with(axis, 1) : shape.toSpliced(axis, 1)}];
    },
    samples: [
      {inputs: [{shape: [3, 4]}], attributes: {axis: 1, keepdims: 0}},
      {name: 'kept', inputs: [{shape: [3, 4]}], attributes: {axis: -2}},
      {name: 'no rows', inputs: [{shape: [0, 4]}], attributes: {axis: 1}},
    ],
  });
}
