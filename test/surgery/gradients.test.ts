// Networks as PyTorch's two exporters write them: the gradient of every weight against float64 PyTorch.
import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import {buildGradients} from '../../src/autodiff/index.js';
import {readModel, type Model, type Tensor} from '../../src/onnx/index.js';
import {findOp, openGraph} from '../../src/ops/index.js';
import {crossEntropy} from '../support/foreign.js';
import {numbersOf, runGraph} from '../support/run-graph.js';

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

/** Float32 against float64: rounding in a network of a dozen layers stays an order below. */
const TOLERANCE = 1e-4;

describe('gradients of exported networks', () => {
  for (const [label, recorded] of Object.entries(networks))
    it(`equal PyTorch's: ${label}`, async function () {
      const model = await readModel(new URL(`../../fixtures/foreign/${label}.onnx`, import.meta.url).pathname);
      if (!model.graph.nodes.every(findOp)) this.skip();
      const g = openGraph(model.graph);
      const logits = g.value(model.graph.outputs[0]?.name ?? '');
      const loss = crossEntropy(g, logits, recorded.targets);
      const names = Object.keys(recorded.weights);
      const gradients = buildGradients(
        g,
        loss,
        names.map((name) => g.value(name)),
      );
      g.output(loss, 'loss');
      gradients.forEach((gradient, index) => g.output(gradient, `gradient/${names[index] ?? ''}`));
      const found = await runGraph(g.build(), feedsOf(model, recorded));
      expect(numbersOf(found['loss'])[0]).to.be.closeTo(recorded.loss, TOLERANCE * Math.abs(recorded.loss));
      // The gradient of a bias of keys is zero by mathematics: softmax does not see it.
      const floor = 1e-7 * Math.max(...Object.values(recorded.weights).map(({norm}) => norm));
      for (const [name, expected] of Object.entries(recorded.weights)) {
        const allowed = Math.max(TOLERANCE * expected.norm, floor);
        const gradient = found[`gradient/${name}`];
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
