// The network of test/oracle/convnet.py, and the way the oracle trained it.
import {readFileSync} from 'node:fs';
import type {Graph, Value} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {type TrainingData, type TrainingSteps, float32} from './training.js';

interface ConvnetOracle {
  readonly rows: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly start: Readonly<Record<string, {readonly dims: readonly number[]; readonly data: readonly number[]}>>;
  readonly batches: readonly (readonly number[])[];
  readonly losses: readonly number[];
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  readonly evaluated: readonly number[];
}

export const convnetOracle = JSON.parse(
  readFileSync(new URL('../oracle/convnet.json', import.meta.url), 'utf8'),
) as ConvnetOracle;

export const CONVNET_PARAMETERS = Object.keys(convnetOracle.start);

/** Images come as rows `[batch, 72]`. */
export function torchConvnet(): Graph {
  const g = new OpGraph({name: 'network'});
  const parameter = (name: string): Value => {
    const {dims, data} = convnetOracle.start[name] ?? {dims: [], data: []};
    return g.initializer(name, float32(dims, data));
  };
  const conv = (x: Value, name: string, attributes: Record<string, number | number[]> = {}, hasBias = true): Value => {
    const inputs = [x, parameter(`${name}.weight`), ...(hasBias ? [parameter(`${name}.bias`)] : [])];
    return g.op('Conv', inputs, attributes, {name, outputs: [`${name}.z`]});
  };
  const x = g.reshape(g.input('x', 'float32', ['batch', 72]), [-1, 2, 6, 6]);
  const z = conv(x, 'conv_0', {pads: [1, 1, 1, 1]}, false);
  const mean = g.initializer('norm_0.mean', float32([16], new Float32Array(16)));
  const variance = g.initializer('norm_0.variance', float32([16], new Float32Array(16).fill(1)));
  const affine = [parameter('norm_0.scale'), parameter('norm_0.bias')];
  const n = g.op('BatchNormalization', [z, ...affine, mean, variance], {}, {name: 'norm_0', outputs: ['norm_0.n']});
  const a = g.op('MaxPool', [g.relu(n)], {kernel_shape: [2, 2], strides: [2, 2]}, {outputs: ['a']});
  const d = g.relu(conv(a, 'depthwise_0', {pads: [1, 1, 1, 1], group: 16}));
  const c = conv(g.tanh(conv(d, 'conv_1', {pads: [1, 1, 1, 1]})), 'conv_2', {}, false);
  const pooled = g.op('Flatten', [g.op('GlobalAveragePool', [g.add(a, c)])]);
  g.output(g.op('Gemm', [pooled, parameter('dense_0.weight'), parameter('dense_0.bias')], {}, {outputs: ['logits']}));
  return g.build();
}

export const convnetData: TrainingData = {
  inputs: {x: float32([convnetOracle.rows, 72], convnetOracle.x)},
  target: Int32Array.from(convnetOracle.y),
};

export function convnetSteps(options: Partial<TrainingSteps> = {}): TrainingSteps {
  const {batches} = convnetOracle;
  return {batches, batchSize: 10, learningRate: 0.01, stepsPerRun: batches.length, ...options};
}
