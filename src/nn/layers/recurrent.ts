import type {Random} from '../../core/index.js';
import type {Value} from '../../onnx/index.js';
import type {OpGraph} from '../../ops/index.js';
import {defineLayer, type LayerDefinition, type LayerSample} from '../define.js';
import {initializers} from '../initializers/index.js';
import {requireSequence} from './sequences.js';

export interface RecurrentOptions {
  /**
   * Parameters are `<name>.weight` `[directions, gates·units, in]`, `<name>.recurrent_weight`
   * `[directions, gates·units, units]` and `<name>.bias` `[directions, 2·gates·units]`; the value is `<name>.h`.
   */
  readonly name: string;
  /** Of each direction. */
  readonly units: number;
  /** What each step gives, `[batch, steps, units]`, instead of the last alone, `[batch, units]`. */
  readonly everyStep?: boolean;
  /** From the last step to the first as well; both results stand side by side. */
  readonly bidirectional?: boolean;
}

interface Cell {
  readonly opType: 'GRU' | 'LSTM';
  readonly gates: number;
  readonly attributes: Readonly<Record<string, number>>;
}

/** A recurrent layer: weights ± 1/√units, as PyTorch draws them. */
function defineRecurrent(name: string, {opType, gates, attributes}: Cell): LayerDefinition<RecurrentOptions> {
  return defineLayer<RecurrentOptions>({
    name,
    build(g, x, options, random) {
      const {units, everyStep = false, bidirectional = false} = options;
      const {steps, width} = requireSequence(x, `${opType} layer '${options.name}'`);
      const directions = bidirectional ? 2 : 1;
      const parameter = (part: string, dims: readonly number[]): Value =>
        draw(g, `${options.name}.${part}`, dims, {random, scale: 1 / Math.sqrt(units)});
      const inputs = [
        g.transpose(x, [1, 0, 2]),
        parameter('weight', [directions, gates * units, width]),
        parameter('recurrent_weight', [directions, gates * units, units]),
        parameter('bias', [directions, 2 * gates * units]),
      ];
      const direction = bidirectional ? 'bidirectional' : 'forward';
      const node = {name: options.name, outputCount: everyStep ? 1 : 2};
      const [all = x, last = all] = g.ops(opType, inputs, {hidden_size: units, direction, ...attributes}, node);
      // Y is [steps, directions, batch, units], the last state [directions, batch, units].
      const value = everyStep
        ? g.reshape(g.transpose(all, [2, 0, 1, 3]), [-1, steps, directions * units])
        : g.reshape(g.transpose(last, [1, 0, 2]), [-1, directions * units]);
      const shape = [x.shape?.[0] ?? '', ...(value.shape ?? []).slice(1)];
      return g.outer({...g.identity(value, `${options.name}.h`), shape});
    },
    parameterCount: ([, , width], {units, bidirectional = false}) =>
      (bidirectional ? 2 : 1) * gates * units * (Number(width) + units + 2),
    samples: recurrentSamples(name),
  });
}

function draw(
  g: OpGraph,
  name: string,
  dims: readonly number[],
  {random, scale}: {readonly random: Random; readonly scale: number},
): Value {
  const data = initializers.get('uniform').create(random.derive(name), dims, {scale});
  return g.initializer(name, {dtype: 'float32', dims, data});
}

function recurrentSamples(name: string): readonly LayerSample<RecurrentOptions>[] {
  const options = {name: `${name}_0`, units: 4};
  return [
    {shape: ['batch', 3, 2], dtype: 'float32', options, output: ['batch', 4]},
    {shape: ['batch', 3, 2], dtype: 'float32', options: {...options, everyStep: true}, output: ['batch', 3, 4]},
    {shape: ['batch', 2, 3], dtype: 'float32', options: {...options, bidirectional: true}, output: ['batch', 8]},
    {
      shape: ['batch', 2, 3],
      dtype: 'float32',
      options: {...options, bidirectional: true, everyStep: true},
      output: ['batch', 2, 8],
    },
  ];
}

/** Gated recurrent units, as PyTorch's. @see Cho et al. (arXiv:1406.1078) */
export const gru = defineRecurrent('gru', {opType: 'GRU', gates: 3, attributes: {linear_before_reset: 1}});

/** Long short-term memory. @see Hochreiter, Schmidhuber (Neural Computation 9, 1997) */
export const lstm = defineRecurrent('lstm', {opType: 'LSTM', gates: 4, attributes: {}});
