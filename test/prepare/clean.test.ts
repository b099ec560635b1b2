import {expect} from 'chai';
import type {IngotEvent} from '../../src/core/index.js';
import type {Dataset} from '../../src/data/index.js';
import {cleanDataset, parseImputation} from '../../src/prepare/index.js';
import {normalizeDataset} from '../../src/prepare/index.js';
import {errorOf, rejectionOf} from '../support/error-of.js';
import {inMemory, memoryDataset, readAll, valuesOf} from '../support/memory-dataset.js';
import {passengers} from '../support/passengers.js';

describe('cleanDataset', () => {
  it('drops later copies of a row across batches; missing equals missing, 0 equals -0', async () => {
    const rows = memoryDataset(
      [
        {name: 'a', kind: 'numeric', values: [1, null, 0, 1, -0, null, 1]},
        {name: 'b', kind: 'category', values: ['x', null, 'y', 'x', 'y', null, 'z']},
      ],
      {batchRows: 2},
    );
    const cleaned = await cleanDataset(rows, {dropDuplicates: true});
    expect(await valuesOf(cleaned, 'a')).to.deep.equal([1, null, 0, 1]);
    expect(await valuesOf(cleaned, 'b')).to.deep.equal(['x', null, 'y', 'z']);
    expect(cleaned.ledger).to.deep.include({rowsRead: 7, rowsKept: 4, rowsDropped: 3});
    expect(cleaned.ledger.entries).to.deep.equal([
      {action: 'dropped', reason: 'duplicate row', count: 3, first: [4, 5, 6]},
    ]);
  });

  it('drops the same rows, in the same order, when nothing fits in memory', async () => {
    const values = Array.from({length: 400}, (_, row) => (row * row) % 71);
    const rows = (): Dataset => memoryDataset([{name: 'a', kind: 'numeric', values}], {batchRows: 30});
    const options = {dropDuplicates: true, dropMissing: ['any']};
    const [held, onDisk] = [
      await cleanDataset(rows(), options),
      await cleanDataset(rows(), {...options, memoryBytes: 1}),
    ];
    expect(await valuesOf(onDisk, 'a')).to.deep.equal([...new Set(values)]);
    expect(await valuesOf(held, 'a')).to.deep.equal([...new Set(values)]);
    expect(onDisk.ledger).to.deep.equal(held.ledger);
  });

  it('does not take neighbouring cells for one another', async () => {
    const rows = memoryDataset([
      {name: 'a', kind: 'category', values: ['ab', 'a', null, '']},
      {name: 'b', kind: 'category', values: ['c', 'bc', 'x', 'x']},
    ]);
    expect((await readAll(await cleanDataset(rows, {dropDuplicates: true}))).rowCount).to.equal(4);
  });

  const drops = [
    {words: ['target'], rows: ['a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8']},
    {words: ['any'], rows: ['a2', 'a6', 'a7', 'a8']},
    {words: ['age', 'port'], rows: ['a1', 'a2', 'a6', 'a7', 'a8']},
  ];
  for (const {words, rows} of drops)
    it(`drops rows without a value in ${words.join(' and ')}`, async () => {
      const source = passengers({survived: [null, 'yes', 'yes', 'yes', 'no', 'no', 'no', 'yes']});
      const cleaned = await cleanDataset(source, {dropMissing: words});
      expect(await valuesOf(cleaned, 'id')).to.deep.equal(rows);
      expect(cleaned.ledger.rowsDropped).to.equal(8 - rows.length);
    });

  it('fills numbers and booleans, records the stages and counts the cells', async () => {
    const cleaned = await cleanDataset(passengers(), {impute: [{strategy: 'median'}]});
    expect(await valuesOf(cleaned, 'age')).to.deep.equal([22, 38, 31, 35, 31, 54, 2, 27]);
    expect((await valuesOf(cleaned, 'adult'))[4]).to.equal(1);
    expect((await valuesOf(cleaned, 'port'))[3]).to.equal(null);
    expect(cleaned.schema.metadata.stages.map(({columns}) => columns)).to.deep.equal([
      ['age', 'fare', 'boarded'],
      ['adult'],
    ]);
    expect(cleaned.ledger.entries.map(({column, count}) => [column, count])).to.deep.equal([
      ['age', 2],
      ['boarded', 1],
      ['adult', 1],
    ]);
  });

  it('fits on the rows that stay only', async () => {
    const rows = memoryDataset([
      {name: 'x', kind: 'numeric', values: [1, 1, 1, 5, null]},
      {name: 'k', kind: 'category', values: ['a', 'a', 'a', 'b', 'c']},
    ]);
    const cleaned = await cleanDataset(rows, {dropDuplicates: true, impute: [{strategy: 'mean'}]});
    expect(await valuesOf(cleaned, 'x')).to.deep.equal([1, 5, 3]);
  });

  it('fills text with the mode or a constant', async () => {
    const common = await cleanDataset(passengers(), {impute: [{strategy: 'mode'}]});
    expect((await valuesOf(common, 'port'))[3]).to.equal('S');
    const constant = await cleanDataset(passengers(), {impute: [{strategy: 'constant', value: 'none'}]});
    expect((await valuesOf(constant, 'port'))[3]).to.equal('none');
    expect((await valuesOf(constant, 'age'))[2]).to.equal(null);
    const zero = await cleanDataset(passengers(), {impute: [{strategy: 'constant', value: '0'}], columns: ['age']});
    expect((await valuesOf(zero, 'age'))[2]).to.equal(0);
  });

  it('says when a column has nothing to be filled with', async () => {
    const notes: IngotEvent[] = [];
    const rows = memoryDataset([{name: 'x', kind: 'numeric', values: [null, null]}]);
    const cleaned = await cleanDataset(rows, {impute: [{strategy: 'median'}], report: (event) => notes.push(event)});
    expect(await valuesOf(cleaned, 'x')).to.deep.equal([null, null]);
    expect(notes).to.have.lengthOf(1);
  });

  it('refuses unknown columns, unfit ones, held-out and prepared rows', async () => {
    const impute = [{strategy: 'median'}] as const;
    expect((await rejectionOf(cleanDataset(passengers(), {dropMissing: ['agee']}))).suggestions[0]).to.include("'age'");
    expect((await rejectionOf(cleanDataset(passengers(), {impute, columns: ['prt']}))).code).to.equal('COLUMN_MISSING');
    expect((await rejectionOf(cleanDataset(passengers(), {impute, columns: ['port']}))).code).to.equal(
      'PREPARE_OPTION',
    );
    const held = passengers({}, {metadata: {split: 'valid'}});
    expect((await rejectionOf(cleanDataset(held, {impute}))).code).to.equal('FIT_ON_HELD_OUT');
    const done = await inMemory(await normalizeDataset(passengers()));
    expect((await rejectionOf(cleanDataset(done, {impute}))).code).to.equal('ALREADY_PREPARED');
  });

  it('reads --impute', () => {
    expect(parseImputation('median')).to.deep.equal({strategy: 'median'});
    expect(parseImputation('constant=a=b')).to.deep.equal({strategy: 'constant', value: 'a=b'});
    expect(parseImputation('age=median')).to.deep.equal({column: 'age', strategy: 'median'});
    expect(parseImputation('a=b=constant:c=d')).to.deep.equal({column: 'a=b', strategy: 'constant', value: 'c=d'});
    for (const text of ['medain', 'constant', 'median=3'])
      expect(errorOf(() => parseImputation(text))).to.include({code: 'PREPARE_OPTION', exitStatus: 2});
  });
});
