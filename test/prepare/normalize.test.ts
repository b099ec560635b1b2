import {expect} from 'chai';
import type {IngotEvent} from '../../src/core/index.js';
import {applyFitted, describeFeatures, normalizeDataset, rulesOfSchema} from '../../src/prepare/index.js';
import {errorOf, rejectionOf} from '../support/error-of.js';
import {inMemory, memoryDataset, readAll, valuesOf} from '../support/memory-dataset.js';
import {passengers} from '../support/passengers.js';

const notes: string[] = [];
const report = (event: IngotEvent): void => {
  if (event.type !== 'progress') notes.push(event.message);
};

describe('normalizeDataset', () => {
  beforeEach(() => {
    notes.length = 0;
  });

  it('prepares every kind: flags, filled and scaled numbers, codes, classes', async () => {
    const {schema} = await normalizeDataset(passengers());
    expect(schema.fields.map(({name, storage, role}) => `${name} ${storage} ${role}`)).to.deep.equal([
      'id utf8 id',
      'age float32 feature',
      'fare float32 feature',
      'port int32 feature',
      'adult float32 feature',
      'boarded float32 feature',
      'survived int32 target',
      'age_was_missing float32 feature',
      'boarded_was_missing float32 feature',
      'adult_was_missing float32 feature',
    ]);
    expect(schema.metadata.stages.map(({transform, columns}) => `${transform} ${columns.join()}`)).to.deep.equal([
      'missing-flag age,boarded,adult',
      'impute age,fare,boarded',
      'impute adult',
      'standardize age,fare,boarded',
      'as-float adult',
      'vocabulary port',
      'classes survived',
    ]);
    expect(schema.fields.find(({name}) => name === 'fare')?.range).to.deep.equal([7.25, 71.28]);
  });

  it('counts the cells it fills and the rows without a target', async () => {
    const dataset = await normalizeDataset(passengers({survived: ['no', null, 'yes', 'yes', 'no', 'no', 'no', 'yes']}));
    await readAll(dataset);
    expect(dataset.ledger).to.deep.include({rowsRead: 8, rowsKept: 7, rowsDropped: 1});
    expect(dataset.ledger.entries).to.deep.equal([
      {action: 'dropped', reason: 'missing target', column: 'survived', count: 1, first: [2]},
      {action: 'imputed', reason: 'missing, set to the median', column: 'age', count: 2, first: [3, 5]},
      {action: 'imputed', reason: 'missing, set to the median', column: 'boarded', count: 1, first: [4]},
      {action: 'imputed', reason: 'missing, set to the mode', column: 'adult', count: 1, first: [5]},
    ]);
  });

  it('does not depend on the size of batches', async () => {
    const results = [];
    for (const batchRows of [1, 3, 8]) {
      const dataset = await normalizeDataset(passengers({}, {batchRows}));
      results.push({fields: dataset.schema.fields, rows: await readAll(dataset)});
    }
    expect(results[1]).to.deep.equal(results[0]);
    expect(results[2]).to.deep.equal(results[0]);
  });

  it('drops a column without values, sets text aside, scales a constant one by 1, and says each', async () => {
    const rows = memoryDataset([
      {name: 'x', kind: 'numeric', values: [1, 2, 3]},
      {name: 'void', kind: 'numeric', values: [null, null, null]},
      {name: 'same', kind: 'numeric', values: [7, 7, 7]},
      {name: 'note', kind: 'text', values: ['some words', 'more of them', null]},
      {name: 'y', kind: 'category', role: 'target', values: ['a', 'b', 'a']},
    ]);
    const dataset = await normalizeDataset(rows, {report});
    expect(dataset.schema.fields.map(({name, role}) => `${name} ${role}`)).to.deep.equal([
      'x feature',
      'same feature',
      'note ignored',
      'y target',
    ]);
    expect(await valuesOf(dataset, 'same')).to.deep.equal([0, 0, 0]);
    expect(notes.some((note) => note.includes("'void' has no value in any row: dropped"))).to.equal(true);
    expect(notes.some((note) => note.includes("'note' is free text"))).to.equal(true);
    expect(notes.some((note) => note.includes("'same' is 7 in every row"))).to.equal(true);
  });

  it('keeps numbers as they are with none, min-max to 0..1, clipped to quantiles', async () => {
    const rows = () =>
      memoryDataset([
        {name: 'x', kind: 'numeric', values: [1, 2, 3, 4, 100]},
        {name: 'y', kind: 'numeric', role: 'target', values: [10, 20, 30, 40, 50]},
      ]);
    const plain = await normalizeDataset(rows(), {plan: {numeric: 'none', targetTransform: 'none'}});
    expect(await valuesOf(plain, 'x')).to.deep.equal([1, 2, 3, 4, 100]);
    expect(await valuesOf(plain, 'y')).to.deep.equal([10, 20, 30, 40, 50]);
    const clipped = await normalizeDataset(rows(), {plan: {numeric: 'none', clip: 0.25}});
    expect(await valuesOf(clipped, 'x')).to.deep.equal([2, 2, 3, 4, 4]);
    const scaled = await normalizeDataset(rows(), {plan: {numeric: 'min-max'}});
    expect((await valuesOf(scaled, 'x'))[0]).to.equal(0);
    expect((await valuesOf(scaled, 'x'))[4]).to.equal(1);
  });

  it('takes numbers as classes when told to, in numeric order', async () => {
    const rows = memoryDataset([
      {name: 'x', kind: 'numeric', values: [1, 2, 3]},
      {name: 'y', kind: 'numeric', role: 'target', values: [10, 9, 10]},
    ]);
    const dataset = await normalizeDataset(rows, {plan: {task: 'classification'}});
    expect(await valuesOf(dataset, 'y')).to.deep.equal([1, 0, 1]);
    const {task, target} = describeFeatures(dataset.schema);
    expect(task).to.equal('classification');
    expect(target).to.deep.include({classes: ['9', '10'], integerClasses: true});
  });

  it('refuses rows held out, unless forced', async () => {
    const held = () => passengers({}, {metadata: {split: 'test'}});
    expect(await rejectionOf(normalizeDataset(held()))).to.include({code: 'FIT_ON_HELD_OUT', exitStatus: 3});
    expect((await normalizeDataset(held(), {forceFit: true})).schema.metadata.split).to.equal('test');
  });

  it('refuses rows that are normalized already', async () => {
    const once = await inMemory(await normalizeDataset(passengers()));
    expect(await rejectionOf(normalizeDataset(once))).to.include({code: 'ALREADY_PREPARED', exitStatus: 3});
  });

  it('refuses a table without rows, without features', async () => {
    const empty = passengers({survived: new Array<null>(8).fill(null)});
    expect(await rejectionOf(normalizeDataset(empty))).to.include({code: 'NO_ROWS', exitStatus: 3});
    const bare = memoryDataset([{name: 'y', kind: 'category', role: 'target', values: ['a', 'b']}]);
    expect(await rejectionOf(normalizeDataset(bare))).to.include({code: 'NO_FEATURES', exitStatus: 3});
  });

  it('finds another name where the flag column would take one that exists', async () => {
    const rows = memoryDataset([
      {name: 'x', kind: 'numeric', values: [1, null, 3]},
      {name: 'x_was_missing', kind: 'numeric', values: [5, 6, 7]},
      {name: 'y', kind: 'category', role: 'target', values: ['a', 'b', 'a']},
    ]);
    const {schema} = await normalizeDataset(rows);
    expect(schema.fields.map(({name}) => name)).to.include('x_was_missing_');
  });
});

describe('applyFitted', () => {
  it('gives the rows fitted on what fitting gave', async () => {
    const fitted = await inMemory(await normalizeDataset(passengers()));
    const again = applyFitted(passengers(), fitted);
    expect(again.schema.fields).to.deep.equal(fitted.schema.fields);
    expect(await readAll(again)).to.deep.equal(await readAll(fitted));
  });

  it('takes rows without the target, and leaves out columns the fitted file does not have', async () => {
    const fitted = await inMemory(await normalizeDataset(passengers()));
    const source = passengers();
    const fields = source.schema.fields.map((field) =>
      field.name === 'survived' ? {...field, name: 'other', role: 'feature' as const} : field,
    );
    notes.length = 0;
    const rows = applyFitted({...source, schema: {...source.schema, fields}}, fitted, report);
    expect(rows.schema.fields.map(({name}) => name)).to.not.include.members(['survived', 'other']);
    expect((await readAll(rows)).rowCount).to.equal(8);
    expect(notes).to.deep.equal(['Left out 1 column that is not in the fitted file: other.']);
  });

  it('names a class it does not know', async () => {
    const fitted = await inMemory(await normalizeDataset(passengers()));
    const rows = passengers({survived: ['no', 'yes', null, 'yes', 'perhaps', 'no', 'no', 'yes']});
    const error = await rejectionOf(readAll(applyFitted(rows, fitted)));
    expect(error.code).to.equal('UNKNOWN_CLASS');
    expect(error.message).to.include("row 5: target 'survived' is 'perhaps'");
  });

  it('refuses a file without stages, and rows prepared in another way', async () => {
    const fitted = await inMemory(await normalizeDataset(passengers()));
    expect(errorOf(() => applyFitted(passengers(), passengers())).code).to.equal('NOT_PREPARED');
    const other = await inMemory(await normalizeDataset(passengers({fare: [1, 2, 3, 4, 5, 6, 7, 8]})));
    expect(errorOf(() => applyFitted(other, fitted)).code).to.equal('STAGE_MISMATCH');
  });

  it('has rules for raw text: features required, derived columns not asked for', async () => {
    const {schema} = await normalizeDataset(passengers());
    const rules = rulesOfSchema(schema);
    expect(rules.filter(({required}) => required).map(({name}) => name)).to.have.members([
      'age',
      'fare',
      'port',
      'adult',
      'boarded',
    ]);
    expect(rules.map(({name}) => name))
      .to.include('survived')
      .and.not.include('age_was_missing');
  });
});
