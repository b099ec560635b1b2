// What `data clean` does to values and columns, and its account of it.
import {expect} from 'chai';
import fc from 'fast-check';
import type {IngotEvent} from '../../src/core/index.js';
import type {Dataset, LedgerTotals} from '../../src/data/index.js';
import {applyFitted, cleanDataset, normalizeDataset, splitDataset, toCleanOptions} from '../../src/prepare/index.js';
import {FENCE_FACTORS, transformOf} from '../../src/transforms/index.js';
import {cleaned, entries} from '../support/cleaned.js';
import {errorOf, rejectionOf} from '../support/error-of.js';
import {inMemory, memoryDataset, readAll, valuesOf} from '../support/memory-dataset.js';
import {passengers} from '../support/passengers.js';

const stagesOf = ({schema}: Dataset): string[] => schema.metadata.stages.map(({transform}) => transform);
const many = <T>(count: number, value: (index: number) => T): T[] => Array.from({length: count}, (_, i) => value(i));

describe('cleanDataset on values', () => {
  const towns = (): Dataset =>
    memoryDataset([
      {name: 'town', kind: 'category', values: ['Oslo', 'oslo', 'Oslo', 'New  York', 'New York', 'OSLO', null, 'Rome']},
      {name: 'size', kind: 'numeric', values: [1, 0, 3, -9, 0, 6, 7, null]},
      {name: 'note', kind: 'text', values: [' a', 'b  c', 'd', 'e', 'f', 'g', 'h', 'i']},
      {name: 'y', kind: 'category', role: 'target', values: ['no', 'no', 'No', 'yes', 'yes', 'yes', 'yes', 'yes.']},
    ]);

  it('merges spellings into the most frequent, counts the cells and keeps a stage', async () => {
    const dataset = await cleaned(towns(), {mergeSpelling: true});
    const named = ['Oslo', 'Oslo', 'Oslo', 'New York', 'New York', 'Oslo', null, 'Rome'];
    // Of 'New  York' and 'New York', once each, the first by code unit is the one with more blanks: so trim as well.
    const trimmed = await cleaned(towns(), {mergeSpelling: true, trim: true});
    expect(await valuesOf(trimmed, 'town')).to.deep.equal(named);
    expect(entries(trimmed)).to.deep.include(['repaired', 'spelling repaired', 'town', 3]);
    expect((await valuesOf(dataset, 'town')).filter((town) => town === 'Oslo')).to.have.lengthOf(4);
    expect(stagesOf(dataset)).to.deep.equal(['respell']);
  });

  it('takes blanks away in texts too', async () => {
    const dataset = await cleaned(towns(), {trim: true});
    expect((await valuesOf(dataset, 'note')).slice(0, 2)).to.deep.equal(['a', 'b c']);
    expect(await valuesOf(dataset, 'town')).to.include('oslo');
  });

  it('repairs the target without a stage, since no model takes it in', async () => {
    const dataset = await cleaned(towns(), {mergeSpelling: true, replace: ['y:yes.=yes']});
    expect(await valuesOf(dataset, 'y')).to.deep.equal(['no', 'no', 'no', 'yes', 'yes', 'yes', 'yes', 'yes']);
    const target = dataset.schema.fields.find(({role}) => role === 'target');
    expect(target).to.not.have.property('stage');
    expect(dataset.schema.metadata.stages.flatMap(({columns}) => columns)).to.deep.equal(['town']);
  });

  it('replaces numbers, and makes some missing', async () => {
    const dataset = await cleaned(towns(), {replace: ['size:-9=', 'size:0=1', 'size:1=2']});
    expect(await valuesOf(dataset, 'size')).to.deep.equal([2, 1, 3, null, 1, 6, 7, null]);
    expect(entries(dataset)).to.deep.equal([
      ['repaired', "'-9' made missing", 'size', 1],
      ['repaired', "'0' replaced by '1'", 'size', 2],
      ['repaired', "'1' replaced by '2'", 'size', 1],
    ]);
  });

  it('shows a rule that met no cell', async () => {
    expect(entries(await cleaned(towns(), {replace: ['town:Paris=Rome']}))).to.deep.equal([
      ['repaired', "'Paris' replaced by 'Rome'", 'town', 0],
    ]);
  });

  it('replaces dates by their own format, and values that hold the sign of equality', async () => {
    const dates = await cleaned(passengers(), {replace: ['boarded:1970-01-02=1970-01-03']});
    expect((await valuesOf(dates, 'boarded'))[0]).to.equal(172800);
    const rows = memoryDataset([{name: 'a:b', kind: 'category', values: ['<=50K.', '>50K']}]);
    expect(await valuesOf(await cleanDataset(rows, {replace: ['a:b:<=50K.=><=50K']}), 'a:b')).to.deep.equal([
      '<=50K',
      '>50K',
    ]);
  });

  const bad: readonly [string, string, string][] = [
    ['a column that is not there', 'twon:a=b', 'COLUMN_MISSING'],
    ['no column', 'a=b', 'PREPARE_OPTION'],
    ['no new value', 'town:a', 'PREPARE_OPTION'],
    ['a value with an equals sign', 'town:a=b=c', 'PREPARE_OPTION'],
    ['what is no number', 'size:x=1', 'PREPARE_OPTION'],
    ['what is missing already', 'town:NA=x', 'PREPARE_OPTION'],
  ];
  for (const [name, rule, code] of bad)
    it(`refuses a rule with ${name}`, async () => {
      expect((await rejectionOf(cleanDataset(towns(), {replace: [rule]}))).code).to.equal(code);
    });

  it('refuses two rules about one value', async () => {
    const error = await rejectionOf(cleanDataset(towns(), {replace: ['size:1=2', 'size:1.0=3']}));
    expect(error.message).to.contain('replaced twice');
  });

  it('takes rows for duplicates that are equal once repaired', async () => {
    const rows = memoryDataset([{name: 'a', kind: 'category', values: ['x', 'X', 'x', 'y']}], {batchRows: 2});
    const dataset = await cleaned(rows, {mergeSpelling: true, dropDuplicates: true});
    expect(await valuesOf(dataset, 'a')).to.deep.equal(['x', 'y']);
    expect(entries(dataset)).to.deep.equal([
      ['repaired', 'spelling repaired', 'a', 1],
      ['dropped', 'duplicate row', undefined, 2],
    ]);
  });

  it('lets rows be split that rules alone have touched, and not those that a stage was fitted on', async () => {
    const split = {ratios: [0.5, 0.5], stratify: 'none', seed: 0};
    const ruled = await inMemory(await cleanDataset(towns(), {replace: ['town:oslo=Oslo']}));
    expect((await splitDataset(ruled, split)).parts.length).to.be.at.least(2);
    const merged = await inMemory(await cleanDataset(towns(), {mergeSpelling: true}));
    expect((await rejectionOf(splitDataset(merged, split))).code).to.equal('SPLIT_FITTED');
  });
});

describe('cleanDataset on missing cells', () => {
  it('fills each column in its own way', async () => {
    const {impute} = toCleanOptions({impute: ['mean', 'age=constant:0', 'port=mode']});
    const dataset = await cleaned(passengers(), {impute: impute ?? []});
    expect((await valuesOf(dataset, 'age'))[2]).to.equal(0);
    expect((await valuesOf(dataset, 'port'))[3]).to.equal('S');
    expect((await valuesOf(dataset, 'boarded'))[3]).to.be.closeTo((32 / 7) * 86400, 1e-6);
  });

  it('says in a column of its own where a number was missing, and normalizes that as it is', async () => {
    const marked = await inMemory(
      await cleanDataset(passengers(), {impute: [{strategy: 'median'}], flagMissing: true}),
    );
    expect(await valuesOf(marked, 'age_was_missing')).to.deep.equal([0, 0, 1, 0, 1, 0, 0, 0]);
    const ready = await normalizeDataset(marked);
    expect(await valuesOf(ready, 'age_was_missing')).to.deep.equal([0, 0, 1, 0, 1, 0, 0, 0]);
    expect(ready.schema.fields.filter(({name}) => name.includes('was_missing'))).to.have.lengthOf(3);
  });

  const idle: readonly [string, Parameters<typeof cleanDataset>[1]][] = [
    ['a mark without a filling', {flagMissing: true}],
    ['columns without a filling', {columns: ['age']}],
    ['columns where each filling has its own', {columns: ['age'], impute: [{strategy: 'mean', column: 'fare'}]}],
    ['two fillings for all columns', {impute: [{strategy: 'mean'}, {strategy: 'median'}]}],
  ];
  for (const [name, options] of idle)
    it(`refuses ${name}`, async () => {
      expect((await rejectionOf(cleanDataset(passengers(), options))).code).to.equal('PREPARE_OPTION');
    });
});

describe('cleanDataset on outliers', () => {
  // Of the values that are there the quartiles are 2 and 4.25 (linear interpolation, as NumPy), the fences 3.375 beyond.
  const values = [1, 2, 3, 4, 5, 100, null, 3, 2];
  const rows = (): Dataset => memoryDataset([{name: 'x', kind: 'numeric', values}]);

  it('clips to the fences, with a stage for new rows', async () => {
    const dataset = await cleaned(rows(), {outliers: {method: 'iqr', action: 'clip'}});
    const [low, high] = [2 - 1.5 * 2.25, 4.25 + 1.5 * 2.25];
    expect(low).to.equal(-1.375);
    expect(await valuesOf(dataset, 'x')).to.deep.equal(values.map((value) => (value === 100 ? high : value)));
    expect(entries(dataset)).to.deep.equal([['repaired', 'outlier clipped', 'x', 1]]);
    expect(stagesOf(dataset)).to.deep.equal(['clip-outliers']);
  });

  it('drops their rows, with no stage, and fills from those that stay', async () => {
    const options = {outliers: {method: 'iqr', action: 'drop'}, impute: [{strategy: 'mean'}]} as const;
    const dataset = await cleaned(rows(), options);
    expect(await valuesOf(dataset, 'x')).to.deep.equal([1, 2, 3, 4, 5, 20 / 7, 3, 2]);
    expect(entries(dataset)[0]).to.deep.equal(['dropped', 'outlier', 'x', 1]);
    expect(stagesOf(dataset)).to.deep.equal(['impute']);
  });

  it('marks them in a column of their own', async () => {
    const dataset = await cleaned(rows(), {outliers: {method: 'iqr', action: 'flag'}});
    expect(await valuesOf(dataset, 'x_is_outlier')).to.deep.equal([0, 0, 0, 0, 0, 1, 0, 0, 0]);
    expect(entries(dataset)).to.deep.equal([['flagged', 'outlier', 'x', 1]]);
  });

  it('goes by deviations when asked to', async () => {
    const far = memoryDataset([{name: 'x', kind: 'numeric', values: [...many(99, (i) => i % 3), 50]}]);
    const dataset = await cleaned(far, {outliers: {method: 'zscore', action: 'drop'}});
    expect(dataset.ledger).to.include({rowsRead: 100, rowsKept: 99, rowsDropped: 1});
    const wide = await cleaned(far, {outliers: {method: 'zscore', action: 'drop', factor: 10}});
    expect(wide.ledger.rowsDropped).to.equal(0);
  });

  it('does not search a column whose quartiles are equal, and says so', async () => {
    const notes: string[] = [];
    const report = (event: IngotEvent) => notes.push('message' in event ? event.message : '');
    const flat = memoryDataset([{name: 'x', kind: 'numeric', values: [0, 0, 0, 0, 0, 9]}]);
    const dataset = await cleaned(flat, {outliers: {method: 'iqr', action: 'drop'}, report});
    expect(dataset.ledger.rowsDropped).to.equal(0);
    expect(notes.join()).to.contain('its quartiles are equal');
  });

  it('searches the columns named, if they are numbers', async () => {
    const outliers = {method: 'iqr', action: 'clip'} as const;
    const named = await cleanDataset(passengers(), {outliers: {...outliers, columns: ['fare']}});
    expect(named.schema.metadata.stages[0]?.columns).to.deep.equal(['fare']);
    const text = await rejectionOf(cleanDataset(passengers(), {outliers: {...outliers, columns: ['port']}}));
    expect(text.code).to.equal('PREPARE_OPTION');
    const none = await rejectionOf(cleanDataset(passengers(), {outliers: {...outliers, columns: ['fair']}}));
    expect(none.suggestions[0]).to.include("'fare'");
    const done = await inMemory(await normalizeDataset(passengers()));
    const late = await rejectionOf(cleanDataset(done, {outliers}));
    expect(late).to.include({code: 'PREPARE_OPTION', exitStatus: 2});
    expect(late.message).to.include('prepared already');
  });
});

describe('cleanDataset as a whole', () => {
  const fitted: readonly (readonly [string, Parameters<typeof cleanDataset>[1]])[] = [
    ['trim', {trim: true}],
    ['mergeSpelling', {mergeSpelling: true}],
    ['dropConstant', {dropConstant: true}],
    ['dropIdLike', {dropIdLike: true}],
    ['dropMissingColumns', {dropMissingColumns: 0.5}],
    ['outliers', {outliers: {method: 'iqr', action: 'drop'}}],
  ];
  for (const [name, options] of fitted)
    it(`refuses ${name} on held-out rows, unless forced`, async () => {
      const held = passengers({}, {metadata: {split: 'test'}});
      expect((await rejectionOf(cleanDataset(held, options))).code).to.equal('FIT_ON_HELD_OUT');
      await cleaned(held, {...options, forceFit: true});
    });

  it('lets rules and drops of rows pass on held-out rows', async () => {
    const held = passengers({}, {metadata: {split: 'test'}});
    const options = {replace: ['port:S=s'], dropMissing: ['any'], dropMissingRows: 0.2, dropDuplicates: true};
    expect((await cleaned(held, options)).ledger.rowsKept).to.equal(5);
  });

  it('keeps, drops and repairs as many as it reads, whatever it is asked', async () => {
    const flag = fc.boolean();
    const asked = fc.record({
      dropDuplicates: flag,
      dropConstant: flag,
      trim: flag,
      mergeSpelling: flag,
      impute: fc.constantFrom(undefined, [{strategy: 'median'} as const]),
      action: fc.constantFrom(undefined, 'clip' as const, 'drop' as const, 'flag' as const),
    });
    const cell = fc.option(fc.constantFrom(0, 1, 2, 50), {nil: null});
    const word = fc.option(fc.constantFrom('a', 'A', 'b', 'b  b'), {nil: null});
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, word), {minLength: 1, maxLength: 30}), asked, async (cells, options) => {
        const {action, ...rest} = options;
        const before = memoryDataset([
          {name: 'x', kind: 'numeric', values: cells.map(([x]) => x)},
          {name: 'w', kind: 'category', values: cells.map(([, w]) => w)},
        ]);
        const outliers = action && {method: 'iqr' as const, action, factor: FENCE_FACTORS.iqr};
        const dataset = await cleanDataset(before, {...rest, outliers});
        const {rowCount} = await readAll(dataset);
        const {ledger} = dataset;
        expect([ledger.rowsRead, ledger.rowsKept]).to.deep.equal([cells.length, rowCount]);
        expect(countOf(ledger, 'dropped')).to.equal(cells.length - rowCount);
        for (const stage of dataset.schema.metadata.stages) expect(transformOf(stage).name).to.equal(stage.transform);
      }),
      {numRuns: 60},
    );
  });

  it('leaves stages that prepare raw rows as these were prepared', async () => {
    const options = toCleanOptions({
      replace: ['fare:7.25=', 'port:Q=s'],
      'merge-spelling': true,
      impute: ['median', 'port=constant:none'],
      'flag-missing': true,
      outliers: 'iqr',
      'outlier-action': 'flag',
      'outlier-factor': 0.2,
    });
    const rows = passengers({port: ['S', 'C', 'S', null, 'Q', 's', 'S', 'C']});
    const ready = await inMemory(await normalizeDataset(await inMemory(await cleanDataset(rows, options))));
    expect(new Set(stagesOf(ready))).to.include.keys('respell', 'revalue', 'impute', 'missing-flag', 'outlier-flag');
    const again = applyFitted(rows, ready);
    expect((await readAll(again)).columns).to.deep.equal((await readAll(ready)).columns);
    expect(await valuesOf(ready, 'fare_is_outlier')).to.include(1);
  });

  it('reads its options, and refuses those that do nothing', () => {
    expect(toCleanOptions({'drop-missing-rows': '20%', trim: false, outliers: 'iqr'})).to.deep.equal({
      dropMissingRows: 0.2,
      outliers: {method: 'iqr', action: 'clip', factor: undefined, columns: undefined},
    });
    expect(errorOf(() => toCleanOptions({'outlier-columns': ['a']})).code).to.equal('PREPARE_OPTION');
    expect(errorOf(() => toCleanOptions({'drop-missing-columns': '120%'})).code).to.equal('DATA_OPTION');
  });
});

function countOf({entries: all}: LedgerTotals, action: string): number {
  return all.filter((entry) => entry.action === action).reduce((sum, {count}) => sum + count, 0);
}
