// Lists of integers that were attributes and are inputs since: axes, sizes of parts, places.
import {changed, defineConversion, intsOf, type Conversion} from './define.js';

/** Axes as the second input. */
function axesToInput(ops: readonly string[], to: number): Conversion {
  return defineConversion({
    ops,
    to,
    convert: ({node, ints}) => {
      const axes = intsOf(node, 'axes');
      const [data = ''] = node.inputs;
      return [changed(node, {inputs: axes ? [data, ints('axes', axes)] : [data], without: ['axes']})];
    },
  });
}

/** @see ONNX Operators, Squeeze-13, Unsqueeze-13, ReduceSum-13 */
export const squeeze = axesToInput(['Squeeze', 'Unsqueeze'], 13);
export const reduceSum = axesToInput(['ReduceSum'], 13);
/** @see ONNX Operators, ReduceMean-18 and the others */
export const reduce = axesToInput(
  [
    ...['ReduceL1', 'ReduceL2', 'ReduceLogSum', 'ReduceLogSumExp', 'ReduceMax', 'ReduceMean', 'ReduceMin'],
    ...['ReduceProd', 'ReduceSumSquare'],
  ],
  18,
);
