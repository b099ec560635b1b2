import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {expect} from 'chai';
import {openDataset, tensorToLists, type Dataset, type Field, type JsonCell} from '../../src/data/index.js';
import {failureOf, makeFile, makeFolder, readAll, removeFolders, rowsOf} from './support.js';

interface Recorded {
  readonly file: string;
  readonly values: readonly JsonCell[];
}
const oracle = JSON.parse(readFileSync(new URL('../oracle/array_files.json', import.meta.url), 'utf8')) as {
  npy: Record<string, Recorded>;
  columns: Record<string, Recorded>;
  refused: Record<string, string>;
  npz: {values: Record<string, readonly JsonCell[]>; stored: string; compressed: string};
  arrow: Record<string, Recorded & {shape: readonly number[] | null}>;
};

const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');

async function tensorsOf(dataset: Dataset, name = 'x'): Promise<{field: Field; cells: JsonCell[]}> {
  const index = dataset.schema.fields.findIndex((field) => field.name === name);
  const field = dataset.schema.fields[index]!;
  const {columns, rowCount} = await readAll(dataset);
  const column = columns[index] as Float32Array;
  const cells = Array.from({length: rowCount}, (_, row) => tensorToLists(column, row, field.shape ?? []));
  return {field, cells};
}

/** An IDX file. */
function idx(type: number, dims: readonly number[], data: Buffer): Buffer {
  const head = Buffer.alloc(4 + 4 * dims.length);
  head.set([0, 0, type, dims.length]);
  dims.forEach((size, axis) => head.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([head, data]);
}

describe('files of arrays', () => {
  after(removeFolders);

  const ELEMENT: Readonly<Record<string, string>> = {
    '?': 'uint8',
    u1: 'uint8',
    f2: 'float32',
    f4: 'float32',
    f8: 'float64',
  };
  for (const [name, {file, values}] of Object.entries(oracle.npy))
    it(`are read as NumPy wrote them: ${name}`, async () => {
      const {field, cells} = await tensorsOf(await openDataset(makeFile('x.npy', bytes(file))));
      expect(cells).to.deep.equal(
        JSON.parse(JSON.stringify(values), (_, value: unknown) => (typeof value === 'boolean' ? Number(value) : value)),
      );
      expect(field.shape).to.deep.equal([3, 2]);
      const code = /[<>](.*)/.exec(name)?.[1] ?? '';
      if (code !== '') expect(field.storage).to.equal(ELEMENT[code] ?? 'int32');
    });

  for (const [name, {file, values}] of Object.entries(oracle.columns))
    it(`give one value a row where they have one axis: ${name}`, async () => {
      const rows = await rowsOf(await openDataset(makeFile('x.npy', bytes(file))));
      const expected = values.map((value) =>
        value === null ? NaN : value === '' ? null : typeof value === 'boolean' ? Number(value) : value,
      );
      expect(rows.map(({x}) => x)).to.deep.equal(expected);
    });

  const REFUSED: Readonly<Record<string, readonly [code: string, said: string]>> = {
    object: ['DATA_FORMAT', "type '|O'"],
    records: ['DATA_FORMAT', 'records'],
    complex: ['DATA_FORMAT', "type '<c16'"],
    'no axis': ['DATA_FORMAT', 'rows along the first axis'],
    'empty rows': ['DATA_FORMAT', '[3, 0]'],
    'beyond int32': ['DATA_BAD_ROW', 'row 2'],
    'not finite': ['DATA_BAD_ROW', 'row 2'],
    'partly missing': ['DATA_BAD_ROW', 'row 2'],
  };
  for (const [name, file] of Object.entries(oracle.refused))
    it(`are refused: ${name}`, async () => {
      const error = await failureOf(openDataset(makeFile('x.npy', bytes(file))).then(readAll));
      const [code, said] = REFUSED[name] ?? [];
      expect(error.code).to.equal(code);
      expect(error.message).to.contain(said);
      expect(error.exitStatus).to.equal(3);
    });

  it('have bad rows left out when asked, and counted', async () => {
    const path = makeFile('x.npy', bytes(oracle.refused['partly missing'] ?? ''));
    const dataset = await openDataset(path, {onBadRow: 'skip', maxBad: 1});
    expect((await tensorsOf(dataset)).cells).to.deep.equal([[1, 2]]);
    expect(dataset.ledger.rowsDropped).to.equal(1);
    const blanked = await openDataset(path, {onBadRow: 'blank', maxBad: 1});
    expect((await tensorsOf(blanked)).cells).to.deep.equal([
      [1, 2],
      [NaN, NaN],
    ]);
  });

  for (const kind of ['stored', 'compressed'] as const)
    it(`give a column for each array of an archive: ${kind}`, async () => {
      const dataset = await openDataset(makeFile('pair.npz', bytes(oracle.npz[kind])));
      expect(dataset.schema.fields.map(({name}) => name)).to.deep.equal(['x', 'y']);
      expect((await tensorsOf(dataset)).cells).to.deep.equal(oracle.npz.values['x']);
      const again = await openDataset(makeFile('pair.npz', bytes(oracle.npz[kind])));
      expect((await rowsOf(again)).map(({y}) => y)).to.deep.equal(oracle.npz.values['y']);
    });

  it('end with a message where they are cut off, packed or not', async () => {
    const npy = bytes(oracle.npy['<f4']!.file);
    for (const content of [npy.subarray(0, -1), npy.subarray(0, 20), gzipSync(npy).subarray(0, -9)]) {
      const error = await failureOf(openDataset(makeFile('x.npy', content)));
      expect(error.exitStatus, error.message).to.equal(3);
    }
    expect((await failureOf(openDataset(makeFile('x.npy', npy.subarray(0, -1))))).code).to.equal('DATA_TRUNCATED');
    const more = Buffer.concat([npy, Buffer.from([1])]);
    expect((await failureOf(openDataset(makeFile('x.npy', more)))).message).to.contain('more after the array');
  });

  it('of an archive are checked: every byte that is changed is noticed, or changes nothing', async () => {
    const whole = bytes(oracle.npz.compressed);
    const clean = JSON.stringify((await tensorsOf(await openDataset(makeFile('p.npz', whole)))).cells);
    for (let at = 0; at < whole.byteLength; at += 7) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      const path = makeFile('p.npz', changed);
      const outcome = await openDataset(path).then(
        async (dataset) => JSON.stringify((await tensorsOf(dataset, dataset.schema.fields[0]?.name)).cells),
        (error: unknown) => String((error as {exitStatus?: number}).exitStatus ?? error),
      );
      expect([clean, '3'], `byte ${String(at)}`).to.include(outcome);
    }
  });

  it('in IDX are read as MNIST writes them, packed by gzip too, and named by NAME=FILE', async () => {
    const folder = makeFolder();
    const images = join(folder, 'train-images-idx3-ubyte.gz');
    const labels = join(folder, 'train-labels-idx1-ubyte');
    writeFileSync(images, gzipSync(idx(0x08, [2, 2, 2], Buffer.from([0, 1, 2, 3, 252, 253, 254, 255]))));
    writeFileSync(labels, idx(0x08, [2], Buffer.from([7, 3])));
    const plain = await openDataset([images, labels]);
    expect(plain.schema.fields.map(({name}) => name)).to.deep.equal(['train-images', 'train-labels']);
    await plain.close();
    const dataset = await openDataset([`image=${images}`, `label=${labels}`], {importOptions: {target: 'label'}});
    const {field, cells} = await tensorsOf(dataset, 'image');
    expect(field).to.include({name: 'image', kind: 'tensor', storage: 'uint8', role: 'feature'});
    expect(cells).to.deep.equal([
      [
        [0, 1],
        [2, 3],
      ],
      [
        [252, 253],
        [254, 255],
      ],
    ]);
    expect((await dataset.sources()).map(({name}) => name)).to.deep.equal([
      'train-images-idx3-ubyte.gz',
      'train-labels-idx1-ubyte',
    ]);
    expect((await rowsOf(dataset)).map(({label}) => label)).to.deep.equal(['7', '3']);
  });

  it('in IDX may hold signed, wide and floating numbers, big-endian', async () => {
    const floats = Buffer.alloc(8);
    floats.writeFloatBE(1.5, 0);
    floats.writeFloatBE(-2, 4);
    expect(
      (await tensorsOf(await openDataset(makeFile('x-idx2-float', idx(0x0d, [1, 2], floats))))).cells,
    ).to.deep.equal([[1.5, -2]]);
    const shorts = Buffer.from([0xff, 0xfe, 0x01, 0x00]);
    expect(
      (await tensorsOf(await openDataset(makeFile('x-idx2-short', idx(0x0b, [2, 1], shorts))))).cells,
    ).to.deep.equal([[-2], [256]]);
  });

  it('must have as many rows as each other, and names of their own', async () => {
    const a = makeFile('a-idx1-ubyte', idx(0x08, [2], Buffer.from([1, 2])));
    const b = makeFile('b-idx1-ubyte', idx(0x08, [3], Buffer.from([1, 2, 3])));
    expect(await failureOf(openDataset([a, b]))).to.include({code: 'DATA_SCHEMA_MISMATCH'});
    expect(await failureOf(openDataset([`x=${a}`, `x=${a}`]))).to.include({code: 'DATA_COLUMN_DUPLICATE'});
    expect(await failureOf(openDataset(`x=${makeFile('t.csv', 'a\n1\n')}`))).to.include({code: 'DATA_OPTION'});
  });
});

describe('tensor columns of other tools', () => {
  after(removeFolders);
  const BAD = {ragged: 'row 2', 'a null in whole numbers': 'row 2'} as const;
  for (const [name, {file, shape, values}] of Object.entries(oracle.arrow))
    it(`are read as pyarrow wrote them: ${name}`, async () => {
      const open = openDataset(makeFile('x.arrow', bytes(file)));
      if (shape === null) {
        expect(await failureOf(open)).to.include({code: 'DATA_COLUMN_UNSUPPORTED'});
        return;
      }
      const dataset = await open;
      expect(dataset.schema.fields[0]?.shape).to.deep.equal(shape);
      // The record has null for the values of files that must be refused.
      if ((values as unknown) === null) {
        const error = await failureOf(readAll(dataset));
        expect(error.code).to.equal('DATA_BAD_ROW');
        expect(error.message).to.contain(BAD[name as keyof typeof BAD]);
        return;
      }
      const {cells} = await tensorsOf(dataset);
      expect(cells).to.deep.equal(values.map((value) => value ?? [NaN, NaN]));
    });
});
