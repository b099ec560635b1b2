// The network of test/oracle/training.py, and the way the oracle trained it.
import type {Graph, Tensor} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {readTrainingOracle} from './oracle.js';
import {type TrainingData, type TrainingSteps, float32} from './training.js';

export const PARAMETERS = ['w0', 'b0', 'w1', 'b1'] as const;

const {network} = readTrainingOracle();
const {width, hidden, classes, rows} = network;

/** relu(x·w0 + b0)·w1 + b1, optionally with dropout after the relu, and with the first of its outputs only. */
export function torchNetwork(dropoutRatio = 0, outputs = classes): Graph {
  const g = new OpGraph({name: 'network'});
  const dims = [[width, hidden], [hidden], [hidden, outputs], [outputs]];
  const [w0, b0, w1, b1] = PARAMETERS.map((name, index) =>
    g.initializer(
      name,
      float32(dims[index] ?? [], firstColumns(network.start[index] ?? [], index < 2 ? classes : outputs)),
    ),
  );
  const z = g.op('Gemm', [g.input('x', 'float32', ['batch', width]), w0, b0], {}, {outputs: ['z']});
  const a = g.op('Relu', [z], {}, {outputs: ['a']});
  const kept = dropoutRatio === 0 ? a : g.op('Dropout', [a, g.scalar(dropoutRatio)], {}, {outputs: ['kept']});
  g.output(g.op('Gemm', [kept, w1, b1], {}, {outputs: ['logits']}));
  return g.build();
}

/** Of the second layer's rows. */
function firstColumns(values: readonly number[], count: number): readonly number[] {
  return count === classes ? values : values.filter((_, index) => index % classes < count);
}

export const torchData: TrainingData = {
  inputs: {x: float32([rows, width], network.x) satisfies Tensor},
  target: Int32Array.from(network.y),
};

export function torchSteps(options: Partial<TrainingSteps> = {}): TrainingSteps {
  const {batches, batchSize} = network;
  return {batches, batchSize, learningRate: 0.01, stepsPerRun: batches.length, ...options};
}
