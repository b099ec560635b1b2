// Every loss against PyTorch over 100 steps of gradient descent, ragged batches included, through the training program.
import {expect} from 'chai';
import {losses} from '../../src/nn/index.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import {readLossOracle} from '../support/oracle.js';
import {PARAMETERS, torchData, torchNetwork, torchSteps} from '../support/torch-network.js';
import {largestDifference, runTraining} from '../support/training.js';

/** Asked for: the same start, 100 steps, 10⁻⁵ relative. */
const TOLERANCE = 1e-5;
const {targets, trainings, shares: mixed, labels: several} = readLossOracle();
const wide = [
  ...mixed.trainings.map((one) => ({...one, weights: null, values: mixed.targets[String(one.shares)] ?? []})),
  ...several.trainings.map((one) => ({...one, values: several.target})),
];

describe('losses in training', () => {
  for (const {loss, options, target, outputs, weights, ...recorded} of trainings) {
    const {targetDtype} = losses.get(loss);
    it(`equal PyTorch over 100 steps: ${loss} ${JSON.stringify(options)}${weights ? ', rows weighted' : ''}`, async () => {
      const network = torchNetwork(0, outputs);
      const program = buildTrainingProgram({
        network,
        logits: 'logits',
        parameters: PARAMETERS,
        loss,
        lossOptions: options,
        isWeighted: weights !== null,
        optimizer: 'sgd',
        seed: 1,
      });
      const values = targets[target] ?? [];
      const data = {
        ...torchData,
        target: targetDtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values),
        ...(weights ? {weights: Float32Array.from(weights)} : {}),
      };
      const trained = await runTraining(program, network, data, torchSteps({learningRate: 0.05}));
      expect(largestDifference(trained.losses, recorded.losses)).to.be.below(TOLERANCE);
      for (const [index, parameter] of PARAMETERS.entries()) {
        const found = trained.parameters.get(parameter)?.data as Float32Array;
        expect(largestDifference(found, recorded.parameters[index] ?? []), parameter).to.be.below(TOLERANCE);
      }
    });
  }

  for (const {loss, options, shares, outputs, weights, values, ...recorded} of wide)
    it(`equal PyTorch over 100 steps of numbers for all classes: ${loss} ${JSON.stringify(options)}${weights ? ', rows weighted' : ''}`, async () => {
      const network = torchNetwork(0, outputs);
      const named = {network, logits: 'logits', parameters: PARAMETERS, loss, lossOptions: options};
      const program = buildTrainingProgram({...named, shares, isWeighted: weights !== null, optimizer: 'sgd', seed: 1});
      const data = {
        ...torchData,
        target: Float32Array.from(values),
        ...(weights ? {weights: Float32Array.from(weights)} : {}),
      };
      const steps = torchSteps({learningRate: 0.05});
      const trained = await runTraining(program, network, data, steps);
      expect(largestDifference(trained.losses, recorded.losses)).to.be.below(TOLERANCE);
      for (const [index, parameter] of PARAMETERS.entries()) {
        const found = trained.parameters.get(parameter)?.data as Float32Array;
        expect(largestDifference(found, recorded.parameters[index] ?? []), parameter).to.be.below(TOLERANCE);
      }
    });
});
