import {invariant} from '../../core/index.js';
import type {Value} from '../../onnx/index.js';
import type {OpGraph} from '../../ops/index.js';
import {defineOptimizer, type UpdateContext} from '../define.js';

type Option = 'beta2-decay' | 'epsilon1' | 'epsilon2' | 'clip';

/**
 * Adam's second moment from the means of its rows and columns only, without a first moment: of a matrix it keeps as many
 * numbers as it has rows and columns. As PyTorch has it: with s = step^beta2-decay, the mean squares R of the rows and C of the
 * columns move by s towards those of g; v = R·C/mean(R) (of a vector: all squares); u = g/√max(v, epsilon1²);
 * w ← w − α·u/max(1, rms(u)/clip), where α = max(epsilon2, rms(w))·min(learningRate, 1/√step). A convolution is a stack of
 * matrices, its last two axes.
 *
 * @see Shazeer, Stern, "Adafactor: adaptive learning rates with sublinear memory cost" (ICML 2018)
 */
export const adafactor = defineOptimizer<Option>({
  name: 'adafactor',
  defaults: {learningRate: 0.01, weightDecay: 0},
  options: {
    'beta2-decay': {default: -0.8, max: 0},
    // The spacing of float32 numbers at 1.
    epsilon1: {default: 1.1920929e-7, min: 0, above: true},
    epsilon2: {default: 1e-3, min: 0},
    clip: {default: 1, min: 1},
  },
  isWhole: () => true,
  slots: (_options, {dims}) => {
    const [rows, columns] = dims.slice(-2);
    if (rows === undefined || columns === undefined) return ['v'];
    const stack = dims.slice(0, -2);
    return [
      {name: 'rows', dims: [...stack, rows, 1]},
      {name: 'columns', dims: [...stack, 1, columns]},
    ];
  },
  scalars: ['rate', 'kept', 'share'],
  hostScalars: (step, learningRate, options) => {
    const share = step ** options['beta2-decay'];
    return {rate: Math.min(learningRate, 1 / Math.sqrt(step)), kept: 1 - share, share};
  },
  update: (context) => {
    const {g, parameter, undecayed, gradient, scalars, form, options} = context;
    const {rate} = scalars;
    invariant(rate && form, 'Adafactor was not given its state');
    const count = form.dims.reduce((product, dim) => product * dim, 1);
    const {variance, slots} = form.dims.length < 2 ? wholeVariance(context) : factoredVariance(context);
    const floor = g.scalar(options.epsilon1 * options.epsilon1);
    const direction = g.div(gradient, g.sqrt(g.max(variance, floor)));
    const length = g.mul(g.max(g.scalar(options.epsilon2), rootMeanSquare(g, undecayed, count)), rate);
    const excess = g.max(g.scalar(1), g.scale(rootMeanSquare(g, direction, count), 1 / options.clip));
    return {parameter: g.sub(parameter, g.mul(direction, g.div(length, excess))), slots};
  },
});

interface Variance {
  readonly variance: Value;
  readonly slots: Readonly<Record<string, Value>>;
}

function moved({g, scalars: {kept, share}}: UpdateContext<Option>, old: Value | undefined, to: Value): Value {
  invariant(old && kept && share, 'Adafactor was not given its state');
  return g.add(g.mul(old, kept), g.mul(to, share));
}

function wholeVariance(context: UpdateContext<Option>): Variance {
  const {g, gradient, slots} = context;
  const v = moved(context, slots['v'], g.mul(gradient, gradient));
  return {variance: v, slots: {v}};
}

function factoredVariance(context: UpdateContext<Option>): Variance {
  const {g, gradient, slots, options} = context;
  const squares = g.mul(gradient, gradient);
  const rows = moved(context, slots['rows'], g.reduceMean(squares, [-1], true));
  const columns = moved(context, slots['columns'], g.reduceMean(squares, [-2], true));
  const mean = g.max(g.reduceMean(rows, [-2], true), g.scalar(options.epsilon1));
  return {variance: g.mul(g.div(rows, mean), columns), slots: {rows, columns}};
}

function rootMeanSquare(g: OpGraph, value: Value, count: number): Value {
  return g.scale(g.sqrt(g.reduceSum(g.mul(value, value))), 1 / Math.sqrt(count));
}
