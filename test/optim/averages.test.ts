// Every average of the weights against torch.optim.swa_utils over 100 steps, through the training program.
import {expect} from 'chai';
import {averageShare, averages, resolveAverageOptions} from '../../src/optim/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import {errorOf} from '../support/error-of.js';
import {readOptimizerOracle} from '../support/oracle.js';
import {PARAMETERS, torchData, torchNetwork, torchSteps} from '../support/torch-network.js';
import {float32, largestDifference, runTraining} from '../support/training.js';

const {stepsPerEpoch, cases} = readOptimizerOracle().averages;

const sharesOf = (name: string, given: Readonly<Record<string, number>>, count: number, perEpoch: number): number[] => {
  const average = averages.get(name);
  const options = resolveAverageOptions(average, given);
  return Array.from({length: count}, (_, index) =>
    averageShare(average, options, {step: index + 1, stepsPerEpoch: perEpoch}),
  );
};

describe('averages of the weights', () => {
  for (const {name, options} of averages.values())
    it(`has recorded averages of ${name}, and for each of its options one that sets it`, () => {
      const runs = cases.filter(({average}) => average === name);
      for (const [option, {default: usual}] of Object.entries(options))
        expect(
          runs.some((run) => (run.options[option] ?? usual) !== usual),
          option,
        ).to.equal(true);
    });

  for (const {average, options, parameters: recorded} of cases)
    for (const packedBelow of [1, 1e6])
      it(`equals PyTorch: ${average} ${JSON.stringify(options)}, ${packedBelow === 1 ? 'per parameter' : 'packed'}`, async () => {
        const network = torchNetwork();
        const common = {network, logits: 'logits', parameters: PARAMETERS, loss: 'cross-entropy', optimizer: 'adam'};
        const plain = buildTrainingProgram({...common, seed: 1, packedBelow});
        const program = buildTrainingProgram({...common, seed: 1, packedBelow, isAveraged: true});
        const averageShares = sharesOf(average, options, 100, stepsPerEpoch);
        const {slots, parameters} = await runTraining(
          program,
          network,
          torchData,
          torchSteps({averageShares, stepsPerRun: 30}),
        );
        for (const [index, name] of PARAMETERS.entries()) {
          const {data} = slots.get(`${name}/average`) ?? {data: []};
          expect(largestDifference(data as Float32Array, recorded[index] ?? []), name).to.be.below(1e-5);
        }
        const unaveraged = await runTraining(plain, network, torchData, torchSteps({stepsPerRun: 30}));
        expect([...parameters]).to.deep.equal([...unaveraged.parameters]);
      });

  it('begins with the very weights, and averages running statistics as well', async () => {
    const g = new OpGraph({name: 'network'});
    const x = g.input('x', 'float32', ['batch', 2]);
    const vector = (name: string, values: number[]) => g.initializer(name, float32([2], values));
    const norm = [vector('scale', [1, 1]), vector('bias', [0, 0]), vector('mean', [0, 0]), vector('variance', [1, 1])];
    const y = g.op('BatchNormalization', [x, ...norm], {}, {outputs: ['y']});
    g.output(g.matMul(y, g.initializer('weight', float32([2, 1], [1, -1]))), 'logits');
    const network = g.build();
    const parameters = ['scale', 'bias', 'weight'];
    const program = buildTrainingProgram({
      ...{network, logits: 'logits', parameters, loss: 'mse', optimizer: 'sgd', seed: 1, isAveraged: true},
    });
    const data = {inputs: {x: float32([4, 2], [1, 2, 3, 5, 8, 13, 2, 1])}, target: Float32Array.of(1, 2, 3, 4)};
    const batches = [
      [0, 1],
      [2, 3],
      [0, 2],
      [1, 3],
    ];
    const at = (count: number, averageShares: readonly number[]) => {
      const steps = {batches: batches.slice(0, count), batchSize: 2, learningRate: 0.1, stepsPerRun: 4, averageShares};
      return runTraining(program, network, data, steps);
    };
    const shares = sharesOf('swa', {}, 4, 2);
    expect(shares).to.deep.equal([0, 1, 0, 0.5]);
    const [half, end] = [await at(2, shares), await at(4, shares)];
    for (const name of [...parameters, 'mean', 'variance']) {
      const [first, last] = [half, end].map((outcome) => outcome.parameters.get(name)?.data as Float32Array);
      expect(half.slots.get(`${name}/average`)?.data, name).to.deep.equal(first);
      const mean = Array.from(last ?? [], (value, index) => (value + (first?.[index] ?? NaN)) / 2);
      const {data: averaged} = end.slots.get(`${name}/average`) ?? {data: []};
      expect(largestDifference(averaged as Float32Array, mean), name).to.be.below(1e-6);
    }
  });

  it('refuses an option that would do nothing', () => {
    const error = errorOf(() => resolveAverageOptions(averages.get('swa'), {decay: 0.9}));
    expect(error).to.have.property('code', 'AVERAGE_OPTION_UNKNOWN');
    expect(errorOf(() => resolveAverageOptions(averages.get('ema'), {from: 0}))).to.have.property(
      'code',
      'AVERAGE_OPTION_INVALID',
    );
  });
});
