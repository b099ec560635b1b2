// Networks as PyTorch's two exporters write them: the gradient of every weight against float64 PyTorch.
import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import {buildGradients} from '../../src/autodiff/index.js';
import {convertOpset, readModel, type Model, type Tensor} from '../../src/onnx/index.js';
import {openGraph} from '../../src/ops/index.js';
import {toInferenceMode} from '../../src/surgery/index.js';
import {buildTrainingProgram} from '../../src/train/index.js';
import {crossEntropy} from '../support/foreign.js';
import {numbersOf, runGraph} from '../support/run-graph.js';
import {runTraining} from '../support/training.js';

interface Recorded {
  readonly opset: number;
  readonly feeds: Readonly<Record<string, {readonly dims: number[]; readonly data: number[]}>>;
  readonly targets: number[];
  readonly loss: number;
  readonly weights: Readonly<Record<string, {parameter: string; dims: number[]; norm: number; projections: number[]}>>;
}

const {networks} = JSON.parse(readFileSync(new URL('../oracle/foreign.json', import.meta.url), 'utf8')) as {
  networks: Readonly<Record<string, Recorded>>;
};

/** As the oracle: the norm, and Σ g[i] cos((k + 1) 0.7548776662 i + k). */
function describeGradient(values: readonly number[]): {norm: number; projections: number[]} {
  const projections = [0, 1, 2, 3].map((k) =>
    values.reduce((sum, value, i) => sum + value * Math.cos((k + 1) * 0.7548776662 * i + k), 0),
  );
  return {norm: Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)), projections};
}

function feedsOf(model: Model, recorded: Recorded): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(recorded.feeds).map(([name, {dims, data}]): [string, Tensor] => {
      const dtype = model.graph.inputs.find((input) => input.name === name)?.dtype;
      return dtype === 'int64'
        ? [name, {dtype, dims, data: BigInt64Array.from(data, BigInt)}]
        : [name, {dtype: 'float32', dims, data: Float32Array.from(data)}];
    }),
  );
}

/** By reverse mode, of any loss. */
async function plainGradients(model: Model, recorded: Recorded): Promise<Found> {
  const g = openGraph(model.graph);
  const loss = crossEntropy(g, g.value(model.graph.outputs[0]?.name ?? ''), recorded.targets);
  const names = Object.keys(recorded.weights);
  const gradients = buildGradients(
    g,
    loss,
    names.map((name) => g.value(name)),
  );
  g.output(loss, 'loss');
  gradients.forEach((gradient, index) => g.output(gradient, `gradient/${names[index] ?? ''}`));
  const found = await runGraph(g.build(), feedsOf(model, recorded));
  const of = (name: string): Tensor | undefined => found[`gradient/${name}`];
  return {loss: numbersOf(found['loss'])[0], gradients: new Map(names.map((name) => [name, of(name)]))};
}

/** What a training takes: normalization by the batch. One step of SGD, so long that the weights before it do not matter. */
async function trainedGradients(model: Model, recorded: Recorded): Promise<Found> {
  const learningRate = 2 ** 12;
  const names = Object.keys(recorded.weights);
  const logits = model.graph.outputs[0]?.name ?? '';
  const g = openGraph(toInferenceMode(model.graph).graph);
  g.output(g.value(logits));
  const network = g.build();
  const program = buildTrainingProgram({
    network,
    logits,
    parameters: names,
    loss: 'cross-entropy',
    optimizer: 'sgd',
    seed: 0,
  });
  const target = Int32Array.from(recorded.targets);
  const rows = Array.from(target.keys());
  const steps = {batches: [rows], batchSize: rows.length, learningRate, stepsPerRun: 1};
  const {losses, parameters} = await runTraining(program, network, {inputs: feedsOf(model, recorded), target}, steps);
  const gradientOf = (name: string): Tensor | undefined => {
    const [before, after] = [network.initializers.get(name), parameters.get(name)];
    if (!before || !after) return undefined;
    const [from, to] = [before.data as Float32Array, after.data as Float32Array];
    return {...after, data: from.map((value, at) => (value - (to[at] ?? NaN)) / learningRate)};
  };
  return {loss: losses[0], gradients: new Map(names.map((name) => [name, gradientOf(name)]))};
}

interface Found {
  readonly loss: number | undefined;
  readonly gradients: ReadonlyMap<string, Tensor | undefined>;
}

/** Float32 against float64: rounding in a network of a dozen layers stays an order below. */
const TOLERANCE = 1e-4;

describe('gradients of exported networks', () => {
  for (const [label, recorded] of Object.entries(networks))
    it(`equal PyTorch's: ${label}`, async () => {
      const path = new URL(`../../fixtures/foreign/${label}.onnx`, import.meta.url).pathname;
      const file = await readModel(path);
      const model = recorded.opset < 18 ? convertOpset(file) : file;
      const isByBatch = toInferenceMode(model.graph).changed > 0;
      const {loss, gradients} = await (isByBatch ? trainedGradients : plainGradients)(model, recorded);
      expect(loss).to.be.closeTo(recorded.loss, TOLERANCE * Math.abs(recorded.loss));
      // The gradient of a bias of keys is zero by mathematics: softmax does not see it.
      const floor = 1e-7 * Math.max(...Object.values(recorded.weights).map(({norm}) => norm));
      for (const [name, expected] of Object.entries(recorded.weights)) {
        const allowed = Math.max(TOLERANCE * expected.norm, floor);
        const gradient = gradients.get(name);
        const {norm, projections} = describeGradient(numbersOf(gradient));
        const where = `${name} (${expected.parameter})`;
        expect(gradient?.dims, where).to.deep.equal(expected.dims);
        expect(Math.abs(norm - expected.norm), where).to.be.at.most(allowed);
        projections.forEach((value, k) =>
          expect(Math.abs(value - (expected.projections[k] ?? NaN)), where).to.be.at.most(allowed),
        );
      }
    });
});
