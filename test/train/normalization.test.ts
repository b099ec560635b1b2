// Training with batch and layer normalization: against PyTorch, whatever the number of steps in a run, and resumed.
import {expect} from 'chai';
import {Random} from '../../src/core/index.js';
import {batchNorm, layerNorm} from '../../src/nn/index.js';
import {encodeModel, makeModel, type Graph, type Tensor} from '../../src/onnx/index.js';
import {OpGraph, stateInitializers} from '../../src/ops/index.js';
import {createSession} from '../../src/runtime/index.js';
import {batchSizeOfTwo, rewriteBatchNorm} from '../../src/train/batch-norm.js';
import {buildEvaluationProgram} from '../../src/train/evaluation-program.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import {errorOf} from '../support/error-of.js';
import {readNnOracle} from '../support/nn-oracle.js';
import {numbersOf, runGraph} from '../support/run-graph.js';
import {
  type TrainingOutcome,
  type TrainingSteps,
  float32,
  largestDifference,
  runTraining,
} from '../support/training.js';

type Kind = 'batch' | 'layer';

const {norms} = readNnOracle();
/** A bias before batch normalization has no gradient: there is none. */
const parametersOf = (kind: Kind): string[] =>
  Object.keys(norms.start).filter((name) => kind === 'layer' || name !== 'dense_0.bias');
const LAYERS = {batch: batchNorm, layer: layerNorm};

const data = {inputs: {x: float32([norms.rows, 5], norms.x)}, target: Int32Array.from(norms.y)};
const steps = (options: Partial<TrainingSteps> = {}): TrainingSteps => ({
  ...{batches: norms.batches, batchSize: 16, learningRate: 0.01, stepsPerRun: norms.batches.length},
  ...options,
});

/** relu(norm(x·W + b))·W + b, as the oracle begins. */
function network(kind: Kind): Graph {
  const g = new OpGraph({name: 'network'});
  const parameter = (name: string) => {
    const {dims, data: numbers} = norms.start[name] ?? {dims: [], data: []};
    return g.initializer(name, float32(dims, numbers));
  };
  const x = g.input('x', 'float32', ['batch', 5]);
  const affine = kind === 'layer' ? ['dense_0.weight', 'dense_0.bias'] : ['dense_0.weight'];
  const z = g.op('Gemm', [x, ...affine.map(parameter)], {}, {outputs: ['z']});
  const a = g.relu(LAYERS[kind].build(g, z, {name: 'norm_0'}, new Random(1)));
  g.output(g.op('Gemm', [a, parameter('dense_1.weight'), parameter('dense_1.bias')], {}, {outputs: ['logits']}));
  const graph = g.build();
  const initializers = new Map(graph.initializers);
  for (const name of ['norm_0.scale', 'norm_0.bias'])
    initializers.set(name, float32([8], norms.start[name]?.data ?? []));
  return {...graph, initializers};
}

const build = (graph: Graph, kind: Kind, isWeighted = false) =>
  buildTrainingProgram({
    network: graph,
    isWeighted,
    ...{logits: 'logits', parameters: parametersOf(kind), loss: 'cross-entropy', optimizer: 'adam', seed: 5},
  });

const bits = ({parameters, slots}: TrainingOutcome): unknown =>
  [parameters, slots].map((tensors) => [...tensors].map(([name, {data: numbers}]) => [name, [...numbers]]));

for (const recorded of norms.trained) {
  const {kind} = recorded;
  describe(`training with ${kind} normalization`, () => {
    it('equals PyTorch over 60 steps with ragged batches: losses, weights, running statistics', async () => {
      const outcome = await runTraining(build(network(kind), kind), network(kind), data, steps());
      // Float32 against float64; the last steps divide by small second moments.
      expect(largestDifference(outcome.losses, recorded.losses)).to.be.below(1e-5);
      expect([...outcome.parameters.keys()]).to.have.members(Object.keys(recorded.tensors));
      for (const [name, expected] of Object.entries(recorded.tensors))
        expect(largestDifference(numbersOf(outcome.parameters.get(name)), expected), name).to.be.below(1e-5);
    });

    it('takes the statistics of rows, whatever the rows weigh', async () => {
      const weights = new Float32Array(norms.rows).fill(2);
      const plain = await runTraining(build(network(kind), kind), network(kind), data, steps());
      const weighted = await runTraining(build(network(kind), kind, true), network(kind), {...data, weights}, steps());
      // Twice the sum of the losses over twice the weight: equal but for the order of the roundings.
      expect(largestDifference(weighted.losses, plain.losses)).to.be.below(1e-5);
    });

    it('evaluates the trained network as PyTorch does, as an ordinary model', async () => {
      const {parameters} = await runTraining(build(network(kind), kind), network(kind), data, steps());
      const graph = network(kind);
      const trained = {...graph, initializers: new Map([...graph.initializers, ...parameters])};
      const {logits} = await runGraph(trained, data.inputs);
      expect(largestDifference(numbersOf(logits), recorded.evaluated)).to.be.below(1e-5);
    });

    it('validates with the statistics of the state', async () => {
      const {parameters} = await runTraining(build(network(kind), kind), network(kind), data, steps());
      const names = [...parametersOf(kind), ...stateInitializers(network(kind))];
      const program = buildEvaluationProgram({
        network: network(kind),
        ...{logits: 'logits', parameters: names, loss: 'cross-entropy'},
      });
      const session = await createSession(encodeModel(program.model), {threads: 1});
      const target: Tensor = {dtype: 'int32', dims: [norms.rows], data: data.target};
      const feeds = {...data.inputs, ...program.parameterFeeds(parameters), [program.targetInput.name]: target};
      const outputs = await session.run(feeds);
      await session.close();
      expect(largestDifference(numbersOf(program.readLogits(outputs)), recorded.evaluated)).to.be.below(1e-5);
    });

    it('gives the same bits whatever the number of steps in a run, and leaves what it was fed as it was', async () => {
      const graph = network(kind);
      const before = [...graph.initializers].map(([name, {data: numbers}]) => [name, [...(numbers as Float32Array)]]);
      const [reference, ...others] = await Promise.all(
        [60, 1, 7].map((stepsPerRun) => runTraining(build(graph, kind), graph, data, steps({stepsPerRun}))),
      );
      for (const other of others) expect(bits(other)).to.deep.equal(reference && bits(reference));
      expect(
        [...graph.initializers].map(([name, {data: numbers}]) => [name, [...(numbers as Float32Array)]]),
      ).to.deep.equal(before);
    });

    it('continues from unpacked state as if it had never stopped', async () => {
      const graph = network(kind);
      const whole = await runTraining(build(graph, kind), graph, data, steps());
      const half = await runTraining(build(graph, kind), graph, data, steps({batches: norms.batches.slice(0, 20)}));
      const rest = steps({batches: norms.batches.slice(20), firstStep: 21});
      expect(bits(await runTraining(build(graph, kind), graph, data, rest, half))).to.deep.equal(bits(whole));
    });
  });
}

describe('rewriteBatchNorm', () => {
  const withNode = (attributes: Record<string, number>, statistics: readonly [string, string] = ['m', 'v']): Graph => {
    const g = new OpGraph({name: 'network'});
    const vectors = ['s', 'b', ...new Set(statistics)].map((name) => g.initializer(name, float32([2], [1, 1])));
    const [scale, bias, ...others] = vectors;
    const [mean, variance = mean] = others;
    const inputs = [g.input('x', 'float32', ['batch', 2]), scale, bias, mean, variance];
    g.output(g.op('BatchNormalization', inputs, attributes, {name: 'norm'}), 'y');
    return g.build();
  };

  it('leaves a graph without such a node alone', () => {
    const graph = network('layer');
    expect(rewriteBatchNorm(graph)).to.deep.equal({graph, statistics: []});
  });

  it('refuses a node in training mode and statistics that are shared', () => {
    expect(() => rewriteBatchNorm(withNode({training_mode: 1}))).to.throw(/training mode/);
    expect(() => rewriteBatchNorm(withNode({}, ['m', 'm']))).to.throw(/used twice/);
  });

  it('refuses images of which more than the batch is open', () => {
    const g = new OpGraph({name: 'network'});
    const vector = (name: string) => g.initializer(name, float32([2], [1, 1]));
    const inputs = [g.input('x', 'float32', ['batch', 2, 'height', 3]), ...['s', 'b', 'm', 'v'].map(vector)];
    g.output(g.op('BatchNormalization', inputs, {}, {name: 'norm'}), 'y');
    expect(() => rewriteBatchNorm(makeModel({graph: g.build()}).graph)).to.throw(/only the batch is open.*height/);
  });
});

describe('the batch size of a network with batch normalization', () => {
  it('is the standard one, or the next that leaves no batch of one row', () => {
    expect(batchSizeOfTwo(100, null, 32)).to.equal(32);
    expect(batchSizeOfTwo(97, null, 32)).to.equal(33);
    expect(batchSizeOfTwo(2, null, 1)).to.equal(2);
  });

  it('is refused where it leaves one, with the next that does not', () => {
    const error = errorOf(() => batchSizeOfTwo(97, 32, 32));
    expect(error).to.have.property('code', 'TRAIN_OPTION_INVALID');
    expect(error)
      .to.have.property('message')
      .that.matches(/97 rows.* one row/);
    expect(error)
      .to.have.property('suggestions')
      .that.deep.includes('Use --batch-size 33, or make the model with --norm layer.');
    expect(errorOf(() => batchSizeOfTwo(10, 1, 32))).to.have.property('code', 'TRAIN_OPTION_INVALID');
    expect(errorOf(() => batchSizeOfTwo(1, null, 32))).to.have.property('code', 'TRAIN_NETWORK_INVALID');
  });
});
