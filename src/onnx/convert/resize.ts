import type {Node} from '../types.js';
import {changed, defineConversion, stringOf, text, type ConversionContext} from './define.js';

/**
 * Places were scaled from the corner; a nearest one was the one before where the axis grew and the one after where it
 * shrank, as ONNX Runtime has it (the text of opset 10 is silent). Now both must be said, for all axes at once.
 * @see ONNX Operators, Resize-11
 */
export const resize = defineConversion({
  ops: ['Resize'],
  to: 11,
  convert: (context) => {
    const {node, fresh} = context;
    const [data = '', scales = ''] = node.inputs;
    const isNearest = (stringOf(node, 'mode') ?? 'nearest') === 'nearest';
    if (!isNearest || stringOf(node, 'nearest_mode') !== undefined) return [withPlaces(context, [data, scales])];
    const factors = context.constantOf(scales);
    if (!factors) throw context.refuse(`nothing tells whether its axes grow or shrink ('${scales}' is computed)`);
    const values = Array.from(factors.data as ArrayLike<number>);
    const only = (isWanted: (factor: number) => boolean): string =>
      context.constant('scales', {
        dtype: 'float32',
        dims: [values.length],
        data: Float32Array.from(values, (factor) => (isWanted(factor) ? factor : 1)),
      });
    const [grows, shrinks] = [values.some((factor) => factor > 1), values.some((factor) => factor < 1)];
    if (!shrinks) return [withPlaces(context, [data, scales], 'floor')];
    if (!grows) return [withPlaces(context, [data, scales], 'ceil')];
    const between = fresh('grown');
    return [
      {...withPlaces(context, [data, only((factor) => factor > 1)], 'floor'), name: '', outputs: [between]},
      withPlaces(context, [between, only((factor) => factor < 1)], 'ceil'),
    ];
  },
});

function withPlaces({node, constant}: ConversionContext, [data, scales]: [string, string], nearest?: string): Node {
  const region = constant('roi', {dtype: 'float32', dims: [0], data: new Float32Array(0)});
  const attributes = {
    coordinate_transformation_mode: text('asymmetric'),
    ...(nearest !== undefined && {nearest_mode: text(nearest)}),
  };
  return changed(node, {inputs: [data, region, scales], attributes});
}
