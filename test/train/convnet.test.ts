// Training of convolutions, pools and batch normalization of images, against PyTorch.
import {expect} from 'chai';
import {buildTrainingProgram} from '../../src/train/program.js';
import {numbersOf, runGraph} from '../support/run-graph.js';
import {CONVNET_PARAMETERS, convnetData, convnetOracle, convnetSteps, torchConvnet} from '../support/torch-convnet.js';
import {type TrainingOutcome, largestDifference, runTraining} from '../support/training.js';

const build = () =>
  buildTrainingProgram({
    network: torchConvnet(),
    ...{logits: 'logits', parameters: CONVNET_PARAMETERS, loss: 'cross-entropy', optimizer: 'adam', seed: 5},
  });

const bits = ({parameters, slots}: TrainingOutcome): unknown =>
  [parameters, slots].map((tensors) => [...tensors].map(([name, {data}]) => [name, [...(data as Float32Array)]]));

describe('training a convolutional network', () => {
  it('equals PyTorch over 24 steps with ragged batches: losses, weights, running statistics', async () => {
    const outcome = await runTraining(build(), torchConvnet(), convnetData, convnetSteps());
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
    const [reference, ...others] = await Promise.all(
      [24, 5].map((stepsPerRun) => runTraining(build(), torchConvnet(), convnetData, convnetSteps({stepsPerRun}))),
    );
    for (const other of others) expect(bits(other)).to.deep.equal(reference && bits(reference));
  });
});
