import {defineOp} from './define.js';
import {intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';

/** The sizes of the axes from `start` to `end`, int64. @see ONNX Operators, Shape-15 */
export const shape = defineOp({
  name: 'Shape',
  infer: (context) => {
    const {shape} = requireInput(context, 0);
    const rank = shape?.length;
    if (rank === undefined) return [{dtype: 'int64', shape: ['']}];
    const at = (axis: number) => Math.min(Math.max(axis < 0 ? axis + rank : axis, 0), rank);
    const content = shape?.slice(
      at(intAttribute(context.node, 'start', 0)),
      at(intAttribute(context.node, 'end', rank)),
    );
    return [{dtype: 'int64', shape: [content?.length ?? ''], content}];
  },
  samples: [
    {inputs: [{shape: [2, 3]}]},
    {name: 'one axis', inputs: [{shape: [2, 0, 3]}], attributes: {start: -2, end: -1}},
    {name: 'scalar', inputs: [{shape: []}]},
  ],
});
