// The columns that `data clean` leaves out.
import {expect} from 'chai';
import type {IngotEvent} from '../../src/core/index.js';
import type {Dataset} from '../../src/data/index.js';
import {cleanDataset} from '../../src/prepare/index.js';
import {cleaned, entries} from '../support/cleaned.js';
import {inMemory, memoryDataset, valuesOf} from '../support/memory-dataset.js';

const many = <T>(count: number, value: (index: number) => T): T[] => Array.from({length: count}, (_, i) => value(i));

describe('cleanDataset on columns', () => {
  const rows = (): Dataset =>
    memoryDataset([
      {name: 'key', kind: 'numeric', values: many(40, (i) => i)},
      {name: 'same', kind: 'category', values: many(40, () => 'x')},
      {name: 'holes', kind: 'numeric', values: many(40, (i) => (i % 4 === 0 ? i / 3 : null))},
      {name: 'good', kind: 'numeric', values: many(40, (i) => (i * 7) % 5)},
      {name: 'y', kind: 'numeric', role: 'target', values: many(40, () => 1)},
    ]);

  it('drops what is constant, names rows or is mostly missing, and counts each once; never the target', async () => {
    const dataset = await cleaned(rows(), {dropConstant: true, dropIdLike: true, dropMissingColumns: 0.5});
    expect(dataset.schema.fields.map(({name}) => name)).to.deep.equal(['good', 'y']);
    expect(entries(dataset)).to.have.deep.members([
      ['removed', 'id-like column', 'key', 1],
      ['removed', 'constant column', 'same', 1],
      ['removed', 'missing in more than 50 % of the rows', 'holes', 1],
    ]);
    expect(dataset.ledger).to.include({rowsRead: 40, rowsKept: 40, rowsDropped: 0});
  });

  it('keeps a column at the share itself, and says when no column goes', async () => {
    const notes: string[] = [];
    const report = (event: IngotEvent) => notes.push('message' in event ? event.message : '');
    const dataset = await cleaned(rows(), {dropMissingColumns: 0.75, report});
    expect(dataset.schema.fields).to.have.lengthOf(5);
    expect(notes).to.deep.equal(['--drop-missing-columns: there is no such column.']);
  });

  it('sees repaired values, and leaves no stage that holds on to a dropped column', async () => {
    const towns = memoryDataset([
      {name: 'same', kind: 'category', values: ['x', 'X', 'x']},
      {name: 'town', kind: 'category', values: ['Oslo', 'oslo', 'Rome']},
    ]);
    const dataset = await cleaned(towns, {
      mergeSpelling: true,
      dropConstant: true,
      replace: ['same:X=Y', 'town:Rome=Roma'],
    });
    expect(dataset.schema.fields.map(({name}) => name)).to.deep.equal(['same', 'town']);
    const merged = await cleaned(towns, {mergeSpelling: true, dropConstant: true});
    expect(merged.schema.fields.map(({name}) => name)).to.deep.equal(['town']);
    expect(merged.schema.metadata.stages.map(({columns}) => columns)).to.deep.equal([['town']]);
    expect(entries(merged)).to.deep.equal([
      ['removed', 'constant column', 'same', 1],
      ['repaired', 'spelling repaired', 'town', 1],
    ]);
  });

  it('keeps a column that a stage needs, and says so', async () => {
    const once = memoryDataset([
      {name: 'only', kind: 'numeric', values: [5, null, 5]},
      {name: 'good', kind: 'numeric', values: [1, 2, 3]},
    ]);
    const notes: string[] = [];
    const report = (event: IngotEvent) => notes.push('message' in event ? event.message : '');
    const filled = await inMemory(await cleanDataset(once, {impute: [{strategy: 'median'}], flagMissing: true}));
    const dataset = await cleaned(filled, {dropConstant: true, report});
    expect(dataset.schema.fields.map(({name}) => name)).to.deep.equal(['only', 'good', 'only_was_missing']);
    expect(notes).to.deep.equal(["Column 'only' stays (constant column): a stage fitted before needs it."]);
  });

  it('drops rows in which more than a share of the features is missing', async () => {
    const sparse = memoryDataset([
      {name: 'a', kind: 'numeric', values: [1, null, null]},
      {name: 'b', kind: 'category', values: ['x', 'y', null]},
      {name: 'y', kind: 'category', role: 'target', values: [null, 'u', 'v']},
    ]);
    const dataset = await cleaned(sparse, {dropMissingRows: 0.5});
    expect(await valuesOf(dataset, 'b')).to.deep.equal(['x', 'y']);
    expect(entries(dataset)).to.deep.equal([['dropped', 'too many missing values', undefined, 1]]);
  });
});
