import {defineConversion} from './define.js';

/** The first form had a batch axis and lengths, which no later one has. @see ONNX Operators, Scan-9 */
export const scan = defineConversion({
  ops: ['Scan'],
  to: 9,
  convert: ({refuse}) => {
    throw refuse('its first form, with a batch axis, was taken away');
  },
});
