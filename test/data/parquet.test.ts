import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {DuckDBInstance} from '@duckdb/node-api';
import {expect} from 'chai';
import {
  emptyMetadata,
  makeRawField,
  openDataset,
  readHead,
  writeDataset,
  type Batch,
  type DatasetSchema,
  type Field,
} from '../../src/data/index.js';
import {failureOf, makeFile, makeFolder, readAll, removeFolders, rowsOf} from './support.js';

const oracle = JSON.parse(readFileSync(new URL('../oracle/parquet_files.json', import.meta.url), 'utf8')) as {
  rows: Record<string, unknown>[];
  files: Record<string, string>;
  half: string;
};
const file = (content: string | undefined): string => makeFile('t.parquet', Buffer.from(content!, 'base64'));

describe('Parquet files of other tools', () => {
  after(removeFolders);

  for (const [name, content] of Object.entries(oracle.files))
    it(`are read with every value: ${name}`, async () => {
      const warnings: string[] = [];
      const dataset = await openDataset(file(content), {
        report: (event) => {
          if (event.type === 'warning') warnings.push(event.message);
        },
      });
      const {columns, rows} = await readHead(dataset, 10);
      const found = rows.map((row) => Object.fromEntries(columns.map((column, index) => [column.name, row[index]])));
      expect(found).to.deep.equal(oracle.rows);
      expect(dataset.rowCount).to.equal(3);
      expect(warnings.map((text) => /'(\w+)'/.exec(text)?.[1])).to.deep.equal(['labels', 'bytes', 'struct']);
      await dataset.close();
    });

  it('keep what was declared a category one, however many different values it has', async () => {
    const {schema} = await openDataset(file(oracle.files['pyarrow, zstd']));
    expect(schema.fields.find((field) => field.name === 'category')?.kind).to.equal('category');
  });

  it('give numbers of 16 bits, and columns without a value', async () => {
    expect(await rowsOf(await openDataset(file(oracle.half)))).to.deep.equal([
      {f16: 0.5, none: NaN},
      {f16: NaN, none: NaN},
      {f16: -65504, none: NaN},
    ]);
  });

  it('give lists of text as labels where they are asked for', async () => {
    const importOptions = {target: 'labels', kinds: {labels: 'labels'}} as const;
    const rows = await rowsOf(await openDataset(file(oracle.files['polars, zstd']), {importOptions}));
    expect(rows.map((row) => row['labels'])).to.deep.equal(['a;b', null, ';']);
  });

  it('are one dataset where several are named', async () => {
    const [first, second] = [file(oracle.files['polars, lz4']), file(oracle.files['pyarrow, gzip'])];
    const dataset = await openDataset([first, second]);
    expect([dataset.rowCount, (await readAll(dataset)).rowCount]).to.deep.equal([6, 6]);
  });
});

describe('damaged Parquet files', () => {
  after(removeFolders);
  const whole = Buffer.from(oracle.files['pyarrow, snappy']!, 'base64');

  for (const [name, content, code] of [
    ['cut in the middle', whole.subarray(0, whole.byteLength / 2), 'DATA_TRUNCATED'],
    ['cut by one byte', whole.subarray(0, -1), 'DATA_TRUNCATED'],
    ['only the magic', Buffer.from('PAR1'), 'DATA_TRUNCATED'],
    ['another file', Buffer.from('a,b\n1,2\n'), 'DATA_CORRUPT'],
    ['encrypted', Buffer.concat([Buffer.from('PARE'), whole.subarray(4)]), 'DATA_FORMAT'],
  ] as const)
    it(`are refused with ${code}: ${name}`, async () => {
      const error = await failureOf(openDataset(makeFile('t.parquet', content)));
      expect([error.code, error.exitStatus]).to.deep.equal([code, 3]);
      expect(error.message).to.contain('t.parquet');
    });

  it('end in an answer or in a refusal, whatever bit is flipped', async () => {
    const folder = makeFolder();
    const path = join(folder, 'flipped.parquet');
    let refused = 0;
    for (let at = 4; at < whole.byteLength; at += 41) {
      const flipped = Buffer.from(whole);
      flipped[at] = flipped[at]! ^ (1 << (at % 8));
      writeFileSync(path, flipped);
      try {
        const dataset = await openDataset(path, {onBadRow: 'blank', maxBad: 1});
        await readAll(dataset).finally(() => dataset.close());
      } catch (error) {
        expect(error, String((error as Error).stack)).to.have.property('exitStatus', 3);
        refused += 1;
      }
    }
    expect(refused).to.be.greaterThan(20);
  }).timeout(20_000);
});

describe('Parquet files of ours', () => {
  after(removeFolders);
  const tensor: Field = {
    ...makeRawField('image', 'tensor', 'feature', {kind: 'tensor', missing: [''], shape: [2, 2], element: 'uint8'}),
    range: [0, 255],
  };
  const fields = [
    makeRawField('number', 'numeric', 'target'),
    makeRawField('flag', 'boolean'),
    makeRawField('moment', 'datetime', 'time'),
    makeRawField('label', 'category'),
    tensor,
  ];
  const schema: DatasetSchema = {fields, metadata: {...emptyMetadata(), split: 'train'}};
  const batchOf = (rowCount: number): Batch => ({
    rowCount,
    columns: [
      Float64Array.from({length: rowCount}, (_, row) => (row % 7 === 3 ? NaN : row / 3)),
      Float64Array.from({length: rowCount}, (_, row) => (row % 5 === 1 ? NaN : row % 2)),
      Float64Array.from({length: rowCount}, (_, row) => (row % 11 === 2 ? NaN : 1e9 + row / 8)),
      Array.from({length: rowCount}, (_, row) => (row % 3 === 2 ? null : `ü${String(row % 10)}`)),
      Uint8Array.from({length: rowCount * 4}, (_, at) => at % 256),
    ],
  });

  it('come back with values, kinds, roles, shapes and history, in groups of rows', async () => {
    const path = join(makeFolder(), 'ours.parquet');
    // More than one row group, from batches that are none.
    const batch = batchOf(150_000);
    await writeDataset(path, schema, [batch, batchOf(5)]);
    const dataset = await openDataset(path);
    expect(dataset.schema).to.deep.equal(schema);
    expect(dataset.rowCount).to.equal(150_005);
    const back = await readAll(dataset);
    for (const [index, column] of batch.columns.entries())
      expect(back.columns[index]!.slice(0, column.length), fields[index]?.name).to.deep.equal(column);
  }).timeout(20_000);

  it('carry what is known only at the end, and are the same bytes for the same rows', async () => {
    const folder = makeFolder();
    const [a, b] = [join(folder, 'a.parquet'), join(folder, 'b.parquet')];
    let asked = 0;
    await writeDataset(a, () => {
      asked += 1;
      return asked === 1 ? {fields, metadata: emptyMetadata()} : schema;
    }, [batchOf(10)]);
    await writeDataset(b, schema, [batchOf(10)]);
    const read = await openDataset(a);
    expect(read.schema).to.deep.equal(schema);
    await read.close();
    expect(readFileSync(a).equals(readFileSync(b))).to.equal(true);
  });

  it('are read by DuckDB, and its files by us', async () => {
    const folder = makeFolder();
    const [ours, theirs] = [join(folder, 'ours.parquet'), join(folder, 'theirs.parquet')];
    await writeDataset(ours, schema, [batchOf(12)]);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const answer = await connection.runAndReadAll(
      `SELECT count(*)::INT, count(number)::INT, count(flag)::INT, min(label), epoch_ms(max(moment))::BIGINT,
        sum(list_sum(image))::INT FROM '${ours}'`,
    );
    expect(answer.getRows()[0]).to.deep.equal([12, 10, 9, 'ü0', BigInt(1e12 + (10 / 8 + 1 / 8) * 1000), 1128]);
    await connection.run(
      `COPY (SELECT i::HUGEINT AS huge, (i / 4)::DECIMAL(9, 2) AS price, 'x' || i AS name, i % 2 = 0 AS even,
        TIMESTAMP '2024-02-29 12:00:00.25' + INTERVAL (i) SECOND AS moment, i::DOUBLE AS d, (ARRAY[i, 2 * i])::FLOAT[] AS pair
        FROM range(3) t(i)) TO '${theirs}' (FORMAT parquet, COMPRESSION zstd)`,
    );
    connection.closeSync();
    const rules = {kinds: {name: 'text'}} as const;
    expect((await readHead(await openDataset(theirs, {importOptions: rules}), 5)).rows[2]).to.deep.equal([
      2,
      0.5,
      'x2',
      true,
      '2024-02-29T12:00:02.250Z',
      2,
      [2, 4],
    ]);
  });

  it('may have no rows', async () => {
    const path = join(makeFolder(), 'none.parquet');
    await writeDataset(path, schema, []);
    expect((await readAll(await openDataset(path))).rowCount).to.equal(0);
  });
});
