import {expect} from 'chai';
import {encodeModel} from '../../src/onnx/index.js';
import {createSession} from '../../src/runtime/index.js';
import {buildEvaluationProgram} from '../../src/train/evaluation-program.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import {numbersOf} from '../support/run-graph.js';
import {PARAMETERS, torchData, torchNetwork} from '../support/torch-network.js';
import {runTraining} from '../support/training.js';

describe('evaluation program', () => {
  it('gives the loss of the first training step for the same weights and rows, without dropout', async () => {
    const network = torchNetwork(0.5);
    const common = {logits: 'logits', parameters: PARAMETERS, loss: 'cross-entropy'};
    const program = buildEvaluationProgram({network, ...common});
    const session = await createSession(encodeModel(program.model), {threads: 1});
    const {length: rows} = torchData.target;
    const outputs = await session.run({
      ...torchData.inputs,
      [program.targetInput.name]: {dtype: program.targetInput.dtype, dims: [rows], data: torchData.target},
      ...program.parameterFeeds(network.initializers),
    });
    await session.close();

    const plain = torchNetwork();
    const training = buildTrainingProgram({network: plain, ...common, optimizer: 'sgd', seed: 1});
    const batches = [Array.from({length: rows}, (_, row) => row)];
    const steps = {batches, batchSize: rows, learningRate: 0.1, stepsPerRun: 1};
    const {losses} = await runTraining(training, plain, torchData, steps);
    // Two orders of summation over 40 rows.
    expect(program.readLossSum(outputs) / rows).to.be.closeTo(losses[0] ?? NaN, 1e-6);
    expect(program.readLogits(outputs).dims).to.deep.equal([rows, 3]);
    expect(numbersOf(program.readLogits(outputs)).every(Number.isFinite)).to.equal(true);
  });
});
