import {float} from '../../onnx/index.js';
import {defineActivation, outputNamed} from '../define.js';

const STANDARD = 1;

/** x where positive, alpha·(eˣ − 1) elsewhere. @see Clevert, Unterthiner, Hochreiter (arXiv:1511.07289) */
export const elu = defineActivation({
  name: 'elu',
  alpha: {standard: STANDARD, meaning: 'how far below zero it goes'},
  build: (g, x, {name, alpha = STANDARD} = {}) => g.op('Elu', [x], {alpha: float(alpha)}, outputNamed(name)),
});
