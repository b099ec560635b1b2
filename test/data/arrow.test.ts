import {readFileSync, truncateSync, writeFileSync, statSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {
  appendLineage,
  emptyMetadata,
  makeRawField,
  openDataset,
  writeDataset,
  type Batch,
  type DatasetSchema,
  type Field,
} from '../../src/data/index.js';
import {failureOf, makeFile, makeFolder, readAll, removeFolders, rowsOf} from './support.js';

const fitted = {kind: 'numeric', missing: []} as const;
const fields: readonly Field[] = [
  makeRawField('number', 'numeric'),
  makeRawField('flag', 'boolean'),
  makeRawField('moment', 'datetime', 'time'),
  makeRawField('label', 'category', 'target'),
  {name: 'scaled', role: 'feature', kind: 'numeric', storage: 'float32', parse: fitted, stage: 's1', range: [0, 9]},
  {name: 'code', role: 'feature', kind: 'category', storage: 'int32', parse: fitted, stage: 's2'},
];
const schema: DatasetSchema = {
  fields,
  metadata: {
    ...emptyMetadata(),
    split: 'train',
    stages: [
      {
        id: 's1',
        transform: 't',
        version: 1,
        columns: ['a'],
        outputs: ['scaled'],
        options: {},
        state: {m: 0.1},
        parents: [null],
        storage: 'float32',
      },
    ],
  },
};
const batch: Batch = {
  rowCount: 4,
  columns: [
    Float64Array.of(1.5, NaN, -0, 1e300),
    Float64Array.of(1, 0, NaN, 1),
    Float64Array.of(0, 1.25, NaN, -86400),
    ['ä', null, '', 'x'],
    Float32Array.of(0.1, NaN, 2, 3),
    Int32Array.of(1, 2, 3, -4),
  ],
};
const once = (): AsyncIterable<Batch> =>
  (async function* () {
    await Promise.resolve();
    yield batch;
    yield batch;
  })();

describe('Arrow files and streams', () => {
  after(removeFolders);

  for (const name of ['data.arrow', 'data.arrows']) {
    it(`give back values, missing cells, fields and metadata: ${name}`, async () => {
      const path = join(makeFolder(), name);
      const {rowCount} = await writeDataset(path, schema, once());
      const dataset = await openDataset(path);
      expect(rowCount).to.equal(8);
      expect(dataset.schema).to.deep.equal(schema);
      const {columns} = await readAll(dataset);
      batch.columns.forEach((column, index) => {
        const twice = Array.isArray(column) ? [...column, ...column] : [...column, ...column];
        expect(Array.from(columns[index] as never[]), fields[index]!.name).to.deep.equal(twice);
        expect(columns[index]!.constructor).to.equal(column.constructor);
      });
      expect(await rowsOf(dataset)).to.have.lengthOf(8);
    });

    it(`hold no rows where there are none: ${name}`, async () => {
      const path = join(makeFolder(), name);
      await writeDataset(path, schema, []);
      const dataset = await openDataset(path);
      expect(dataset.schema).to.deep.equal(schema);
      expect((await readAll(dataset)).rowCount).to.equal(0);
    });

    it(`are the same bytes for the same data: ${name}`, async () => {
      const write = async () => (await writeDataset(join(makeFolder(), name), schema, once())).sha256;
      expect(await write()).to.equal(await write());
    });

    it(`say that the input ended early wherever they are cut: ${name}`, async () => {
      const path = join(makeFolder(), name);
      await writeDataset(path, schema, once());
      const size = statSync(path).size;
      const whole = readFileSync(path);
      for (const length of [0, 3, 9, 200, Math.floor(size / 2), size - 9, size - 8, size - 1]) {
        writeFileSync(path, whole);
        truncateSync(path, length);
        const error = await failureOf(openDataset(path).then((dataset) => readAll(dataset)));
        expect(error.exitStatus, `${String(length)} of ${String(size)} bytes: ${error.message}`).to.equal(3);
        if (length !== 3) expect(error.message, String(length)).to.contain('ended early');
      }
    });
  }

  it('know the number of rows of a file before reading it', async () => {
    const path = join(makeFolder(), 'data.arrow');
    await writeDataset(path, schema, once());
    expect((await openDataset(path)).rowCount).to.equal(8);
  });

  it('carry at the end what was known only then', async () => {
    for (const name of ['data.arrow', 'data.arrows']) {
      let rowsRead = 0;
      const counted = async function* (): AsyncGenerator<Batch> {
        for await (const each of once()) {
          rowsRead += each.rowCount;
          yield each;
        }
      };
      const late = (): DatasetSchema =>
        appendLineage(schema, {
          command: 'test',
          options: {},
          inputs: [],
          version: '0',
          ledger: {rowsRead, rowsKept: rowsRead, rowsDropped: 0, entries: []},
        });
      const path = join(makeFolder(), name);
      await writeDataset(path, late, counted());
      expect((await openDataset(path)).schema.metadata.lineage[0]?.ledger.rowsRead, name).to.equal(8);
    }
  });

  it('leave nothing behind when the batches fail', async () => {
    const folder = makeFolder();
    const failing = async function* (): AsyncGenerator<Batch> {
      yield batch;
      await Promise.resolve();
      throw new Error('stop');
    };
    let said = '';
    await writeDataset(join(folder, 'data.arrow'), schema, failing()).catch((error: unknown) => (said = String(error)));
    expect(said).to.contain('stop');
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('are called corrupt when bytes of the footer or of a message are damaged', async () => {
    const path = join(makeFolder(), 'data.arrow');
    await writeDataset(path, schema, once());
    const whole = readFileSync(path);
    const footerBytes = whole.readInt32LE(whole.length - 10);
    const footer = whole.length - 10 - footerBytes;
    for (const [start, end] of [
      [footer, whole.length - 10],
      [footer, footer + 16],
      [whole.length - 10, whole.length - 6],
      [8, footer],
    ] as const) {
      const bytes = Buffer.from(whole);
      bytes.fill(0xaa, start, end);
      writeFileSync(path, bytes);
      const error = await failureOf(openDataset(path).then((dataset) => readAll(dataset)));
      expect([error.code, error.exitStatus], `${String(start)} to ${String(end)}`).to.deep.equal(['DATA_CORRUPT', 3]);
    }
  });

  it('are not what a text with their ending is', async () => {
    const error = await failureOf(openDataset(makeFile('rows.arrow', 'a,b\n1,2\n')));
    expect(error.code).to.equal('DATA_CORRUPT');
  });

  it('refuse a stream with something behind its end', async () => {
    const path = join(makeFolder(), 'data.arrows');
    await writeDataset(path, schema, once());
    writeFileSync(path, Buffer.concat([readFileSync(path), readFileSync(path)]));
    const error = await failureOf(openDataset(path).then((dataset) => readAll(dataset)));
    expect(error.message).to.contain('more after the end');
  });

  it('are one dataset in a folder, when their columns agree', async () => {
    const folder = makeFolder();
    await writeDataset(join(folder, '1.arrow'), schema, once());
    await writeDataset(join(folder, '2.arrow'), schema, once());
    const dataset = await openDataset(folder);
    expect(dataset.rowCount).to.equal(16);
    expect((await readAll(dataset)).rowCount).to.equal(16);
    const other = {
      ...schema,
      fields: fields.map((field) => (field.name === 'scaled' ? {...field, stage: 's9'} : field)),
    };
    await writeDataset(join(folder, '3.arrow'), other, once());
    expect((await failureOf(openDataset(folder))).code).to.equal('DATA_SCHEMA_MISMATCH');
  });

  it('take overrides of roles and of raw kinds', async () => {
    const path = join(makeFolder(), 'data.arrow');
    await writeDataset(path, schema, once());
    const dataset = await openDataset(path, {importOptions: {target: 'flag', kinds: {number: 'category'}}});
    const roles = dataset.schema.fields.map(({name, role, kind}) => `${name} ${role} ${kind}`);
    expect(roles.slice(0, 4)).to.deep.equal([
      'number feature category',
      'flag target category',
      'moment time datetime',
      'label feature category',
    ]);
    expect((await rowsOf(dataset)).slice(0, 2).map(({number, flag}) => [number, flag])).to.deep.equal([
      ['1.5', 'true'],
      [null, 'false'],
    ]);
  });
});
