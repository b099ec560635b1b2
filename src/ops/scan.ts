import type {Graph} from '../onnx/index.js';
import {defineOp} from './define.js';
import type {Dim, InferContext, ValueType} from './define.js';
import {opError} from './errors.js';
import {inferOutputs} from './infer-graph.js';
import {graphAttribute, intAttribute, intsAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {normalizeAxis} from './support/shapes.js';

/**
 * A subgraph run once for each slice of its scan inputs, with carried state; slices of the scan outputs are stacked.
 *
 * No gradient. The form of opset 8, with a batch axis and lengths, is not read.
 * @see ONNX Operators, Scan-16
 */
export const scan = defineOp({
  name: 'Scan',
  infer: (context) => {
    const {node, inputs} = context;
    const body = graphAttribute(node, 'body');
    const scanCount = intAttribute(node, 'num_scan_inputs', 1);
    const stateCount = inputs.length - scanCount;
    const axes = intsAttribute(node, 'scan_input_axes') ?? [];
    const slices = Array.from({length: scanCount}, (_, index) =>
      sliceOf(context, stateCount + index, axes[index] ?? 0),
    );
    const states = inputs.slice(0, stateCount).map((_, index) => requireInput(context, index));
    const results = inferOutputs(body, context, [...states.map(typeOnly), ...slices.map(({type}) => type)]);
    const outputAxes = intsAttribute(node, 'scan_output_axes') ?? [];
    const length = slices.map((slice) => slice.length).find((size) => typeof size === 'number') ?? slices[0]?.length;
    return results.map((type, index) => {
      if (!type) throw opError('OP_INVALID', `The body of Scan has no typed output ${String(index)}.`);
      const {dtype, shape} = type;
      if (index < stateCount || !shape) return {dtype, shape};
      const axis = normalizeAxis(outputAxes[index - stateCount] ?? 0, shape.length + 1, 'Scan');
      return {dtype, shape: shape.toSpliced(axis, 0, length ?? '')};
    });
  },
  samples: [
    {
      name: 'running sum',
      inputs: [{shape: [2]}, {shape: [3, 2]}],
      attributes: {body: {type: 'graph', value: runningSum()}, num_scan_inputs: 1},
      outputCount: 2,
    },
  ],
});

const typeOnly = ({dtype, shape}: ValueType): ValueType => ({dtype, shape});

function sliceOf(context: InferContext, index: number, given: number): {type: ValueType; length: Dim} {
  const {dtype, shape} = requireInput(context, index);
  if (!shape) return {type: {dtype, shape: undefined}, length: ''};
  const axis = normalizeAxis(given, shape.length, 'Scan');
  return {type: {dtype, shape: shape.toSpliced(axis, 1)}, length: shape[axis] ?? ''};
}

/** For the sample: state and output are the sum of the slices so far. */
function runningSum(): Graph {
  const value = (name: string) => ({name, dtype: 'float32', shape: [2]}) as const;
  const node = (opType: string, inputs: string[], output: string) =>
    ({opType, domain: '', name: output, inputs, outputs: [output], attributes: {}}) as const;
  return {
    name: 'running_sum',
    inputs: [value('sum_in'), value('row')],
    outputs: [value('sum_out'), value('row_out')],
    nodes: [node('Add', ['sum_in', 'row'], 'sum_out'), node('Identity', ['sum_out'], 'row_out')],
    initializers: new Map(),
    values: new Map(),
  };
}
