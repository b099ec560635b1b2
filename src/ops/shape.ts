import {defineOp} from './define.js';
import {intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';

/** The sizes of the axes from `start` to `end`, int64. @see ONNX Operators, Shape-15 */
export const shape = defineOp({
  name: 'Shape',
  infer: (context) => {
    const rank = requireInput(context, 0).shape?.length;
    if (rank === undefined) return [{dtype: 'int64', shape: ['']}];
    const at = (axis: number) => Math.min(Math.max(axis < 0 ? axis + rank : axis, 0), rank);
    const length = at(intAttribute(context.node, 'end', rank)) - at(intAttribute(context.node, 'start', 0));
    return [{dtype: 'int64', shape: [Math.max(0, length)]}];
  },
  samples: [
    {inputs: [{shape: [2, 3]}]},
    {name: 'one axis', inputs: [{shape: [2, 0, 3]}], attributes: {start: -2, end: -1}},
    {name: 'scalar', inputs: [{shape: []}]},
  ],
});
