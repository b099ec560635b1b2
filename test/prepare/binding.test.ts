import {expect} from 'chai';
import type {Dataset, ParseRule} from '../../src/data/index.js';
import {defaultRule} from '../../src/data/index.js';
import {bindDataset, normalizeDataset, prepareTensors, type ModelSignature} from '../../src/prepare/index.js';
import type {Model} from '../../src/onnx/index.js';
import {errorOf, rejectionOf} from '../support/error-of.js';
import {inMemory, memoryDataset, readAll} from '../support/memory-dataset.js';
import {passengers} from '../support/passengers.js';
import {preparedModel} from '../support/prepared-model.js';

async function fit(rows: Dataset): Promise<{model: Model; signature: ModelSignature; fitted: Dataset}> {
  const fitted = await inMemory(await normalizeDataset(rows));
  return {fitted, ...preparedModel(fitted.schema)};
}

describe('bindDataset', () => {
  it('feeds raw columns to the inputs and normalized ones to the stages', async () => {
    const {signature, fitted} = await fit(passengers());
    const raw = bindDataset(signature, passengers());
    expect(raw.inputs.map(({tensor}) => tensor)).to.have.members(['age', 'fare', 'port', 'adult', 'boarded']);
    const prepared = bindDataset(signature, fitted);
    expect(prepared.inputs.every(({stage}) => stage !== null)).to.equal(true);
    expect(prepared.inputs.map(({tensor}) => tensor)).to.have.members(
      signature.stages
        .filter(({storage}) => storage !== 'float64')
        .map(({id}) => signature.tensors[id])
        .filter(Boolean),
    );
  });

  it('feeds missing text as the empty text', async () => {
    const {signature} = await fit(passengers());
    const feeds = bindDataset(signature, passengers()).feeds(await readAll(passengers()));
    expect(feeds['port']).to.deep.equal({dtype: 'string', dims: [8, 1], data: ['S', 'C', 'S', '', 'Q', 'S', 'S', 'C']});
    expect(feeds['age']!.dims).to.deep.equal([8, 1]);
  });

  it('names a column that is missing, and the nearest there is', async () => {
    const {signature} = await fit(passengers());
    const rows = passengers();
    const fields = rows.schema.fields.map((field) => (field.name === 'fare' ? {...field, name: 'fares'} : field));
    const error = errorOf(() => bindDataset(signature, {name: 'x.csv', schema: {...rows.schema, fields}}));
    expect(error).to.include({code: 'COLUMN_MISSING', exitStatus: 3});
    expect(error.message).to.equal("x.csv: the model needs a column 'fare', but there is none.");
    expect(error.suggestions[0]).to.include("'fares'");
  });

  it('says which statistic differs when rows were fitted on their own', async () => {
    const {signature} = await fit(passengers());
    const other = await fit(passengers({age: [22, 38, null, 35, null, 54, 2, 99]}));
    const error = errorOf(() => bindDataset(signature, other.fitted));
    expect(error).to.include({code: 'STAGE_MISMATCH', exitStatus: 3});
    expect(error.message).to.match(
      /column 'age' .* statistic 'fill' of column 'age' in 'impute' is \S+ in the data and 31 in the model/,
    );
    expect(error.suggestions.join(' ')).to.include('--like');
  });

  it('says which option differs', async () => {
    const {signature} = await fit(passengers());
    const scaled = await inMemory(await normalizeDataset(passengers(), {plan: {impute: 'mean'}}));
    expect(errorOf(() => bindDataset(signature, scaled)).message).to.include(
      `option 'strategy' of 'impute' is "mean" in the data and "median" in the model`,
    );
  });

  it('says when the model knows no such step', async () => {
    const {signature} = await fit(passengers());
    const scaled = await inMemory(await normalizeDataset(passengers(), {plan: {numeric: 'min-max'}}));
    expect(errorOf(() => bindDataset(signature, scaled)).message).to.include("'min-max' is not a step of the model");
  });

  it('reads a column by the rule of the model where the import read it otherwise', async () => {
    const numberText: ParseRule = {...defaultRule('category'), numberText: true};
    const rows = (
      kind: 'category' | 'numeric',
      values: readonly (string | number | null)[],
      parse?: ParseRule,
    ): Dataset =>
      memoryDataset([
        {name: 'zip', kind, values, ...(parse ? {parse} : {})},
        {name: 'y', kind: 'category', role: 'target', values: ['a', 'b', 'a']},
      ]);
    const byText = await fit(rows('category', ['7', '12', null], numberText));
    const expected = await prepareTensors(
      byText.model,
      byText.signature,
      rows('category', ['7', '12', null], numberText),
      {target: 'none'},
    );
    for (const given of [rows('numeric', [7, 12, null]), rows('category', ['7.0', ' 12', null])]) {
      const {entry} = await prepareTensors(byText.model, byText.signature, given, {target: 'none'});
      expect(entry).to.deep.equal(expected.entry);
    }
    const byNumber = await fit(rows('numeric', [7, 12, 9]));
    const read = await prepareTensors(byNumber.model, byNumber.signature, rows('category', ['7', '12', '9']), {
      target: 'none',
    });
    const plain = await prepareTensors(byNumber.model, byNumber.signature, rows('numeric', [7, 12, 9]), {
      target: 'none',
    });
    expect(read.entry).to.deep.equal(plain.entry);
    const bad = prepareTensors(byNumber.model, byNumber.signature, rows('category', ['7', 'n. a.', '9']), {
      target: 'none',
    });
    expect((await rejectionOf(bad)).message).to.include("column 'zip' holds 'n. a.'");
  });

  it('takes for missing what the model takes for missing, although the import did not know', async () => {
    const rows = (values: readonly (number | null)[], missing: readonly string[]): Dataset =>
      memoryDataset([
        {name: 'age', kind: 'numeric', values, parse: {...defaultRule('numeric'), missing}},
        {name: 'y', kind: 'category', role: 'target', values: ['a', 'b', 'a']},
      ]);
    const {model, signature} = await fit(rows([7, null, 9], ['', '-999']));
    const read = await prepareTensors(model, signature, rows([7, -999, 9], ['']), {target: 'none'});
    const plain = await prepareTensors(model, signature, rows([7, null, 9], ['', '-999']), {target: 'none'});
    expect(read.entry).to.deep.equal(plain.entry);
  });

  it('refuses a column whose import lost what the rule needs', async () => {
    const rows = (kind: 'category' | 'numeric', values: readonly (string | number)[]): Dataset =>
      memoryDataset([
        {name: 'zip', kind, values},
        {name: 'y', kind: 'category', role: 'target', values: ['a', 'b']},
      ]);
    const {signature} = await fit(rows('category', ['01234', '1234']));
    const error = errorOf(() => bindDataset(signature, rows('numeric', [1234, 1234])));
    expect(error).to.include({code: 'KIND_MISMATCH', exitStatus: 3});
    expect(error.suggestions[1]).to.include('--kind zip=category');
  });
});
