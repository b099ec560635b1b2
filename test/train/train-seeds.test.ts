import {expect} from 'chai';
import {spreadOf} from '../../src/train/train-seeds.js';
import {resolveSettings} from '../../src/train/settings.js';
import {errorOf} from '../support/error-of.js';

describe('several seeds', () => {
  it('have the mean and the sample deviation of their values, also far from 0', () => {
    expect(spreadOf([2, 4, 4, 5, 5, 7])).to.deep.equal({mean: 4.5, deviation: Math.sqrt(13.5 / 5), min: 2, max: 7});
    expect(spreadOf([1e9 + 1, 1e9 + 2, 1e9 + 3]).deviation).to.equal(1);
  });
});

describe('training until convergence', () => {
  it('waits longer and has a cap instead of a number of epochs', () => {
    const {epochs, patience} = resolveSettings({untilConverged: true}, true);
    expect({epochs, patience}).to.deep.equal({epochs: 10_000, patience: 20});
    expect(resolveSettings({untilConverged: true, epochs: 50, patience: 3}, true)).to.include({
      epochs: 50,
      patience: 3,
    });
    expect(resolveSettings({}, true)).to.include({epochs: 100, patience: 10});
  });

  it('needs validation rows, a patience, and an end where the schedule has one', () => {
    const refusal = (given: object, hasValidation = true): string =>
      errorOf(() => resolveSettings({untilConverged: true, ...given}, hasValidation)).message;
    expect(refusal({}, false)).to.include('--until-converged watches the validation rows');
    expect(refusal({patience: 0})).to.include('--patience');
    expect(refusal({schedule: 'cosine'})).to.include('cosine schedule ends with the last epoch');
    expect(resolveSettings({untilConverged: true, schedule: 'cosine', epochs: 30}, true).epochs).to.equal(30);
  });
});
