import {changed, defineConversion, text} from './define.js';

/** Places were not shifted by half a pixel; the new default is. @see ONNX Operators, RoiAlign-16 */
export const roiAlign = defineConversion({
  ops: ['RoiAlign'],
  to: 16,
  convert: ({node}) => [changed(node, {attributes: {coordinate_transformation_mode: text('output_half_pixel')}})],
});
