// What becomes of a column of sound, and that raw and prepared rows are the same to a model.
import {expect} from 'chai';
import {emptyMetadata, makeRawField} from '../../src/data/index.js';
import {
  isForPrepared,
  normalizeDataset,
  parsePolicy,
  prepareTensors,
  readUnits,
  type NormalizeOptions,
} from '../../src/prepare/index.js';
import {rejectionOf} from '../support/error-of.js';
import {datasetOf, readAll} from '../support/memory-dataset.js';
import {preparedModel} from '../support/prepared-model.js';

type Plan = NonNullable<NormalizeOptions['plan']>;

describe('a column of sound', () => {
  const clips = [0, 1, 2, 3].map((clip) =>
    Array.from({length: 400}, (_, at) => 0.4 * Math.sin((2 * Math.PI * (200 + 300 * clip) * at) / 8000)),
  );
  const parse = {kind: 'tensor', missing: [''], shape: [400], element: 'float32', sampleRate: 8000} as const;
  const schema = {
    fields: [makeRawField('sound', 'tensor', 'feature', parse), makeRawField('word', 'category', 'target')],
    metadata: emptyMetadata(),
  };
  const sounds = () =>
    datasetOf(schema, {rowCount: 4, columns: [Float32Array.from(clips.flat()), ['no', 'yes', 'no', 'yes']]});
  const prepared = async (plan: Plan = {}) => {
    const dataset = await normalizeDataset(sounds(), {plan});
    return {schema: dataset.schema, values: (await readAll(dataset)).columns[0] as Float32Array};
  };

  it('becomes scaled mel bands, unless another chain is asked for', async () => {
    const {schema: after, values} = await prepared();
    expect(after.metadata.stages.map(({transform}) => transform)).to.deep.equal(['log-mel', 'standardize', 'classes']);
    expect(after.fields[0]?.shape).to.deep.equal([3, 40]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect([mean, square].map((value) => Math.round(value * 1e4) / 1e4 + 0)).to.deep.equal([0, 1]);
    const transforms = {sound: 'log-mel:mels=12,hop=100+as-float'};
    expect((await prepared({transforms})).schema.fields[0]?.shape).to.deep.equal([3, 12]);
    const waves = await prepared({transforms: {sound: 'none'}});
    expect([waves.schema.fields[0]?.shape, waves.values[5]]).to.deep.equal([[400], Math.fround(clips[0]![5]!)]);
  });

  it('reaches the network with the same bits raw and prepared', async () => {
    const {schema: after, values} = await prepared();
    const {model, signature} = preparedModel(after);
    expect(signature.inputs[0]?.parse).to.include({sampleRate: 8000});
    const raw = await prepareTensors(model, signature, sounds(), {target: 'required'});
    expect(raw.entry[0]?.dims).to.deep.equal([3, 40]);
    expect(raw.entry[0]?.data).to.deep.equal(values);
  });

  it('is changed on the fly in the units of its bands, where that is asked for', async () => {
    const {schema: after} = await prepared();
    const {model, signature} = preparedModel(after);
    const {entry} = await prepareTensors(model, signature, sounds(), {target: 'required'});
    const units = await readUnits(model, signature, {column: 'sound', prepared: entry});
    expect(units).to.deep.include({entry: entry[0]?.name, shape: [3, 40]});
    expect([new Set(units.factor), new Set(units.offset)]).to.deep.equal([new Set([1]), new Set([0])]);
    const policy = parsePolicy(['spec-augment:pitch=0.5'], after);
    expect(isForPrepared(policy)).to.equal(true);
    const error = await rejectionOf(readUnits(model, signature, {column: 'sound'}));
    expect([error.code, error.message.includes('another shape')]).to.deep.equal(['AUGMENT_MODEL', true]);
  });
});
