// Damaged files: whatever is done to the bytes of a good one, reading ends, with rows or with an error of ours that says exit
// 3 and names the file. FUZZ=n does n times as many.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {expect} from 'chai';
import fc from 'fast-check';
import sqlite from 'node-sqlite3-wasm';
import sharp from 'sharp';
import {IngotError} from '../../src/core/index.js';
import {openDataset, writeDataset, type OpenOptions} from '../../src/data/index.js';
import {makeWav} from '../support/audio.js';

const TIMES = Number(process.env['FUZZ'] ?? 1);
const RUNS = 12 * TIMES;
const CSV = `a,b,c\n${Array.from({length: 60}, (_, row) => `${String(row)},${String(row / 3)},name ${String(row % 5)}`).join('\n')}\n`;

/** Anywhere in a file, as a share in ten thousandths: floats of fast-check are nearly all at the beginning. */
const place = fc.integer({min: 0, max: 9_999});

/** What happens to the bytes: some are changed, a word of four becomes large or negative, the end is lost, something is behind it. */
const damage = fc.oneof(
  fc.record({
    kind: fc.constant('flip' as const),
    at: place,
    bit: fc.integer({min: 0, max: 7}),
  }),
  fc.record({
    kind: fc.constant('word' as const),
    at: place,
    value: fc.constantFrom(0, -1, 0x7fffffff, 0x10000000, 0x00ffffff, -0x80000000),
  }),
  fc.record({kind: fc.constant('cut' as const), at: place}),
  fc.record({kind: fc.constant('more' as const), bytes: fc.uint8Array({minLength: 1, maxLength: 40})}),
);
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(bytes: Buffer, all: readonly Damage[]): Buffer {
  let out = Buffer.from(bytes);
  for (const each of all) {
    const at = 'at' in each ? Math.floor((each.at * out.length) / 10_000) : 0;
    if (each.kind === 'flip') out[at] = (out[at] ?? 0) ^ (1 << each.bit);
    else if (each.kind === 'word' && at + 4 <= out.length) out.writeInt32LE(each.value, at);
    else if (each.kind === 'cut') out = out.subarray(0, Math.max(1, at));
    else if (each.kind === 'more') out = Buffer.concat([out, each.bytes]);
  }
  return out;
}

/** Header of an array of NumPy, version 1, and its numbers. */
function npy(): Buffer {
  const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (20, 3), }".padEnd(117) + '\n';
  const numbers = Buffer.from(Float64Array.from({length: 60}, (_, index) => index).buffer);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00v\x00', 'latin1'), Buffer.from(header, 'latin1'), numbers]);
}

function idx(): Buffer {
  const head = Buffer.from([0, 0, 8, 2, 0, 0, 0, 20, 0, 0, 0, 3]);
  return Buffer.concat([head, Buffer.alloc(60, 7)]);
}

/** Reads what is written to `path`. @throws AssertionError unless it ends with rows or an error that names the file */
async function readDamaged(path: string, bytes: Buffer, options?: OpenOptions): Promise<void> {
  writeFileSync(path, bytes);
  try {
    const dataset = await openDataset(path, options);
    try {
      for await (const batch of dataset.batches()) expect(batch.rowCount).to.be.at.least(1);
    } finally {
      await dataset.close();
    }
  } catch (error) {
    if (!(error instanceof IngotError)) throw error;
    expect(error.exitStatus, error.message).to.equal(3);
    expect(error.message).to.include(basename(path));
  }
}

interface Good {
  readonly file: string;
  readonly bytes: Buffer;
  readonly options?: OpenOptions;
}

describe('readers given damaged files', function () {
  // A reader that hangs fails.
  this.timeout(60_000 * TIMES);
  const folder = mkdtempSync(join(tmpdir(), 'ingot-fuzz-'));
  const good = new Map<string, Good>();
  before(async () => {
    const csv = join(folder, 'good.csv');
    writeFileSync(csv, CSV);
    for (const ending of ['arrow', 'arrows', 'parquet', 'jsonl']) {
      const dataset = await openDataset(csv);
      const path = join(folder, `good.${ending}`);
      await writeDataset(path, () => dataset.schema, dataset.batches());
      good.set(ending, {file: `bad.${ending}`, bytes: readFileSync(path)});
    }
    good.set('npy', {file: 'bad.npy', bytes: npy()});
    good.set('idx', {file: 'bad-idx2-ubyte', bytes: idx()});
    const database = new sqlite.Database(join(folder, 'good.db'));
    database.exec(
      "CREATE TABLE t(a INTEGER, b REAL, c TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400) INSERT INTO t SELECT i, i / 3.0, printf('name %d', i) FROM n",
    );
    database.close();
    good.set('sqlite', {file: 'bad.sqlite', bytes: readFileSync(join(folder, 'good.db'))});
    const media = (settings: Record<string, string | number>): OpenOptions => ({media: {settings}});
    const picture = sharp({create: {width: 12, height: 10, channels: 3, background: '#a05010'}});
    for (const ending of ['png', 'jpeg', 'webp'] as const)
      good.set(ending, {
        file: `bad.${ending}`,
        bytes: await picture.toFormat(ending).toBuffer(),
        options: media({size: '8x8', channels: '3'}),
      });
    const samples = Array.from({length: 400}, (_, at) => Math.sin(at / 9));
    good.set('wav', {
      file: 'bad.wav',
      bytes: makeWav({samples, sampleRate: 8000}),
      options: media({'sample-rate': 8000, duration: 0.05}),
    });
  });
  after(() => rmSync(folder, {recursive: true, force: true}));

  for (const name of ['arrow', 'arrows', 'parquet', 'jsonl', 'npy', 'idx', 'sqlite', 'png', 'jpeg', 'webp', 'wav'])
    it(`end with rows or an error that names the file: ${name}`, async () => {
      const {file, bytes, options} = good.get(name)!;
      const path = join(folder, file);
      await fc.assert(
        fc.asyncProperty(fc.array(damage, {minLength: 1, maxLength: 3}), async (all) => {
          await readDamaged(path, damaged(bytes, all), options);
        }),
        {numRuns: RUNS},
      );
    });

  for (const [name, step] of [
    ['arrow', 16],
    ['arrows', 12],
    ['parquet', 16],
  ] as const)
    it(`take no number of theirs on trust: ${name}`, async () => {
      const {file, bytes} = good.get(name)!;
      for (let at = 0; at + 4 <= bytes.length; at += step) {
        const wrong = Buffer.from(bytes);
        wrong.writeInt32LE(0x10000000, at);
        await readDamaged(join(folder, file), wrong);
      }
    });
});
