// Patterns on weights: what trains, at which rates, and what is refused.
import {expect} from 'chai';
import {parseGroups} from '../../src/cli/index.js';
import type {Node} from '../../src/onnx/index.js';
import type {Network} from '../../src/train/network.js';
import {freezeWeights, frozenWeights, planWeights} from '../../src/train/parameter-groups.js';
import type {GivenSettings} from '../../src/train/settings.js';
import {resolveSettings} from '../../src/train/settings.js';
import {errorOf} from '../support/error-of.js';
import {float32} from '../support/training.js';

const tensors = new Map(
  [
    ['dense_0.weight', [2, 3]],
    ['dense_0.bias', [3]],
    ['norm_0.mean', [3]],
    ['norm_0.variance', [3]],
    ['output_0.weight', [3, 1]],
    ['output_0.bias', [1]],
  ].map(([name, dims]) => {
    const sizes = dims as number[];
    return [name as string, float32(sizes, new Float32Array(sizes.reduce((a, b) => a * b, 1)))];
  }),
);
const statistics = ['norm_0.mean', 'norm_0.variance'];
const norm: Node = {
  ...{opType: 'BatchNormalization', domain: '', name: 'norm_0', outputs: ['y'], attributes: {}},
  inputs: ['x', 'dense_0.bias', 'dense_0.bias', ...statistics],
};
const network: Network = {
  graph: {name: 'network', inputs: [], outputs: [], nodes: [norm], initializers: tensors, values: new Map()},
  parameters: [...tensors.keys()].filter((name) => !statistics.includes(name)),
  statistics,
  weights: tensors,
};
const plan = (given: GivenSettings) => planWeights(network, resolveSettings(given, false));
const usesOf = (given: GivenSettings): Record<string, string> =>
  Object.fromEntries(plan(given).map(({name, use}) => [name, use]));

describe('patterns on weights', () => {
  it('leave everything training without any', () => {
    expect(usesOf({})).to.deep.equal({
      'dense_0.weight': 'trains',
      'dense_0.bias': 'trains',
      'norm_0.mean': 'follows',
      'norm_0.variance': 'follows',
      'output_0.weight': 'trains',
      'output_0.bias': 'trains',
    });
  });

  it('freeze what they name, or all they do not name, running statistics too', () => {
    expect(usesOf({freeze: ['dense_*', 'norm_*']})).to.deep.equal(usesOf({train: ['output_*']}));
    expect(usesOf({train: ['*.bias'], freeze: ['output_*']})['dense_0.bias']).to.equal('trains');
    const frozen = freezeWeights(network, plan({train: ['output_*']}));
    expect(frozen.parameters).to.deep.equal(['output_0.weight', 'output_0.bias']);
    expect(frozen.statistics).to.deep.equal([]);
    expect([...frozenWeights(frozen).keys()]).to.deep.equal([...tensors.keys()].slice(0, 4));
  });

  it('set rates, the later pattern deciding where two set the same', () => {
    const weights = plan({
      weightDecay: 0.1,
      decayMatricesOnly: true,
      group: {
        'dense_*': {'learning-rate-factor': 0.1},
        '*.weight': {'weight-decay': 0.5},
        'output_*': {'learning-rate-factor': 2, 'weight-decay': 0},
      },
    });
    const rates = Object.fromEntries(weights.map(({name, rates: own}) => [name, own]));
    expect(rates).to.deep.equal({
      'dense_0.weight': {learningRateFactor: 0.1, weightDecay: 0.5},
      'dense_0.bias': {learningRateFactor: 0.1, weightDecay: 0},
      'norm_0.mean': null,
      'norm_0.variance': null,
      'output_0.weight': {learningRateFactor: 2, weightDecay: 0},
      'output_0.bias': {learningRateFactor: 2, weightDecay: 0},
    });
  });

  const refused: readonly {given: GivenSettings; says: RegExp; hints?: RegExp}[] = [
    {given: {freeze: ['dense_0.wieght']}, says: /--freeze 'dense_0.wieght' matches none/, hints: /'dense_0.weight'/},
    {given: {train: ['head.*']}, says: /--train 'head\.\*' matches none of the 6 weights/, hints: /output_0.bias/},
    {given: {group: {'x*': {'weight-decay': 1}}}, says: /--group 'x\*' matches none/},
    {given: {freeze: ['*']}, says: /All 6 weights are frozen/},
    {given: {train: ['norm_*']}, says: /All 6 weights are frozen/},
    {
      given: {freeze: ['dense_*'], group: {'dense_*': {'weight-decay': 1}}},
      says: /--group 'dense_\*' would do nothing with weight-decay/,
    },
    {
      given: {group: {'*.bias': {'weight-decay': 1}, '*': {'weight-decay': 2}}},
      says: /--group '\*\.bias' would do nothing/,
    },
    {given: {group: {'*': {'learning-rate': 1} as Record<string, number>}}, says: /has no setting 'learning-rate'/},
    {given: {group: {'*': {'weight-decay': -1}}}, says: /a number of at least 0 for weight-decay, got -1/},
    {given: {decayMatricesOnly: true}, says: /--decay-matrices-only would do nothing/},
    {given: {averageOption: {from: 2}}, says: /--average-option would do nothing without --average/},
    {given: {average: 'swa', averageOption: {from: 9}, epochs: 8}, says: /from=9 begins after the last of 8 epochs/},
    {given: {accumulate: 0}, says: /--accumulate expects a whole number of at least 1, got 0/},
  ];
  for (const {given, says, hints} of refused)
    it(`refuse ${JSON.stringify(given)}`, () => {
      const error = errorOf(() => plan(given));
      expect(error).to.have.property('code', 'TRAIN_OPTION_INVALID');
      expect(error.message).to.match(says);
      if (hints) expect(error.suggestions.join(' ')).to.match(hints);
    });
});

describe('--group', () => {
  it('reads a pattern and its settings, as a flag and as it comes from a map', () => {
    expect(parseGroups(['dense_0.*:learning-rate-factor=0.1,weight-decay=0'])).to.deep.equal({
      'dense_0.*': {'learning-rate-factor': 0.1, 'weight-decay': 0},
    });
    expect(parseGroups(['a:b=c:0=weight-decay=1e-3', 'x:weight-decay=1', 'x:learning-rate-factor=2'])).to.deep.equal({
      'a:b=c:0': {'weight-decay': 0.001},
      x: {'weight-decay': 1, 'learning-rate-factor': 2},
    });
  });

  for (const word of ['dense_0.*', ':weight-decay=1', 'x:weight-decay=', 'x:weight-decay=much'])
    it(`refuses '${word}'`, () => {
      expect(errorOf(() => parseGroups([word]))).to.have.property('code', 'FLAG_INVALID');
    });
});
