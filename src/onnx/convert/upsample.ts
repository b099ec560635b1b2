import {changed, defineConversion, stringOf, text} from './define.js';

/** The factors became an input. @see ONNX Operators, Upsample-9 */
export const upsampleScales = defineConversion({
  ops: ['Upsample'],
  to: 9,
  convert: ({node, constant, refuse}) => {
    const scales = node.attributes['scales'];
    if (scales?.type !== 'floats') throw refuse('it lacks scales');
    const data = Float32Array.from(scales.value);
    const name = constant('scales', {dtype: 'float32', dims: [data.length], data});
    return [changed(node, {inputs: [node.inputs[0] ?? '', name], without: ['scales']})];
  },
});

/**
 * The operator is a case of Resize. Its axes only ever grow, which Resize must be told from opset 11 on.
 * @see ONNX Operators, Resize-10
 */
export const upsample = defineConversion({
  ops: ['Upsample'],
  to: 10,
  convert: ({node, target}) => {
    const isNearest = (stringOf(node, 'mode') ?? 'nearest') === 'nearest';
    const attributes = target > 10 && isNearest ? {nearest_mode: text('floor')} : {};
    return [{...changed(node, {attributes}), opType: 'Resize'}];
  },
});
