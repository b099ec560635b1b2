// Tensor features from a dataset to the entry of a network: images by the side of columns, and token ids.
import {expect} from 'chai';
import {IngotError} from '../../src/core/index.js';
import {emptyMetadata, makeRawField, type Batch, type Dataset, type DatasetSchema} from '../../src/data/index.js';
import {prepareTensors, readSignature, rowsToFeeds, normalizeDataset} from '../../src/prepare/index.js';
import {buildModel} from '../../src/tasks/index.js';
import {buildTrainingProgram} from '../../src/train/index.js';
import {extractSubgraph} from '../../src/onnx/index.js';
import {datasetOf, inMemory, readAll} from '../support/memory-dataset.js';
import {rejectionOf} from '../support/error-of.js';

const schema: DatasetSchema = {
  fields: [
    makeRawField('size', 'numeric'),
    makeRawField('image', 'tensor', 'feature', {kind: 'tensor', missing: [''], shape: [2, 2], element: 'uint8'}),
    makeRawField('tokens', 'tensor', 'feature', {kind: 'tensor', missing: [''], shape: [3], element: 'int32'}),
    makeRawField('y', 'category', 'target'),
  ],
  metadata: emptyMetadata(),
};
const batch: Batch = {
  rowCount: 4,
  columns: [
    Float64Array.of(1, 2, 3, 4),
    Uint8Array.of(0, 255, 3, 4, 9, 9, 9, 9, 1, 2, 3, 4, 200, 100, 50, 25),
    Int32Array.of(0, 1, 2, 3, 4, 4, 1, 1, 0, 2, 2, 2),
    ['a', 'b', 'a', 'b'],
  ],
};
const raw = (rows: Batch = batch): Dataset => datasetOf(schema, rows);

describe('tensor features', () => {
  async function build(categories: 'one-hot' | 'embedding') {
    const prepared = await inMemory(await normalizeDataset(raw()));
    const model = buildModel({
      schema: prepared.schema,
      architecture: 'mlp',
      architectureOptions: {hidden: [3], categories},
      seed: 1,
    });
    return {prepared, model, signature: readSignature(model)};
  }

  it('are raw columns until a stage has prepared them, and keep their shape', async () => {
    const {prepared} = await build('one-hot');
    expect(prepared.schema.fields.map(({name, storage, shape}) => [name, storage, shape])).to.deep.equal([
      ['size', 'float32', undefined],
      ['image', 'float32', [2, 2]],
      ['tokens', 'int32', [3]],
      ['y', 'int32', undefined],
    ]);
    expect(Array.from((await readAll(prepared)).columns[2] as Int32Array)).to.deep.equal(
      Array.from(batch.columns[2] as Int32Array),
    );
  });

  for (const categories of ['one-hot', 'embedding'] as const)
    it(`enter the network one by one, raw and prepared alike: ${categories}`, async () => {
      const {prepared, model, signature} = await build(categories);
      expect(model.graph.inputs.map(({name, dtype, shape}) => [name, dtype, shape])).to.deep.equal([
        ['size', 'float64', ['batch', 1]],
        ['image', 'uint8', ['batch', 2, 2]],
        ['tokens', 'int32', ['batch', 3]],
      ]);
      const options = {target: 'required'} as const;
      const [a, b] = [
        await prepareTensors(model, signature, raw(), options),
        await prepareTensors(model, signature, prepared, options),
      ];
      expect(a.entry.map(({dtype, dims}) => [dtype, dims])).to.deep.equal([
        ['float32', [1]],
        ['float32', [2, 2]],
        ['int32', [3]],
      ]);
      expect(a.entry.map(({data}) => data)).to.deep.equal(b.entry.map(({data}) => data));
      const network = extractSubgraph(model.graph, signature.entry, [signature.logits]);
      const parameters = [...network.initializers].flatMap(([name, {dtype}]) =>
        dtype === 'float32' && /^(dense|embedding)/.test(name) ? [name] : [],
      );
      expect(parameters.some((name) => name.startsWith('embedding'))).to.equal(categories === 'embedding');
      const program = buildTrainingProgram({
        network,
        logits: signature.logits,
        parameters,
        loss: 'binary-cross-entropy',
        optimizer: 'sgd',
        seed: 1,
      });
      expect(program.dataInputs.map(({dims}) => dims)).to.deep.equal([[1], [2, 2], [3]]);
    });

  it('refuse token ids that training has not seen, naming the row, in files and in rows', async () => {
    const {model, signature} = await build('one-hot');
    const tokens = Int32Array.from(batch.columns[2] as Int32Array);
    tokens[7] = 5;
    const columns = batch.columns.map((column, index) => (index === 2 ? tokens : column));
    const error = await rejectionOf(prepareTensors(model, signature, raw({...batch, columns}), {target: 'required'}));
    expect(error.code).to.equal('TOKEN_UNKNOWN');
    expect(error.message).to.contain('Row 3').and.contain('ids 0 to 4');
    const row = {
      size: 1,
      image: [
        [1, 2],
        [3, 4],
      ],
      tokens: [0, 1, 5],
    };
    const {problems} = rowsToFeeds([{...row, tokens: [0, 1, 4]}, row], signature);
    expect(problems.map(({code, row: at, field}) => [code, at, field])).to.deep.equal([['BAD_VALUE', 1, 'tokens']]);
  });

  it('are read from rows by shape and range, and must be there', async () => {
    const {signature} = await build('one-hot');
    const good = {
      size: 1,
      image: [
        [1, 2],
        [3, 4],
      ],
      tokens: [0, 1, 2],
    };
    const {feeds, problems} = rowsToFeeds([good, good], signature);
    expect(problems).to.deep.equal([]);
    expect(feeds['image']).to.deep.equal({
      dtype: 'uint8',
      dims: [2, 2, 2],
      data: Uint8Array.of(1, 2, 3, 4, 1, 2, 3, 4),
    });
    for (const image of [
      [[1, 2]],
      [
        [1, 2],
        [3, 256],
      ],
      [
        [1, 2],
        [3, 0.5],
      ],
      'x',
      undefined,
    ])
      expect(rowsToFeeds([{...good, image}], signature).problems[0]).to.include({code: 'BAD_VALUE', field: 'image'});
  });

  it('are no target', async () => {
    const fields = schema.fields.map((field) => ({
      ...field,
      role: field.name === 'image' ? ('target' as const) : ('feature' as const),
    }));
    const error = await rejectionOf(normalizeDataset(datasetOf({...schema, fields}, batch)));
    expect(error).to.be.instanceOf(IngotError);
    expect(error.message).to.contain("'image' holds tensors");
  });
});
