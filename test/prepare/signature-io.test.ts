import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'chai';
import {
  describeFeatures,
  hasSignature,
  normalizeDataset,
  readSignature,
  resolveModelPath,
  rowsToFeeds,
  writeSignature,
  type ModelSignature,
} from '../../src/prepare/index.js';
import {errorOf} from '../support/error-of.js';
import {inMemory} from '../support/memory-dataset.js';
import {passengers} from '../support/passengers.js';
import {preparedModel} from '../support/prepared-model.js';

const fixture = async () => preparedModel((await inMemory(await normalizeDataset(passengers()))).schema);

describe('readSignature', () => {
  it('reads what was written, through the bytes of the model', async () => {
    const {model, signature} = await fixture();
    expect(readSignature(model)).to.deep.equal(signature);
    expect(model.metadata['ingot.task']).to.equal('classification');
  });

  it('reads a model from before losses had options, and leaves none of an earlier loss behind', async () => {
    const {model, signature} = await fixture();
    const written = writeSignature(model, {...signature, lossOptions: {smoothing: 0.1}});
    expect(readSignature(written).lossOptions).to.deep.equal({smoothing: 0.1});
    const older = Object.fromEntries(Object.entries(signature).filter(([name]) => name !== 'lossOptions'));
    expect(readSignature(writeSignature(written, older as unknown as ModelSignature))).to.deep.equal(older);
  });

  it('refuses a model without one', async () => {
    const {model} = await fixture();
    const bare = {...model, metadata: {}};
    expect(hasSignature(bare)).to.equal(false);
    expect(errorOf(() => readSignature(bare))).to.include({code: 'MODEL_UNSIGNED', exitStatus: 3});
  });

  it('refuses damage: a member gone, no JSON, a changed stage, tensors that are not there, another format', async () => {
    const {model, signature} = await fixture();
    const rest = Object.fromEntries(Object.entries(model.metadata).filter(([key]) => key !== 'ingot.loss'));
    const scaled = signature.stages.find(({transform}) => transform === 'standardize')!;
    const changed = signature.stages.map((stage) =>
      stage === scaled ? {...stage, state: {center: [0, 0, 0], scale: [1, 1, 1]}} : stage,
    );
    const cases: [string, () => unknown][] = [
      ['MODEL_SIGNATURE', () => readSignature({...model, metadata: rest})],
      ['MODEL_SIGNATURE', () => readSignature({...model, metadata: {...model.metadata, 'ingot.inputs': '{'}})],
      ['MODEL_SIGNATURE', () => readSignature({...model, metadata: {...model.metadata, 'ingot.inputs': '{}'}})],
      ['MODEL_SIGNATURE', () => readSignature({...model, metadata: {...model.metadata, 'ingot.format': '2'}})],
      ['MODEL_SIGNATURE', () => readSignature({...model, metadata: {...model.metadata, 'ingot.task': 'ranking'}})],
      ['MODEL_SIGNATURE', () => readSignature(writeSignature(model, {...signature, logits: 'none'}))],
      ['STAGE_INVALID', () => readSignature(writeSignature(model, {...signature, stages: changed}))],
    ];
    for (const [code, call] of cases) expect(errorOf(call)).to.include({code, exitStatus: 3});
  });
});

describe('describeFeatures', () => {
  it('lists the raw columns a model takes in, none of them derived', async () => {
    const {inputs, target, task} = describeFeatures((await normalizeDataset(passengers())).schema);
    expect(inputs.map(({name, required}) => [name, required])).to.have.deep.members([
      ['age', false],
      ['fare', false],
      ['port', false],
      ['adult', false],
      ['boarded', false],
    ]);
    expect([task, target.classes]).to.deep.equal(['classification', ['no', 'yes']]);
  });

  it('refuses rows that were not normalized', () => {
    const error = errorOf(() => describeFeatures(passengers().schema));
    expect(error).to.include({code: 'NOT_PREPARED', exitStatus: 3});
    expect(error.message).to.include('age');
  });
});

describe('rowsToFeeds', () => {
  it('reads rows by the rules of the model; an absent key is a missing value', async () => {
    const {signature} = await fixture();
    const {feeds, problems} = rowsToFeeds(
      [{age: 30, fare: '7.5', port: 'S', adult: true, boarded: '1970-01-02', survived: 'no'}, {}],
      signature,
    );
    expect(problems).to.deep.equal([]);
    expect(feeds['fare']).to.deep.equal({dtype: 'float64', dims: [2, 1], data: Float64Array.of(7.5, NaN)});
    expect(feeds['port']).to.deep.equal({dtype: 'string', dims: [2, 1], data: ['S', '']});
    expect(feeds['adult']!.data).to.deep.equal(Float64Array.of(1, NaN));
    expect(feeds['boarded']!.data).to.deep.equal(Float64Array.of(86400, NaN));
  });

  it('names the field of every problem', async () => {
    const {signature} = await fixture();
    const {problems} = rowsToFeeds([{agee: 3}, {age: 'old'}, 7, {age: [1]}, {fare: Infinity}], signature);
    expect(problems.map(({code, row, field}) => [code, row, field])).to.deep.equal([
      ['UNKNOWN_FIELD', 0, 'agee'],
      ['BAD_VALUE', 1, 'age'],
      ['NOT_A_ROW', 2, undefined],
      ['BAD_VALUE', 3, 'age'],
      ['BAD_VALUE', 4, 'fare'],
    ]);
    expect(problems[0]!.message).to.include("'age'");
  });

  it('asks for the values a model cannot do without', async () => {
    const dataset = await inMemory(await normalizeDataset(passengers(), {plan: {impute: 'none'}}));
    const {signature} = preparedModel(dataset.schema);
    const {problems} = rowsToFeeds([{age: 3, fare: null, adult: 1, boarded: '1970-01-02', port: null}], signature);
    expect(problems.map(({code, field}) => [code, field])).to.deep.equal([['VALUE_REQUIRED', 'fare']]);
  });
});

describe('resolveModelPath', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ingot-path-'));
  after(() => {
    rmSync(folder, {recursive: true, force: true});
  });

  it('takes a file as it is and a run folder as its model.onnx', () => {
    const run = join(folder, 'first');
    mkdirSync(run);
    expect(errorOf(() => resolveModelPath(run)).code).to.equal('MODEL_NOT_FOUND');
    writeFileSync(join(run, 'model.onnx'), '');
    expect(resolveModelPath(run)).to.equal(join(run, 'model.onnx'));
    expect(resolveModelPath(join(run, 'model.onnx'))).to.equal(join(run, 'model.onnx'));
  });

  it('names the nearest when there is nothing', () => {
    const error = errorOf(() => resolveModelPath(join(folder, 'fist')));
    expect(error).to.include({code: 'MODEL_NOT_FOUND', exitStatus: 4});
    expect(error.suggestions[0]).to.include('first');
  });
});
