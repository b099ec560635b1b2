// Every optimizer against PyTorch's own over 100 steps, ragged batches included, through the training program.
import {expect} from 'chai';
import {optimizers, resolveOptimizerOptions, scheduleFactor, schedules} from '../../src/optim/index.js';
import type {TrainingProgramOptions} from '../../src/train/program-types.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import {errorOf} from '../support/error-of.js';
import {readOptimizerOracle, readTrainingOracle} from '../support/oracle.js';
import {PARAMETERS, torchData, torchNetwork, torchSteps} from '../support/torch-network.js';
import {largestDifference, runTraining, type TrainingOutcome} from '../support/training.js';

interface Case {
  readonly name: string;
  readonly optimizer: string;
  readonly learningRate: number | readonly number[];
  readonly options?: Partial<TrainingProgramOptions>;
}

const cosine = Array.from({length: 100}, (_, index) => {
  const at = {step: index + 1, totalSteps: 100, stepsPerEpoch: 3, warmupSteps: 0};
  return 0.02 * scheduleFactor(schedules.get('cosine'), {floor: 0}, at);
});
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
const recordedRuns = readOptimizerOracle().optimizers;

async function train(
  optimizer: string,
  learningRate: number | readonly number[],
  options: Partial<TrainingProgramOptions>,
): Promise<TrainingOutcome> {
  const network = torchNetwork();
  const common = {network, logits: 'logits', parameters: PARAMETERS, loss: 'cross-entropy', optimizer, seed: 1};
  const program = buildTrainingProgram({...common, ...options});
  return runTraining(program, network, torchData, torchSteps({learningRate}));
}

function expectSame(
  {losses, parameters}: Pick<TrainingOutcome, 'losses' | 'parameters'>,
  recorded: {readonly losses: number[]; readonly parameters: number[][]} | undefined,
): void {
  expect(largestDifference(losses, recorded?.losses ?? [])).to.be.below(TOLERANCE);
  for (const [index, parameter] of PARAMETERS.entries()) {
    const {data} = parameters.get(parameter) ?? {data: []};
    const difference = largestDifference(data as Float32Array, recorded?.parameters[index] ?? []);
    expect(difference, parameter).to.be.below(TOLERANCE);
  }
}

describe('optimizers', () => {
  it('covers every recorded case', () => {
    expect(cases.map(({name}) => name)).to.have.members(Object.keys(oracle));
  });

  for (const {name, options} of optimizers.values())
    it(`has recorded runs of ${name}, and for each of its options one that sets it`, () => {
      const runs = recordedRuns.filter(({optimizer}) => optimizer === name);
      expect(runs).to.not.be.empty;
      for (const [option, {default: usual}] of Object.entries(options))
        expect(
          runs.some((run) => (run.options[option] ?? usual) !== usual),
          option,
        ).to.equal(true);
    });

  for (const {name, optimizer, learningRate, options} of cases)
    for (const packedBelow of [1, 1e6])
      it(`equals PyTorch over 100 steps: ${name}, state ${packedBelow === 1 ? 'per parameter' : 'packed'}`, async () => {
        const {norms, ...trained} = await train(optimizer, learningRate, {packedBelow, ...options});
        const recorded = oracle[name];
        expectSame(trained, recorded);
        if (options?.clipNorm !== undefined)
          expect(largestDifference(norms, recorded?.norms ?? [])).to.be.below(TOLERANCE);
      });

  for (const {optimizer, learningRate, options, weightDecay, ...recorded} of recordedRuns)
    it(`equals PyTorch over 100 steps: ${optimizer}, rate ${String(learningRate)}, ${JSON.stringify(options)}`, async () => {
      const {defaults} = optimizers.get(optimizer);
      const rate = learningRate ?? defaults.learningRate;
      const decay = weightDecay === undefined ? {} : {weightDecay};
      expectSame(await train(optimizer, rate, {optimizerOptions: options, ...decay}), recorded);
    });

  it('names an unknown option, and one out of range', () => {
    const resolve = (given: Record<string, number>) => () => resolveOptimizerOptions(optimizers.get('adam'), given);
    const unknown = errorOf(resolve({beta3: 0.9}));
    expect(unknown).to.have.property('code', 'OPTIMIZER_OPTION_UNKNOWN');
    expect(unknown.suggestions.join()).to.include('beta1');
    const invalid = errorOf(resolve({beta1: 1}));
    expect(invalid).to.have.property('code', 'OPTIMIZER_OPTION_INVALID');
    expect(invalid.message).to.include('of at least 0 and below 1, got 1');
    expect(resolveOptimizerOptions(optimizers.get('adam'), {beta1: 0.5})).to.include({beta1: 0.5, beta2: 0.999});
  });

  it('refuses Nesterov momentum without momentum', () => {
    const error = errorOf(() => resolveOptimizerOptions(optimizers.get('sgd'), {nesterov: 1}));
    expect(error).to.have.property('code', 'OPTIMIZER_OPTION_INVALID');
    expect(error.message).to.include("'momentum' is 0");
    expect(
      errorOf(() => resolveOptimizerOptions(optimizers.get('sgd'), {momentum: 0.9, nesterov: 0.5})).message,
    ).to.include('a whole number of at least 0 up to 1');
  });

  it('gives the numbers of a step of NAdam whichever steps were asked for before', () => {
    const {hostScalars, options} = optimizers.get('nadam');
    const resolved = resolveOptimizerOptions(optimizers.get('nadam'), {beta1: 0.97});
    expect(Object.keys(options)).to.include('momentum-decay');
    const late = hostScalars(5000, 0.01, resolved);
    const inOrder = Array.from({length: 5000}, (_, index) => hostScalars(index + 1, 0.01, resolved));
    expect(inOrder.at(-1)).to.deep.equal(late);
    // P₁ = μ₁ and m₁ = (1−β₁)·g: by hand from the definition.
    const momentum = (step: number): number => 0.97 * (1 - 0.5 * 0.96 ** (step * 0.004));
    const {gradientRate, momentRate, epsilon} = inOrder[0] ?? {};
    expect(gradientRate).to.be.closeTo(0.01, 1e-15);
    expect(momentRate).to.be.closeTo((0.01 * momentum(2) * 0.03) / (1 - momentum(1) * momentum(2)), 1e-15);
    expect(epsilon).to.equal(1e-8);
  });
});
