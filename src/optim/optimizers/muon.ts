import {invariant, SWITCH} from '../../core/index.js';
import {float, type Value} from '../../onnx/index.js';
import type {OpGraph} from '../../ops/index.js';
import {defineOptimizer, type ParameterForm} from '../define.js';
import {ADAM_OPTIONS, scaledAdam} from './scaled-adam.js';

/** Of the quintic iteration: its slope at zero is as large as it can be. */
const [A, B, C] = [3.4445, -4.775, 2.0315];
/** The smallest norm that is divided by. */
const LEAST_NORM = 1e-7;

/**
 * Momentum whose step has all its singular values near 1, for weights of two and more axes; the rest, and embeddings, get
 * AdamW with the same learning rate. buffer ← momentum·buffer + g; O = NS(g + momentum·buffer), or of the buffer itself
 * without `nesterov`; w ← w − learningRate·s·O. NS divides X by its norm and repeats X ← aX + (b·XXᵀ + c·(XXᵀ)²)·X
 * `ns-steps` times. s is √max(1, outputs/inputs), or with `match-rms` 0.2·√max(outputs, inputs), for which learning
 * rates of Adam are right. A convolution is flattened to [outputs, everything else].
 *
 * As PyTorch's Muon, but in float32 where that rounds the iteration to bfloat16.
 *
 * @see Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024)
 * @see Liu et al., "Muon is scalable for LLM training" (2025), for `match-rms`
 */
export const muon = defineOptimizer({
  name: 'muon',
  defaults: {learningRate: 1e-3, weightDecay: 0.1},
  options: {
    momentum: {default: 0.95, min: 0, below: 1},
    nesterov: {...SWITCH, default: 1},
    'ns-steps': {default: 5, min: 1, max: 99, whole: true},
    'match-rms': SWITCH,
    ...ADAM_OPTIONS,
  },
  conflict: ({momentum, nesterov}) =>
    nesterov === 1 && momentum === 0
      ? "'nesterov' looks ahead along the momentum, but 'momentum' is 0: set nesterov=0."
      : undefined,
  isWhole: isMatrix,
  slots: (options, form) => (isMatrix(form) ? ['momentum'] : scaledAdam.slots(options, form)),
  scalars: [...scaledAdam.scalars, 'step'],
  hostScalars: (step, learningRate, options) => ({
    ...scaledAdam.hostScalars(step, learningRate, options),
    step: learningRate,
  }),
  update: (context) => {
    const {g, parameter, gradient, slots, scalars, form, options} = context;
    if (!form) return scaledAdam.update(context);
    invariant(slots['momentum'] && scalars['step'], 'Muon was not given its state');
    const buffer = g.add(g.scale(slots['momentum'], options.momentum), gradient);
    const ahead = options.nesterov === 1 ? g.add(gradient, g.scale(buffer, options.momentum)) : buffer;
    const [first = 1] = form.dims;
    const rest = form.dims.slice(1).reduce((product, dim) => product * dim, 1);
    const isFlat = form.dims.length === 2;
    const matrix = isFlat ? ahead : g.reshape(ahead, [first, rest]);
    const orthogonal = orthogonalize(g, matrix, {rows: first, columns: rest, count: options['ns-steps']});
    const direction = isFlat ? orthogonal : g.reshape(orthogonal, form.dims);
    const rate = g.scale(scalars['step'], stepScale(form, {first, rest}, options['match-rms'] === 1));
    return {parameter: g.sub(parameter, g.mul(direction, rate)), slots: {momentum: buffer}};
  },
});

function isMatrix({dims, isTable}: ParameterForm): boolean {
  return dims.length >= 2 && !isTable;
}

function stepScale(
  {outputAxis}: ParameterForm,
  {first, rest}: {readonly first: number; readonly rest: number},
  matchesRms: boolean,
): number {
  const [outputs, inputs] = outputAxis === 0 ? [first, rest] : [rest, first];
  return matchesRms ? 0.2 * Math.sqrt(Math.max(outputs, inputs)) : Math.sqrt(Math.max(1, outputs / inputs));
}

/** The Newton-Schulz iteration; the product with itself is taken along the longer side, so that it is small. */
function orthogonalize(
  g: OpGraph,
  matrix: Value,
  {rows, columns, count}: {readonly rows: number; readonly columns: number; readonly count: number},
): Value {
  const norm = g.sqrt(g.reduceSum(g.mul(matrix, matrix)));
  let x = g.div(matrix, g.max(norm, g.scalar(LEAST_NORM)));
  const isTall = rows > columns;
  for (let index = 0; index < count; index += 1) {
    const gram = g.gemm(x, x, isTall ? {transA: true} : {transB: true});
    const factor = g.op('Gemm', [gram, gram, gram], {alpha: float(C), beta: float(B)});
    x = g.op('Gemm', isTall ? [x, factor, x] : [factor, x, x], {beta: float(A)});
  }
  return x;
}
