import {float} from '../../onnx/index.js';
import {defineActivation, outputNamed} from '../define.js';

const STANDARD = 1;

/**
 * max(0, x) + min(0, alpha·(e^(x/alpha) − 1)): like elu, with slope 1 at zero for every alpha. Spelled out as
 * alpha·Elu(x/alpha): the CUDA provider has no kernel named Celu. @see Barron (arXiv:1704.07483)
 */
export const celu = defineActivation({
  name: 'celu',
  alpha: {standard: STANDARD, meaning: 'how far below zero it goes'},
  build: (g, x, {name, alpha = STANDARD} = {}) => {
    const one = {alpha: float(1)};
    if (alpha === 1) return g.op('Elu', [x], one, outputNamed(name));
    return g.op('Mul', [g.op('Elu', [g.scale(x, 1 / alpha)], one), g.scalar(alpha)], {}, outputNamed(name));
  },
});
