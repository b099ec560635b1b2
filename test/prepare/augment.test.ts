import {expect} from 'chai';
import {augmentDataset, normalizeDataset} from '../../src/prepare/index.js';
import {rejectionOf} from '../support/error-of.js';
import {inMemory, memoryDataset, readAll, valuesOf} from '../support/memory-dataset.js';
import {passengers} from '../support/passengers.js';

const OPTIONS = {jitter: 0, copies: 0, balance: false, seed: 4};

describe('augmentDataset', () => {
  it('puts the given rows first, unchanged, and noise on numeric features of copies only', async () => {
    const more = await augmentDataset(passengers(), {...OPTIONS, jitter: 0.01, copies: 2});
    const rows = await readAll(more);
    expect(rows.rowCount).to.equal(24);
    const given = await readAll(passengers());
    const fare = rows.columns[2] as Float64Array;
    given.columns.forEach((column, index) => {
      expect(rows.columns[index]!.slice(0, 8)).to.deep.equal(column);
      if (index !== 1 && index !== 2) expect(rows.columns[index]!.slice(8, 16)).to.deep.equal(column);
    });
    const moved = Array.from(fare.slice(8, 16), (value, row) => Math.abs(value - fare[row]!));
    expect(moved.every((distance) => distance > 0 && distance < 0.05 * 24)).to.equal(true); // 5 deviations of the noise
    expect(fare.slice(8, 16)).to.not.deep.equal(fare.slice(16, 24));
    expect((await valuesOf(more, 'age')).slice(8, 16).map((age) => age === null)).to.deep.equal([
      false,
      false,
      true,
      false,
      true,
      false,
      false,
      false,
    ]);
    expect(more.ledger).to.deep.include({rowsRead: 8, rowsKept: 8, rowsDropped: 0});
    expect(more.ledger.entries).to.deep.equal([{action: 'added', reason: 'copy with noise', count: 16, first: []}]);
  });

  it('makes every class as frequent as the commonest, sharing among its rows', async () => {
    const labels = ['a', 'a', 'a', 'a', 'a', 'a', 'a', 'b', 'b', 'c', null];
    const rows = memoryDataset([
      {name: 'row', kind: 'category', role: 'id', values: labels.map((_, row) => String(row))},
      {name: 'y', kind: 'category', role: 'target', values: labels},
    ]);
    const balanced = await augmentDataset(rows, {...OPTIONS, balance: true});
    const result = await valuesOf(balanced, 'y');
    expect(['a', 'b', 'c'].map((label) => result.filter((value) => value === label).length)).to.deep.equal([7, 7, 7]);
    const ids = (await valuesOf(balanced, 'row')).filter((id) => id === '7' || id === '8');
    expect([3, 4]).to.include(ids.filter((id) => id === '7').length);
    expect(result.filter((value) => value === null)).to.have.lengthOf(1);
  });

  it('does the same for normalized rows, and leaves codes and flags alone', async () => {
    const fitted = await inMemory(await normalizeDataset(passengers()));
    const more = await augmentDataset(fitted, {...OPTIONS, jitter: 0.1, copies: 1});
    for (const name of ['port', 'age_was_missing', 'adult', 'survived']) {
      const values = await valuesOf(more, name);
      expect(values.slice(8)).to.deep.equal(values.slice(0, 8));
    }
    const fare = await valuesOf(more, 'fare');
    expect(fare.slice(8)).to.not.deep.equal(fare.slice(0, 8));
  });

  it('depends on the seed, not on batches', async () => {
    const options = {...OPTIONS, jitter: 0.1, copies: 1, balance: true};
    const skewed = {survived: ['no', 'yes', 'yes', 'yes', 'yes', 'no', 'yes', 'yes']};
    const run = async (batchRows: number, seed: number) =>
      readAll(await augmentDataset(passengers(skewed, {batchRows}), {...options, seed}));
    expect(await run(8, 1)).to.deep.equal(await run(3, 1));
    expect(await run(8, 1)).to.not.deep.equal(await run(8, 2));
  });

  it('refuses held-out rows, nothing to do, and balance without classes', async () => {
    for (const split of ['valid', 'test'] as const) {
      const rows = passengers({}, {metadata: {split}});
      expect(await rejectionOf(augmentDataset(rows, {...OPTIONS, balance: true}))).to.include({
        code: 'AUGMENT_HELD_OUT',
        exitStatus: 3,
      });
    }
    expect((await rejectionOf(augmentDataset(passengers(), OPTIONS))).exitStatus).to.equal(2);
    const numbers = memoryDataset([{name: 'y', kind: 'numeric', role: 'target', values: [1, 2]}]);
    expect((await rejectionOf(augmentDataset(numbers, {...OPTIONS, balance: true}))).code).to.equal('PREPARE_OPTION');
    const bare = memoryDataset([{name: 'x', kind: 'numeric', values: [1, 2]}]);
    expect((await rejectionOf(augmentDataset(bare, {...OPTIONS, balance: true}))).code).to.equal('TARGET_MISSING');
  });
});
