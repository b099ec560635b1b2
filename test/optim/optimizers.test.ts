// Every optimizer against PyTorch's own over 100 steps, ragged batches included, through the training program.
import {expect} from 'chai';
import {optimizers, resolveOptimizerOptions, schedules} from '../../src/optim/index.js';
import type {TrainingProgramOptions} from '../../src/train/program-types.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import {errorOf} from '../support/error-of.js';
import {readTrainingOracle} from '../support/oracle.js';
import {PARAMETERS, torchData, torchNetwork, torchSteps} from '../support/torch-network.js';
import {largestDifference, runTraining} from '../support/training.js';

interface Case {
  readonly name: string;
  readonly optimizer: string;
  readonly learningRate: number | readonly number[];
  readonly options?: Partial<TrainingProgramOptions>;
}

const cosine = Array.from({length: 100}, (_, index) => 0.02 * schedules.get('cosine').factor(index + 1, 100));
const cases: readonly Case[] = [
  {name: 'sgd', optimizer: 'sgd', learningRate: 0.1},
  {name: 'sgd-momentum', optimizer: 'sgd', learningRate: 0.05, options: {optimizerOptions: {momentum: 0.9}}},
  {name: 'adam', optimizer: 'adam', learningRate: 0.01},
  {
    name: 'adam-betas',
    optimizer: 'adam',
    learningRate: 0.01,
    options: {optimizerOptions: {beta1: 0.8, beta2: 0.99, epsilon: 1e-6}},
  },
  {name: 'adamw', optimizer: 'adamw', learningRate: 0.01},
  {name: 'adamw-decay', optimizer: 'adamw', learningRate: 0.01, options: {weightDecay: 0.3}},
  {name: 'adam-l2', optimizer: 'adam', learningRate: 0.01, options: {l2: 0.05}},
  {name: 'sgd-l1', optimizer: 'sgd', learningRate: 0.1, options: {l1: 0.002}},
  {name: 'sgd-clip', optimizer: 'sgd', learningRate: 0.5, options: {clipNorm: 0.2}},
  {name: 'adam-cosine', optimizer: 'adam', learningRate: cosine},
];

/** Asked for: the same start, 100 steps, 10⁻⁵ relative. */
const TOLERANCE = 1e-5;
const oracle = readTrainingOracle().optimizers;

describe('optimizers', () => {
  it('covers every registered optimizer and every recorded case', () => {
    expect(new Set(cases.map(({optimizer}) => optimizer))).to.deep.equal(new Set(optimizers.names()));
    expect(cases.map(({name}) => name)).to.have.members(Object.keys(oracle));
  });

  for (const {name, optimizer, learningRate, options} of cases)
    for (const packedBelow of [1, 1e6])
      it(`equals PyTorch over 100 steps: ${name}, state ${packedBelow === 1 ? 'per parameter' : 'packed'}`, async () => {
        const network = torchNetwork();
        const program = buildTrainingProgram({
          network,
          logits: 'logits',
          parameters: PARAMETERS,
          loss: 'cross-entropy',
          optimizer,
          seed: 1,
          packedBelow,
          ...options,
        });
        const {parameters, losses, norms} = await runTraining(program, network, torchData, torchSteps({learningRate}));
        const recorded = oracle[name];
        expect(largestDifference(losses, recorded?.losses ?? [])).to.be.below(TOLERANCE);
        if (options?.clipNorm !== undefined)
          expect(largestDifference(norms, recorded?.norms ?? [])).to.be.below(TOLERANCE);
        for (const [index, parameter] of PARAMETERS.entries()) {
          const {data} = parameters.get(parameter) ?? {data: []};
          const difference = largestDifference(data as Float32Array, recorded?.parameters[index] ?? []);
          expect(difference, parameter).to.be.below(TOLERANCE);
        }
      });

  it('names an unknown option, and one out of range', () => {
    const resolve = (given: Record<string, number>) => () => resolveOptimizerOptions(optimizers.get('adam'), given);
    const unknown = errorOf(resolve({beta3: 0.9}));
    expect(unknown).to.have.property('code', 'OPTIMIZER_OPTION_UNKNOWN');
    expect(unknown.suggestions.join()).to.include('beta1');
    expect(errorOf(resolve({beta1: 1}))).to.have.property('code', 'OPTIMIZER_OPTION_INVALID');
    expect(resolveOptimizerOptions(optimizers.get('adam'), {beta1: 0.5})).to.include({beta1: 0.5, beta2: 0.999});
  });
});
