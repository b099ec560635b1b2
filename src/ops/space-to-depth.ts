import {defineOp} from './define.js';
import {opError} from './errors.js';
import {intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {formatShape} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * Blocks of places laid out as channels: `[batch, C, H·b, W·b]` → `[batch, b²·C, H, W]`; the gradient goes back with
 * DepthToSpace.
 * @see ONNX Operators, SpaceToDepth-13
 */
export const spaceToDepth = defineOp({
  name: 'SpaceToDepth',
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const block = intAttribute(context.node, 'blocksize', 1);
    if (!shape) return [{dtype, shape: ['', '', '', '']}];
    const [batch = '', channels = '', height = '', width = ''] = shape;
    const isWhole = [height, width].every((size) => typeof size === 'string' || size % block === 0);
    if (shape.length !== 4 || !isWhole)
      throw opError(
        'SHAPE_MISMATCH',
        `SpaceToDepth by ${String(block)} expects [batch, channels, height, width] with both sizes divisible by it, got ${formatShape(shape)}.`,
      );
    const times = (size: number | string, factor: number) => (typeof size === 'number' ? size * factor : '');
    return [{dtype, shape: [batch, times(channels, block ** 2), times(height, 1 / block), times(width, 1 / block)]}];
  },
  vjp: (context) => {
    const blocksize = intAttribute(context.node, 'blocksize', 1);
    const dx = context.g.op('DepthToSpace', [gradientOf(context)], {blocksize});
    return [{...dx, shape: inputOf(context, 0).shape}];
  },
  samples: [
    {inputs: [{shape: [2, 2, 4, 2]}], attributes: {blocksize: 2}},
    {name: 'batch 1', inputs: [{shape: [1, 1, 3, 6]}], attributes: {blocksize: 3}},
  ],
});
