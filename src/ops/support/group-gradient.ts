// The gradient of normalizing groups of elements by their own mean and variance: instance and group normalization.
import type {Value, VjpContext} from '../define.js';
import {floatAttribute} from './attributes.js';
import {reshapeLike} from './like.js';
import {gradientOf, inputOf} from './unary.js';

/**
 * With x̂ the normalized x, means over a group:
 *   dx = (dy − mean(dy) − x̂·mean(dy·x̂)) · scale / √(variance + epsilon).
 *
 * @param groups - number of groups of a row; 0: as many as x has channels. `scale` and `bias` have one number a group.
 */
export function groupGradients(context: VjpContext, groups: number): (Value | null)[] {
  const {g, node, wants} = context;
  const [x, scale] = [inputOf(context, 0), inputOf(context, 1)];
  const rows = (value: Value): Value => g.reshape(value, [0, groups, -1]);
  const mean = (value: Value): Value => g.reduceMean(value, [2], true);
  const dy = rows(gradientOf(context));
  const elements = rows(x);
  const centred = g.sub(elements, mean(elements));
  const deviation = g.sqrt(g.shift(mean(g.mul(centred, centred)), floatAttribute(node, 'epsilon', 1e-5)));
  const inverse = g.div(g.scalar(1, x.dtype), deviation);
  const normalized = g.mul(centred, inverse);
  const product = g.mul(dy, normalized);
  const dx = () => {
    const inner = g.sub(g.sub(dy, mean(dy)), g.mul(normalized, mean(product)));
    return reshapeLike(g, g.mul(inner, g.mul(inverse, g.reshape(scale, [-1, 1]))), x);
  };
  return [
    wants(0) ? dx() : null,
    wants(1) ? g.reduceSum(product, [0, 2]) : null,
    wants(2) ? g.reduceSum(dy, [0, 2]) : null,
  ];
}
