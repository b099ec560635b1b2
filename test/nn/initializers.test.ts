import {expect} from 'chai';
import {Random} from '../../src/core/index.js';
import {initializers} from '../../src/nn/index.js';
import {errorOf} from '../support/error-of.js';

const DIMS = [300, 200];
const COUNT = 60_000;

function moments(data: Float32Array): {mean: number; deviation: number; largest: number} {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
  return {
    mean,
    deviation: Math.sqrt(variance),
    largest: data.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  };
}

const cases = [
  {name: 'glorot-uniform', deviation: Math.sqrt(2 / 500), limit: Math.sqrt(6 / 500)},
  {name: 'glorot-normal', deviation: Math.sqrt(2 / 500)},
  {name: 'he-uniform', deviation: Math.sqrt(2 / 300), limit: Math.sqrt(6 / 300)},
  {name: 'he-normal', deviation: Math.sqrt(2 / 300)},
  {name: 'uniform', options: {scale: 0.3}, deviation: 0.3 / Math.sqrt(3), limit: 0.3},
  {name: 'normal', options: {scale: 0.3}, deviation: 0.3},
  {name: 'zeros', deviation: 0, limit: 0},
  {name: 'constant', options: {scale: 0.5}, deviation: 0, limit: 0.5, mean: 0.5},
] as const;

describe('initializers', () => {
  it('covers every registered initializer', () => {
    expect(cases.map(({name}) => name)).to.have.members(initializers.names());
  });

  for (const {name, deviation, ...rest} of cases)
    it(`draws ${name} with the mean, the deviation and the limits it states`, () => {
      const {mean = 0, limit, options = {}} = rest as {mean?: number; limit?: number; options?: {scale?: number}};
      const data = initializers.get(name).create(new Random(3), DIMS, options);
      const found = moments(data);
      // Four standard errors of a mean and of a deviation over 60,000 draws.
      expect(found.mean).to.be.closeTo(mean, (4 * deviation) / Math.sqrt(COUNT) + 1e-6);
      expect(found.deviation).to.be.closeTo(deviation, (4 * deviation) / Math.sqrt(2 * COUNT) + 1e-6);
      if (limit !== undefined) expect(found.largest).to.be.at.most(limit + 1e-7);
    });

  it('gives the same numbers for the same seed and others for another', () => {
    const draw = (seed: number): Float32Array => initializers.get('he-normal').create(new Random(seed), [4, 5]);
    expect(draw(1)).to.deep.equal(draw(1));
    expect(draw(1)).not.to.deep.equal(draw(2));
  });

  it('refuses a fan-based initializer for what is no weight matrix', () => {
    expect(errorOf(() => initializers.get('glorot-uniform').create(new Random(1), [4]))).to.have.property(
      'code',
      'LAYER_SHAPE',
    );
  });
});
