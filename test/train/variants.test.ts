// Every activation, initializer, norm and composition learns: the loss falls, and every parameter moves.
import {expect} from 'chai';
import {Random} from '../../src/core/index.js';
import {architectures} from '../../src/models/index.js';
import {activations, initializers} from '../../src/nn/index.js';
import type {Graph} from '../../src/onnx/index.js';
import {OpGraph, stateInitializers} from '../../src/ops/index.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import {readNnOracle} from '../support/nn-oracle.js';
import {numbersOf} from '../support/run-graph.js';
import {float32, runTraining} from '../support/training.js';

const {norms} = readNnOracle();
const data = {inputs: {x: float32([norms.rows, 5], norms.x)}, target: Int32Array.from(norms.y)};

function network(given: Record<string, unknown>): Graph {
  const mlp = architectures.get('mlp');
  const g = new OpGraph({name: 'network'});
  const entry = [g.input('x', 'float32', ['batch', 5])];
  const random = new Random(2);
  g.output(mlp.build(g, {entry, vocabularySizes: [], outputs: 3, options: mlp.resolve(given), random}));
  return g.build();
}

const hidden = [8, 8];
const variants: readonly Record<string, unknown>[] = [
  ...activations.names().map((activation) => ({hidden, activation})),
  // From equal weights nothing but their mean could be learned.
  ...initializers
    .names()
    .flatMap((name) => (['zeros', 'constant'].includes(name) ? [] : [{hidden, initializer: name}])),
  {hidden, norm: 'batch', activation: 'silu', dropout: 0.1},
  {hidden: [8, 8, 6], residual: true, norm: 'batch'},
  {hidden, residual: true, norm: 'layer', activation: 'prelu'},
  {layers: [{norm: 'batch'}, {dense: 8}, {residual: [{norm: 'layer'}, {dense: 8}, {activation: 'mish'}]}]},
];

describe('a network learns', () => {
  for (const given of variants)
    it(JSON.stringify(given), async () => {
      const graph = network(given);
      const statistics = stateInitializers(graph);
      const names = [...graph.initializers.keys()].filter((name) => /_\d+\.(weight|bias|scale|slope)$/u.test(name));
      const program = buildTrainingProgram({
        ...{network: graph, logits: 'logits', parameters: names, loss: 'cross-entropy', optimizer: 'adam', seed: 5},
      });
      const steps = {batches: norms.batches, batchSize: 16, learningRate: 0.02, stepsPerRun: 60};
      const {losses, parameters} = await runTraining(program, graph, data, steps);
      const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      // Three epochs against three: the same rows.
      expect(mean(losses.slice(-9))).to.be.below(0.9 * mean(losses.slice(0, 9)));
      for (const name of [...names, ...statistics])
        expect(numbersOf(parameters.get(name)), name).not.to.deep.equal(numbersOf(graph.initializers.get(name)));
    });
});
