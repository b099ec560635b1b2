import {changed, defineConversion, intOf} from './define.js';

/** Statistics are per channel only. @see ONNX Operators, BatchNormalization-9 */
export const batchNormalizationSpatial = defineConversion({
  ops: ['BatchNormalization'],
  to: 9,
  convert: ({node, refuse}) => {
    if (intOf(node, 'spatial') === 0) throw refuse('statistics of every place by itself (spatial = 0) were taken away');
    return [changed(node, {without: ['spatial']})];
  },
});

/** Training is asked for by an attribute, no more by further outputs. @see ONNX Operators, BatchNormalization-14 */
export const batchNormalizationOutputs = defineConversion({
  ops: ['BatchNormalization'],
  to: 14,
  convert: ({node, refuse}) => {
    const [output = '', ...others] = node.outputs;
    if (others.some((name) => name !== '')) throw refuse('its statistics are outputs: a file for training');
    return [{...node, outputs: [output]}];
  },
});
