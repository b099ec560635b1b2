// The row form of an answer for models of several labels.
import {expect} from 'chai';
import type {ModelSignature} from '../../src/prepare/index.js';
import {predictionOutputs, toPredictions} from '../../src/serve/predictions.js';

describe('toPredictions', () => {
  it('gives the names of the labels of a row, none among them, and the probability of each', () => {
    const target = {name: 'tags', parse: {kind: 'labels', missing: []}, classes: ['long', 'news']} as const;
    const signature = {task: 'multilabel', target} as unknown as ModelSignature;
    expect(predictionOutputs(signature)).to.deep.equal(['labels', 'probabilities']);
    const rows = toPredictions(
      {
        labels: {dtype: 'int64', dims: [2, 2], data: BigInt64Array.of(0n, 1n, 0n, 0n)},
        probabilities: {dtype: 'float32', dims: [2, 2], data: Float32Array.of(0.25, 0.5, 0, NaN)},
      },
      signature,
    );
    expect(rows).to.deep.equal([
      {labels: ['news'], probabilities: {long: 0.25, news: 0.5}},
      {labels: [], probabilities: {long: 0, news: null}},
    ]);
  });
});
