// The first operation whose result is no number: found in the forward and in the backward pass, with what it was given.
import {expect} from 'chai';
import {encodeModel, type Value} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {createSession} from '../../src/runtime/index.js';
import {type Anomaly, describeAnomaly, findAnomaly} from '../../src/train/anomaly.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import {float32} from '../support/training.js';

/** One traced step of x·w → `middle` → logits [2, 1] by the squared error against 0. */
async function anomalyOf(
  middle: (g: OpGraph, z: Value) => Value,
  numbers: {readonly x: number[]; readonly weight: number},
): Promise<Anomaly | undefined> {
  const g = new OpGraph({name: 'network'});
  const weight = g.initializer('weight', float32([1, 1], [numbers.weight]));
  const x = g.input('x', 'float32', ['batch', 1]);
  g.output(middle(g, g.op('MatMul', [x, weight], {}, {name: 'product', outputs: ['z']})), 'logits');
  const network = g.build();
  const program = buildTrainingProgram({
    ...{network, logits: 'logits', parameters: ['weight'], loss: 'mse', optimizer: 'sgd', seed: 1, traceValues: true},
  });
  const session = await createSession(encodeModel(program.model), {threads: 1});
  const entry = {x: float32([2, 1], numbers.x)};
  const outputs = await session.run({
    ...program.pack(network.initializers),
    ...entry,
    [program.targetInput.name]: float32([2], [0, 0]),
    ...program.stepFeeds({
      firstStep: 1,
      indices: Int32Array.of(0, 1),
      batchSize: 2,
      lengths: [2],
      learningRates: [0.1],
    }),
  });
  await session.close();
  return findAnomaly({
    network: program.network,
    logits: 'logits',
    trace: program.readTrace(outputs),
    known: new Map([...Object.entries(entry), ...network.initializers]),
    loss: program.readLosses(outputs)[0] ?? NaN,
  });
}

const named = (opType: string, output: string) => (g: OpGraph, z: Value) =>
  g.op(opType, [z], {}, {name: `the_${output}`, outputs: [output]});

describe('an anomaly', () => {
  it('of the forward pass names the operation and the ranges of its inputs', async () => {
    const found = await anomalyOf(named('Exp', 'e'), {x: [1, 100], weight: 2});
    expect(found).to.deep.equal({
      pass: 'forward',
      tensor: 'e',
      node: {name: 'the_e', op: 'Exp'},
      inputs: [{name: 'z', min: 2, max: 200, nanCount: 0, infiniteCount: 0}],
    });
    expect(found && describeAnomaly(found)).to.equal(
      "tensor 'e' in the forward pass, from Exp (node 'the_e') of z in [2, 200]",
    );
  });

  it('is found where it never reaches the loss', async () => {
    const found = await anomalyOf((g, z) => g.div(g.scalar(1), named('Exp', 'e')(g, z)), {x: [1, 100], weight: 2});
    expect(found?.tensor).to.equal('e');
  });

  it('of the backward pass names the operation whose gradient it is', async () => {
    const found = await anomalyOf(named('Sqrt', 's'), {x: [0, 4], weight: 1});
    // The gradient of the root at 0 is infinite; that of the squared error there is 0, and 0 · ∞ is none.
    expect(found).to.deep.include({pass: 'backward', tensor: 'z', node: {name: 'the_s', op: 'Sqrt'}});
    expect(found && describeAnomaly(found)).to.equal(
      "the gradient of tensor 'z' in the backward pass, from Sqrt (node 'the_s') of z in [0, 4], " +
        'the gradient of s in [0, 2]',
    );
  });

  it('may be in the rows, or in the loss', async () => {
    const rows = await anomalyOf(named('Tanh', 't'), {x: [1, NaN], weight: 1});
    expect(rows && describeAnomaly(rows)).to.equal("tensor 'x' in the forward pass, which enters the network");
    const loss = await anomalyOf(named('Identity', 'i'), {x: [1, 1e25], weight: 1});
    expect(loss && describeAnomaly(loss)).to.match(
      /^the loss in the forward pass, from the loss of logits in \[1, 1e\+25\]$/,
    );
  });

  it('is none where every number is one', async () => {
    expect(await anomalyOf(named('Tanh', 't'), {x: [1, 2], weight: 1})).to.equal(undefined);
  });
});
