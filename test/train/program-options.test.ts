// Parts of a batch, recomputation, groups of parameters and averages: what they must not change, and what they must.
import {expect} from 'chai';
import type {Graph, Tensor} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import type {ParameterRates, TrainingProgramOptions} from '../../src/train/program-types.js';
import {planSegments} from '../../src/train/recompute.js';
import {PARAMETERS, torchData, torchNetwork, torchSteps} from '../support/torch-network.js';
import {type TrainingOutcome, float32, largestDifference, runTraining} from '../support/training.js';

const standard = {logits: 'logits', parameters: PARAMETERS, loss: 'cross-entropy', optimizer: 'adam', seed: 5};
const build = (network: Graph, options: Partial<TrainingProgramOptions> = {}) =>
  buildTrainingProgram({network, ...standard, ...options});
const numbersOf = (tensors: ReadonlyMap<string, Tensor>): number[] =>
  [...tensors.values()].flatMap(({data}) => Array.from(data, Number));
const bits = ({parameters, slots, losses}: TrainingOutcome): unknown => [
  [...parameters].map(([name, {data}]) => [name, [...data]]),
  [...slots].map(([name, {data}]) => [name, [...data]]),
  losses,
];

function expectClose(one: TrainingOutcome, other: TrainingOutcome): void {
  expect(largestDifference(one.losses, other.losses)).to.be.below(1e-5);
  expect(largestDifference(numbersOf(one.parameters), numbersOf(other.parameters))).to.be.below(1e-5);
}

describe('a batch computed in parts', () => {
  // 40 rows in batches of 12, the last of each epoch of 4; parts of 5 rows leave ragged ones everywhere.
  const order = Array.from({length: 40}, (_, index) => (index * 7) % 40);
  const epoch = [0, 12, 24, 36].map((begin) => order.slice(begin, begin + 12));
  const steps = torchSteps({batches: [...epoch, ...epoch, ...epoch], batchSize: 12, stepsPerRun: 5});
  const weights = Float32Array.from(torchData.target, (_, row) => 0.1 + (row % 3));

  for (const {name, dropout, options} of [
    {name: 'plain', dropout: 0, options: {}},
    {name: 'dropout', dropout: 0.4, options: {}},
    {name: 'clipping, penalties and decay', dropout: 0, options: {clipNorm: 0.3, l2: 0.01, weightDecay: 0.1}},
    {name: 'weighted rows', dropout: 0, options: {isWeighted: true}},
  ])
    it(`gives the update of the whole batch, the ragged end included: ${name}`, async () => {
      const network = torchNetwork(dropout);
      const data = 'isWeighted' in options ? {...torchData, weights} : torchData;
      const whole = await runTraining(build(network, options), network, data, steps);
      const parts = await runTraining(build(network, {...options, partRows: 5}), network, data, steps);
      expectClose(parts, whole);
      expect(bits(parts)).to.not.deep.equal(bits(whole)); // sums in another order
    });

  it('gives the same bits whatever the number of steps in a run', async () => {
    const network = torchNetwork(0.3);
    const program = build(network, {partRows: 5});
    const [one, other] = await Promise.all(
      [1, 12].map((stepsPerRun) => runTraining(program, network, torchData, {...steps, stepsPerRun})),
    );
    expect(one && bits(one)).to.deep.equal(other && bits(other));
  });

  it('gives the bits of the whole batch when that is one part', async () => {
    const network = torchNetwork();
    const whole = await runTraining(build(network), network, torchData, steps);
    const part = await runTraining(build(network, {partRows: 12}), network, torchData, steps);
    expect(bits(part)).to.deep.equal(bits(whole));
  });
});

/** Six layers, of which two add up: no cut between them. */
function deepNetwork(dropout: number): Graph {
  const g = new OpGraph({name: 'deep'});
  let x = g.input('x', 'float32', ['batch', 5]);
  const dense = (value: typeof x, index: number, width: number, outputs: number): typeof x => {
    const numbers = Array.from({length: width * outputs}, (_, at) => Math.sin(at * 1.7 + index));
    const weight = g.initializer(`w${String(index)}`, float32([width, outputs], numbers));
    const bias = g.initializer(
      `b${String(index)}`,
      float32(
        [outputs],
        Array.from({length: outputs}, () => 0.1),
      ),
    );
    return g.op('Gemm', [value, weight, bias], {}, {outputs: [`z${String(index)}`]});
  };
  for (let index = 0; index < 4; index += 1)
    x = g.op('Tanh', [dense(x, index, index === 0 ? 5 : 6, 6)], {}, {outputs: [`a${String(index)}`]});
  x = g.add(x, g.tanh(dense(x, 4, 6, 6)));
  if (dropout > 0) x = g.op('Dropout', [x, g.scalar(dropout)], {}, {outputs: ['kept']});
  g.output(g.op('Identity', [dense(x, 5, 6, 3)], {}, {outputs: ['logits']}));
  return g.build();
}
const DEEP = Array.from({length: 6}, (_, index) => [`w${String(index)}`, `b${String(index)}`]).flat();
const deepData = {
  inputs: {
    x: float32(
      [40, 5],
      Array.from({length: 200}, (_, at) => Math.cos(at)),
    ),
  },
  target: Int32Array.from({length: 40}, (_, row) => row % 3),
};

describe('recomputation', () => {
  it('divides where a single value leads on', () => {
    const segments = planSegments(deepNetwork(0), 'logits', DEEP);
    expect(segments.length).to.be.above(1);
    expect(segments.map(({to}) => to).at(-1)).to.equal('logits');
    for (const {from, graph} of segments.slice(1)) expect(graph.inputs.map(({name}) => name)).to.include(from);
    expect(segments.flatMap(({graph}) => graph.nodes).length).to.equal(deepNetwork(0).nodes.length);
  });

  for (const {name, dropout, options} of [
    {name: 'plain', dropout: 0, options: {}},
    {name: 'dropout and parts', dropout: 0.3, options: {partRows: 7}},
    {name: 'some parameters only', dropout: 0, options: {parameters: ['w0', 'b3', 'w5']}},
  ])
    it(`changes no bit: ${name}`, async () => {
      const network = deepNetwork(dropout);
      const common = {parameters: DEEP, ...options};
      const steps = torchSteps({stepsPerRun: 20});
      const kept = await runTraining(build(network, common), network, deepData, steps);
      const again = await runTraining(build(network, {...common, recompute: true}), network, deepData, steps);
      expect(bits(again)).to.deep.equal(bits(kept));
    });
});

describe('groups of parameters', () => {
  const rates = (...entries: [string, ParameterRates][]) => ({rates: new Map(entries)});

  it('with a factor of 1 and the same decay are no groups at all', async () => {
    const network = torchNetwork();
    const same = {learningRateFactor: 1, weightDecay: 0.1};
    const plain = await runTraining(build(network, {weightDecay: 0.1}), network, torchData, torchSteps());
    const options = rates(...PARAMETERS.map((name): [string, ParameterRates] => [name, same]));
    expect(bits(await runTraining(build(network, options), network, torchData, torchSteps()))).to.deep.equal(
      bits(plain),
    );
  });

  it('have learning rates and decays of their own', async () => {
    const network = torchNetwork();
    const sgd = {optimizer: 'sgd', clipNorm: 1e9};
    const slow = {learningRateFactor: 0.1, weightDecay: 0};
    const still = {learningRateFactor: 0, weightDecay: 0.5};
    const steps = torchSteps({batches: [[0, 1, 2, 3]], learningRate: 0.5, stepsPerRun: 1});
    const plain = await runTraining(build(network, sgd), network, torchData, steps);
    const grouped = await runTraining(
      build(network, {...sgd, ...rates(['w0', slow], ['b0', slow], ['w1', still])}),
      network,
      torchData,
      steps,
    );
    const change = (outcome: TrainingOutcome, name: string): number[] => {
      const before = network.initializers.get(name)?.data as Float32Array;
      return Array.from(outcome.parameters.get(name)?.data as Float32Array, (value, at) => value - (before[at] ?? 0));
    };
    for (const [name, factor] of [
      ['w0', 0.1],
      ['b0', 0.1],
      ['b1', 1],
    ] as const) {
      const expected = change(plain, name).map((value) => value * factor);
      expect(largestDifference(change(grouped, name), expected), name).to.be.below(1e-7);
    }
    // A rate of 0 is no step and, since the decay goes with the rate, no decay.
    expect(change(grouped, 'w1').every((value) => value === 0)).to.equal(true);
  });

  for (const optimizer of ['adafactor', 'muon', 'lamb'])
    it(`train beside each other with ${optimizer}`, async () => {
      const network = torchNetwork();
      const slow = {learningRateFactor: 0.5, weightDecay: 0};
      const options = {optimizer, ...rates(['b0', slow], ['w1', slow])};
      const both = await Promise.all(
        [1, 25].map((stepsPerRun) =>
          runTraining(build(network, options), network, torchData, torchSteps({stepsPerRun})),
        ),
      );
      expect(both[0] && bits(both[0])).to.deep.equal(both[1] && bits(both[1]));
      expect(both[0]?.losses.at(-1)).to.be.below(both[0]?.losses[0] ?? NaN);
    });
});
