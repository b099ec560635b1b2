import {defineOp} from './define.js';
import {opError} from './errors.js';
import {intAttribute, stringAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {formatShape} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * Channels laid out as blocks of places: `[batch, C·b², H, W]` → `[batch, C, H·b, W·b]`; the gradient goes back with
 * SpaceToDepth, in mode CRD with its channels in that order.
 * @see ONNX Operators, DepthToSpace-13; Shi et al., "Real-time single image and video super-resolution" (arXiv:1609.05158)
 */
export const depthToSpace = defineOp({
  name: 'DepthToSpace',
  openAxes: 'batch',
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const block = intAttribute(context.node, 'blocksize', 1);
    if (!shape) return [{dtype, shape: ['', '', '', '']}];
    const [batch = '', channels = '', height = '', width = ''] = shape;
    if (shape.length !== 4 || (typeof channels === 'number' && channels % block ** 2 !== 0))
      throw opError(
        'SHAPE_MISMATCH',
        `DepthToSpace by ${String(block)} expects [batch, channels, height, width] with channels divisible by ${String(block ** 2)}, got ${formatShape(shape)}.`,
      );
    const times = (size: number | string, factor: number) => (typeof size === 'number' ? size * factor : '');
    return [{dtype, shape: [batch, times(channels, 1 / block ** 2), times(height, block), times(width, block)]}];
  },
  vjp: (context) => {
    const {g, node} = context;
    const x = inputOf(context, 0);
    const block = intAttribute(node, 'blocksize', 1);
    const deep = g.op('SpaceToDepth', [gradientOf(context)], {blocksize: block});
    if (stringAttribute(node, 'mode', 'DCR') === 'DCR') return [{...deep, shape: x.shape}];
    const [, channels = '', height = '', width = ''] = x.shape ?? [];
    if (typeof channels !== 'number' || typeof height !== 'number' || typeof width !== 'number')
      throw context.refuse('in mode CRD it needs all sizes but the batch');
    const parts = g.reshape(deep, [-1, block ** 2, channels / block ** 2, height * width]);
    return [{...g.reshape(g.transpose(parts, [0, 2, 1, 3]), [-1, channels, height, width]), shape: x.shape}];
  },
  samples: [
    {inputs: [{shape: [2, 8, 2, 1]}], attributes: {blocksize: 2}},
    {name: 'columns, rows, depth', inputs: [{shape: [1, 8, 1, 3]}], attributes: {blocksize: 2, mode: 'CRD'}},
  ],
});
