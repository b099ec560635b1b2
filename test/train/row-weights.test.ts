import {expect} from 'chai';
import type {ModelSignature, PreparedData} from '../../src/prepare/index.js';
import {requireWeight, totalsOfSteps, weighClasses, withClassWeights} from '../../src/train/row-weights.js';
import {errorOf} from '../support/error-of.js';

const signature = {
  task: 'classification',
  target: {name: 'y', parse: {kind: 'category'}, classes: ['a', 'b', 'c']},
} as unknown as Pick<ModelSignature, 'task' | 'target'>;
const target = Int32Array.of(0, 0, 0, 1, 2, 2);
const weights = Float32Array.of(1, 2, 3, 4, 5, 6);
const rows = {rowCount: 6, target, weights} as unknown as PreparedData;

describe('weights of rows', () => {
  it("balances classes as scikit-learn's compute_class_weight does, rows weighted or not", () => {
    // sklearn 1.9: compute_class_weight('balanced', classes=[0, 1, 2], y=[0, 0, 0, 1, 2, 2], sample_weight=…)
    const plain = weighClasses('balanced', signature, {target, weights: undefined});
    expect([...plain]).to.deep.equal([6 / 9, 2, 1]);
    const weighted = weighClasses('balanced', signature, {target, weights});
    expect([...weighted]).to.deep.equal([21 / 18, 21 / 12, 21 / 33]);
  });

  it('gives classes that are not named, and balanced ones without rows, the weight 1', () => {
    expect([...weighClasses({b: 3}, signature, rows)]).to.deep.equal([1, 3, 1]);
    const some = {target: Int32Array.of(0, 0, 1, 0), weights: undefined};
    expect([...weighClasses('balanced', signature, some)]).to.deep.equal([4 / 9, 4 / 3, 1]);
  });

  it('multiplies the weight of a row by that of its class', () => {
    const {weights: combined} = withClassWeights(rows, Float64Array.of(2, 1, 0.5));
    expect([...(combined ?? [])]).to.deep.equal([2, 4, 6, 4, 2.5, 3]);
  });

  it('adds up the weights of the rows of each step, and not those beyond the end of a short one', () => {
    const steps = {indices: Int32Array.of(0, 1, 5, 4, 3, 3), lengths: [3, 1]};
    expect(totalsOfSteps(steps, 3, weights)).to.deep.equal([9, 5]);
    expect(totalsOfSteps(steps, 3, undefined)).to.deep.equal([3, 1]);
  });

  it('names the class that is near an unknown one, and refuses rows none of which counts', () => {
    const unknown = errorOf(() => weighClasses({B: 2}, signature, rows));
    expect(unknown.suggestions.join(' ')).to.include("'b'").and.to.include('a, b, c');
    expect(
      errorOf(() => {
        requireWeight('x.arrow', new Float32Array(3));
      }),
    ).to.have.property('code', 'TRAIN_NO_ROWS');
  });
});
