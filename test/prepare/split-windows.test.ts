// Parts of windows share no step of the series.
import {expect} from 'chai';
import type {IngotEvent} from '../../src/core/index.js';
import type {Dataset} from '../../src/data/index.js';
import {splitDataset, windowDataset} from '../../src/prepare/index.js';
import {rejectionOf} from '../support/error-of.js';
import {inMemory, valuesOf} from '../support/memory-dataset.js';
import {series} from '../support/series.js';

describe('splitting windows', () => {
  const times = Array.from({length: 40}, (_, row) => row);
  const windows = async (): Promise<Dataset> => inMemory(await windowDataset(series(times), {steps: 4, horizon: [2]}));
  const OPTIONS = {ratios: [0.5, 0.25, 0.25], stratify: 'auto', seed: 0, time: 't'};

  it('leaves out the rows that reach into a later part, so that parts share no step', async () => {
    const split = await splitDataset(await windows(), OPTIONS);
    const [train, valid, test] = await Promise.all(split.parts.map(({dataset}) => valuesOf(dataset, 't')));
    expect([train!.at(-1), valid!.at(0), valid!.at(-1), test!.at(0)]).to.deep.equal([14, 20, 23, 29]);
    // Of the last in train the target is at 16; the first in valid looks back to 17.
    expect(split.parts.map(({rowCount}) => rowCount)).to.deep.equal([12, 4, 9]);
    expect(split.parts[0]?.range).to.deep.equal(['3', '14']);
    expect(split.parts[0]?.dataset.ledger.entries).to.deep.equal([
      {action: 'dropped', reason: 'within the gap before a later part', count: 5, first: [13, 14, 15, 16, 17]},
      {action: 'dropped', reason: 'in another part', count: 18, first: []},
    ]);
  });

  it('does so for folds too', async () => {
    const split = await splitDataset(await windows(), {...OPTIONS, folds: 3});
    for (const fold of [1, 2, 3]) {
      const [train, valid] = split.parts.filter((part) => part.fold === fold);
      const [last, first] = [(await valuesOf(train!.dataset, 't')).at(-1), (await valuesOf(valid!.dataset, 't')).at(0)];
      expect(Number(first) - Number(last)).to.equal(6);
    }
  });

  it('takes another gap, and says when it is too small', async () => {
    const told: string[] = [];
    const report = (event: IngotEvent): void => {
      if (event.type !== 'progress') told.push(event.message);
    };
    const split = await splitDataset(await windows(), {...OPTIONS, gap: 2, report});
    expect((await valuesOf(split.parts[0]!.dataset, 't')).at(-1)).to.equal(17);
    expect(told.join()).to.match(/look 5 before and after/);
    const plain = await splitDataset(series(times), {...OPTIONS, gap: 3});
    expect(plain.parts.map(({rowCount}) => rowCount)).to.deep.equal([17, 7, 10]);
  });

  it('refuses to deal overlapping windows out one by one, and gaps without a time', async () => {
    const byLot = {...OPTIONS, time: undefined};
    expect((await rejectionOf(splitDataset(await windows(), byLot))).code).to.equal('SPLIT_OVERLAP');
    const apart = await inMemory(await windowDataset(series(times), {steps: 4, horizon: [2], stride: 6}));
    expect((await splitDataset(apart, byLot)).parts).to.have.length(3);
    expect((await rejectionOf(splitDataset(series(times), {...byLot, gap: 1}))).code).to.equal('PREPARE_OPTION');
    expect((await rejectionOf(splitDataset(await windows(), {...OPTIONS, gap: 100}))).code).to.equal('SPLIT_TOO_SMALL');
  });
});
