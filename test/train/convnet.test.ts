// Training of convolutions, pools and batch normalization of images, against PyTorch.
import {expect} from 'chai';
import type {Graph} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {blockConvolutions, findConvBlock} from '../../src/train/blocked-conv.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import {numbersOf, runGraph} from '../support/run-graph.js';
import {CONVNET_PARAMETERS, convnetData, convnetOracle, convnetSteps, torchConvnet} from '../support/torch-convnet.js';
import {type TrainingOutcome, largestDifference, runTraining} from '../support/training.js';

const build = (convBlock?: number) =>
  buildTrainingProgram({
    network: torchConvnet(),
    convBlock,
    ...{logits: 'logits', parameters: CONVNET_PARAMETERS, loss: 'cross-entropy', optimizer: 'adam', seed: 5},
  });

const bits = ({parameters, slots}: TrainingOutcome): unknown =>
  [parameters, slots].map((tensors) => [...tensors].map(([name, {data}]) => [name, [...(data as Float32Array)]]));

describe('training a convolutional network', () => {
  for (const layout of ['plain', 'blocked'] as const)
    it(`equals PyTorch over 24 steps with ragged batches: losses, weights, running statistics (${layout})`, async function () {
      const block = await findConvBlock();
      if (layout === 'blocked' && block === undefined) this.skip();
      const program = build(layout === 'blocked' ? block : undefined);
      const outcome = await runTraining(program, torchConvnet(), convnetData, convnetSteps());
      // Float32 against float64 over 24 steps of Adam, which divides by small second moments.
      expect(largestDifference(outcome.losses, convnetOracle.losses)).to.be.below(2e-5);
      expect([...outcome.parameters.keys()]).to.have.members(Object.keys(convnetOracle.tensors));
      for (const [name, expected] of Object.entries(convnetOracle.tensors))
        expect(largestDifference(numbersOf(outcome.parameters.get(name)), expected), name).to.be.below(2e-5);
      const graph = torchConvnet();
      const trained = {...graph, initializers: new Map([...graph.initializers, ...outcome.parameters])};
      const {logits} = await runGraph(trained, convnetData.inputs);
      expect(largestDifference(numbersOf(logits), convnetOracle.evaluated)).to.be.below(2e-5);
    });

  it('gives the same bits whatever the number of steps in a run', async () => {
    const block = await findConvBlock();
    const [reference, ...others] = await Promise.all(
      [24, 5].map((stepsPerRun) => runTraining(build(block), torchConvnet(), convnetData, convnetSteps({stepsPerRun}))),
    );
    for (const other of others) expect(bits(other)).to.deep.equal(reference && bits(reference));
  });
});

describe('blockConvolutions', () => {
  it('takes every convolution whose channels fill blocks, forward and backward, and leaves the others', () => {
    const body = (block: number): Graph => {
      const loop = build(block).model.graph.nodes.find(({opType}) => opType === 'Loop')?.attributes['body'];
      if (loop?.type !== 'graph') throw new Error('a Loop with a body');
      return loop.value;
    };
    const count = (graph: Graph, domain: string) =>
      graph.nodes.filter((node) => node.opType === 'Conv' && node.domain === domain).length;
    // Depthwise, 3×3 and 1×1: forward, input and, of the depthwise, weight gradient.
    expect(count(body(16), 'com.microsoft.nchwc')).to.equal(7);
    // The first layer (2 channels) and the weight gradient of the 3×3, whose channels are the batch.
    expect(count(body(16), '')).to.equal(2);
    expect(count(body(32), 'com.microsoft.nchwc')).to.equal(0);
  });

  it('makes a Relu that alone reads a convolution part of it', () => {
    const g = new OpGraph({name: 'network'});
    const [x, w] = [g.input('x', 'float32', ['batch', 16, 4, 4]), g.input('w', 'float32', [16, 16, 1, 1])];
    g.output(g.relu(g.op('Conv', [x, w])), 'y');
    const {nodes} = blockConvolutions(g.build(), 16);
    expect(nodes.map(({opType}) => opType)).to.deep.equal([
      ...['ReorderInput', 'Reshape', 'Transpose', 'Reshape', 'Conv', 'ReorderOutput', 'Identity'],
    ]);
    expect(nodes[4]?.attributes['activation']).to.deep.equal({type: 'string', value: 'Relu'});
  });
});
