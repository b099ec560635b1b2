import {expect} from 'chai';
import fc from 'fast-check';
import type {Graph, Tensor} from '../../src/onnx/index.js';
import {checkModel, encodeModel} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {createSession} from '../../src/runtime/index.js';
import type {TrainingProgramOptions} from '../../src/train/program-types.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import {errorOf} from '../support/error-of.js';
import {PARAMETERS, torchData, torchNetwork, torchSteps} from '../support/torch-network.js';
import {type TrainingOutcome, float32, largestDifference, runTraining} from '../support/training.js';

function build(network: Graph, options: Partial<TrainingProgramOptions> = {}) {
  const standard = {logits: 'logits', parameters: PARAMETERS, loss: 'cross-entropy', optimizer: 'adam', seed: 5};
  return buildTrainingProgram({network, ...standard, ...options});
}

function bits({parameters, slots, losses}: TrainingOutcome): unknown {
  const plain = (tensors: ReadonlyMap<string, Tensor>) => [...tensors].map(([name, {data}]) => [name, [...data]]);
  return {parameters: plain(parameters), slots: plain(slots), losses};
}

const rowWeights = Float32Array.from(torchData.target, (_, row) => 0.1 + (row % 3));

describe('training program', () => {
  const variants: readonly {name: string; dropout?: number; options?: Partial<TrainingProgramOptions>}[] = [
    {name: 'packed state'},
    {name: 'state per parameter', options: {packedBelow: 1}},
    {name: 'dropout', dropout: 0.4},
    {name: 'everything at once', dropout: 0.2, options: {l1: 1e-3, l2: 1e-2, weightDecay: 0.1, clipNorm: 0.5}},
    {name: 'weighted rows', options: {isWeighted: true, lossOptions: {smoothing: 0.1}}},
  ];
  for (const {name, dropout, options} of variants)
    it(`gives the same bits whatever the number of steps in a run: ${name}`, async () => {
      const network = torchNetwork(dropout);
      const data = options?.isWeighted === true ? {...torchData, weights: rowWeights} : torchData;
      const [reference, ...others] = await Promise.all(
        [100, 1, 7, 32].map((stepsPerRun) =>
          runTraining(build(network, options), network, data, torchSteps({stepsPerRun})),
        ),
      );
      for (const other of others) expect(bits(other)).to.deep.equal(reference && bits(reference));
    });

  it('continues from unpacked state, in a new session, as if it had never stopped', async () => {
    const network = torchNetwork(0.5);
    const whole = await runTraining(build(network), network, torchData, torchSteps());
    const {batches} = torchSteps();
    const stop = 37;
    const first = torchSteps({batches: batches.slice(0, stop)});
    const half = await runTraining(build(network), network, torchData, first);
    const second = torchSteps({batches: batches.slice(stop), firstStep: stop + 1});
    const rest = await runTraining(build(network), network, torchData, second, half);
    expect(bits({...rest, losses: [...half.losses, ...rest.losses]})).to.deep.equal(bits(whole));
  });

  it('counts a row of weight 2 as two rows, and one of weight 0 not at all', async () => {
    const network = torchNetwork();
    const weights = Float32Array.from(torchData.target, (_, row) => (row === 0 ? 2 : row === 1 ? 0 : 1));
    const options = {learningRate: 0.1, optimizer: 'sgd', stepsPerRun: 1, batchSize: 4};
    const weighted = build(network, {isWeighted: true, optimizer: 'sgd'});
    const one = await runTraining(
      weighted,
      network,
      {...torchData, weights},
      torchSteps({...options, batches: [[0, 1, 2]]}),
    );
    const plain = build(network, {optimizer: 'sgd'});
    const other = await runTraining(plain, network, torchData, torchSteps({...options, batches: [[0, 0, 2]]}));
    expect(largestDifference(one.losses, other.losses)).to.be.below(1e-6); // two orders of summation
    for (const [name, {data}] of one.parameters) {
      const expected = other.parameters.get(name)?.data as Float32Array;
      expect(largestDifference(data as Float32Array, expected), name).to.be.below(1e-6);
    }
  });

  it('leaves everything as it is on a batch of weight 0', async () => {
    const network = torchNetwork();
    const program = build(network, {isWeighted: true, optimizer: 'sgd'});
    const data = {...torchData, weights: new Float32Array(torchData.target.length)};
    const steps = torchSteps({batches: [[3, 4]], stepsPerRun: 1});
    const {losses, parameters} = await runTraining(program, network, data, steps);
    expect(losses).to.deep.equal([0]);
    for (const [name, {data: values}] of parameters) expect(values).to.deep.equal(network.initializers.get(name)?.data);
  });

  it('drops differently under another seed, and the same under the same', async () => {
    const network = torchNetwork(0.5);
    const losses = async (seed: number): Promise<number[]> =>
      (await runTraining(build(network, {seed}), network, torchData, torchSteps())).losses;
    const [once, again, other] = await Promise.all([losses(1), losses(1), losses(2)]);
    expect(again).to.deep.equal(once);
    expect(other).not.to.deep.equal(once);
  });

  it('ignores what stands beyond the length of a short batch', async () => {
    const network = torchNetwork(0.3);
    const program = build(network);
    const session = await createSession(encodeModel(program.model), {threads: 1});
    const run = async (padding: number): Promise<unknown> => {
      const indices = Int32Array.of(3, 1, 4, padding);
      const steps = {firstStep: 1, indices, batchSize: 4, lengths: [3], learningRates: [0.1]};
      const target: Tensor = {dtype: 'int32', dims: [torchData.target.length], data: torchData.target};
      const outputs = await session.run({
        ...program.pack(network.initializers),
        ...torchData.inputs,
        [program.targetInput.name]: target,
        ...program.stepFeeds(steps),
      });
      return [program.readLosses(outputs), program.unpack(outputs)];
    };
    expect(await run(0)).to.deep.equal(await run(39));
    await session.close();
  });

  it('trains only the parameters named: all other initializers stay constants of the program', async () => {
    const network = torchNetwork();
    const program = build(network, {parameters: ['w1', 'b1'], l2: 0.1, weightDecay: 0.1});
    const {parameters} = await runTraining(program, network, torchData, torchSteps());
    expect([...parameters.keys()]).to.deep.equal(['w1', 'b1']);
    const [loop] = program.model.graph.nodes;
    const body = loop?.attributes['body'];
    const frozen = body?.type === 'graph' ? body.value.initializers.get('w0') : undefined;
    expect(frozen?.data).to.deep.equal(network.initializers.get('w0')?.data);
  });

  it('never moves a weight that a constant mask holds at zero', async () => {
    const g = new OpGraph({name: 'network'});
    const weight = g.initializer('weight', float32([3, 1], [1, 0, 2]));
    const mask = g.initializer('mask', float32([3, 1], [1, 0, 1]));
    g.output(g.matMul(g.input('x', 'float32', ['batch', 3]), g.mul(weight, mask)), 'logits');
    const network = g.build();
    const program = build(network, {parameters: ['weight'], loss: 'mse', l2: 0.01});
    const data = {inputs: {x: float32([2, 3], [1, 2, 3, 4, 5, 6])}, target: Float32Array.of(5, -5)};
    const steps = {batches: [[0, 1], [1], [0]], batchSize: 2, learningRate: 0.1, stepsPerRun: 3};
    const {parameters} = await runTraining(program, network, data, steps);
    const [a, b, c] = [...(parameters.get('weight')?.data ?? [])];
    expect(b).to.equal(0);
    expect(a).not.to.equal(1);
    expect(c).not.to.equal(2);
  });

  it('gives the gradient norm before clipping', async () => {
    const network = torchNetwork();
    const free = await runTraining(build(network, {gradientNorms: true}), network, torchData, torchSteps());
    const clipped = await runTraining(build(network, {clipNorm: 1e9}), network, torchData, torchSteps());
    const silent = await runTraining(build(network), network, torchData, torchSteps());
    expect(free.norms).to.have.length(100);
    expect(clipped.norms).to.deep.equal(free.norms);
    expect(silent.norms).to.deep.equal([]);
    expect(silent.losses).to.deep.equal(free.losses);
  });

  it('leaves biases out of the penalties and decays everything', async () => {
    const g = new OpGraph({name: 'network'});
    const x = g.input('x', 'float32', ['batch', 1]);
    const weight = g.initializer('weight', float32([1, 1], [2]));
    g.output(g.op('Gemm', [x, weight, g.initializer('bias', float32([1], [4]))], {}, {outputs: ['logits']}));
    const network = g.build();
    // x = 0 and target = bias: the loss has no gradient, so only penalty and decay move anything.
    const data = {inputs: {x: float32([1, 1], [0])}, target: Float32Array.of(4)};
    const steps = {batches: [[0]], batchSize: 1, learningRate: 0.5, stepsPerRun: 1};
    const names = ['weight', 'bias'];
    const run = async (options: Partial<TrainingProgramOptions>): Promise<(number | string | bigint | undefined)[]> => {
      const program = build(network, {parameters: names, loss: 'mse', optimizer: 'sgd', ...options});
      const {parameters} = await runTraining(program, network, data, steps);
      return names.map((name) => parameters.get(name)?.data[0]);
    };
    expect(await run({l2: 0.25})).to.deep.equal([2 - 0.5 * 0.25 * 2, 4]);
    expect(await run({l1: 0.25})).to.deep.equal([2 - 0.5 * 0.25, 4]);
    expect(await run({weightDecay: 0.25})).to.deep.equal([2 * (1 - 0.125), 4 * (1 - 0.125)]);
  });

  it('packs and unpacks any parameters without changing a bit', () => {
    const arbitrary = fc.array(fc.array(fc.integer({min: 1, max: 4}), {maxLength: 3}), {minLength: 1, maxLength: 6});
    fc.assert(
      fc.property(arbitrary, fc.integer({min: 1, max: 70}), (shapes, packedBelow) => {
        const g = new OpGraph({name: 'network'});
        const x = g.input('x', 'float32', ['batch', 1]);
        const parameters = new Map(
          shapes.map((dims, index) => {
            const length = dims.reduce((product, dim) => product * dim, 1);
            const values = Array.from({length}, (_, at) => index + at / 64);
            return [`p${String(index)}`, float32(dims, values)];
          }),
        );
        const sums = [...parameters].map(([name, tensor]) => g.reduceSum(g.initializer(name, tensor)));
        g.output(
          sums.reduce((total, value) => g.add(total, value), x),
          'logits',
        );
        const program = build(g.build(), {parameters: [...parameters.keys()], loss: 'mse', packedBelow});
        checkModel(program.model);
        const feeds = program.pack(parameters);
        const outputs = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [`next/${name}`, tensor]));
        const unpacked = program.unpack(outputs);
        expect([...unpacked.parameters]).to.deep.equal([...parameters]);
        expect(program.stateFeeds(outputs)).to.deep.equal(feeds);
        expect([...unpacked.slots.keys()]).to.have.members([...parameters.keys()].flatMap((p) => [`${p}/m`, `${p}/v`]));
      }),
      {numRuns: 30},
    );
  });

  it('refuses a network without trainable parameters, and one that is not float32', () => {
    const network = torchNetwork();
    expect(errorOf(() => build(network, {parameters: []}))).to.have.property('code', 'TRAIN_NETWORK_INVALID');
    const missing = errorOf(() => build(network, {parameters: ['w9']}));
    expect(missing.message).to.include("'w9'").and.to.include('absent');
  });
});
