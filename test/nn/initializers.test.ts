import {expect} from 'chai';
import {Random} from '../../src/core/index.js';
import {initializers, type InitializerOptions} from '../../src/nn/index.js';
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
  {name: 'he-normal', options: {gain: 1.2}, deviation: 1.2 / Math.sqrt(300)},
  {name: 'he-uniform', options: {gain: 1.2}, deviation: 1.2 / Math.sqrt(300), limit: 1.2 * Math.sqrt(3 / 300)},
  {name: 'lecun-uniform', deviation: Math.sqrt(1 / 300), limit: Math.sqrt(3 / 300)},
  {name: 'lecun-normal', deviation: Math.sqrt(1 / 300)},
  // Orthonormal columns: every element has the mean square 1 / rows, exactly so over all of them.
  {name: 'orthogonal', deviation: Math.sqrt(1 / 300)},
  // The variance that is left between ±2: 1 − 4φ(2) / (2Φ(2) − 1) = 0.7737.
  {name: 'truncated-normal', options: {scale: 0.3}, deviation: 0.3 * Math.sqrt(0.7737413), limit: 0.6},
  {name: 'uniform', options: {scale: 0.3}, deviation: 0.3 / Math.sqrt(3), limit: 0.3},
  {name: 'normal', options: {scale: 0.3}, deviation: 0.3},
  {name: 'zeros', deviation: 0, limit: 0},
  {name: 'constant', options: {scale: 0.5}, deviation: 0, limit: 0.5, mean: 0.5},
] as const;

describe('initializers', () => {
  it('covers every registered initializer', () => {
    expect([...new Set(cases.map(({name}) => name))]).to.have.members(initializers.names());
  });

  for (const {name, deviation, ...rest} of cases)
    it(`draws ${name} ${JSON.stringify(rest)} with the mean, the deviation and the limits it states`, () => {
      const {mean = 0, limit, options = {}} = rest as {mean?: number; limit?: number; options?: InitializerOptions};
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

  for (const dims of [
    [7, 4],
    [4, 7],
    [5, 5],
  ] as const)
    it(`gives orthonormal ${dims[0] >= dims[1] ? 'columns' : 'rows'} times the gain: ${dims.join(' × ')}`, () => {
      const data = initializers.get('orthogonal').create(new Random(5), dims, {gain: 1.5});
      const [rows, columns] = dims;
      const at = (row: number, column: number): number => data[row * columns + column] ?? NaN;
      const count = Math.min(rows, columns);
      for (let i = 0; i < count; i += 1)
        for (let j = 0; j < count; j += 1) {
          let product = 0;
          for (let k = 0; k < Math.max(rows, columns); k += 1)
            product += rows >= columns ? at(k, i) * at(k, j) : at(i, k) * at(j, k);
          // Numbers rounded to float32 once.
          expect(product).to.be.closeTo(i === j ? 2.25 : 0, 1e-6);
        }
    });

  // Draws of Philox, and what each formula makes of them: a change would give other models for the same seed.
  const exact = [
    {name: 'lecun-normal', first: [0.25886034965515137, -0.20625348389148712, -0.24829694628715515]},
    {name: 'lecun-uniform', first: [-0.2877829074859619, -0.6585766673088074, -0.3664766252040863]},
    {name: 'orthogonal', first: [0.625623345375061, -0.0634070336818695, -0.4984811246395111]},
    {name: 'truncated-normal', first: [0.022417962551116943, -0.017862075939774513, -0.02150314673781395]},
  ] as const;
  for (const {name, first} of exact)
    it(`draws the same numbers from the same seed on every machine: ${name}`, () => {
      const data = initializers.get(name).create(new Random(7), [3, 2]);
      expect([...data.slice(0, 3)]).to.deep.equal(first.map(Math.fround));
    });

  it('refuses a fan-based initializer for what is no weight matrix', () => {
    expect(errorOf(() => initializers.get('glorot-uniform').create(new Random(1), [4]))).to.have.property(
      'code',
      'LAYER_SHAPE',
    );
  });
});
