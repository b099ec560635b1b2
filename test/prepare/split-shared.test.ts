// Rows that are equal but lie in different parts; and the folder a split writes.
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import type {Dataset} from '../../src/data/index.js';
import {splitToFolder} from '../../src/prepare/index.js';
import {removeFolders, temporaryFolder} from '../support/cli.js';
import {rejectionOf} from '../support/error-of.js';
import {DEFAULTS, messages, numbered, report, rowsOf} from '../support/split-rows.js';

describe('rows that parts share', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  // Ten different rows, each four times; the identifier differs.
  const copies = (): Dataset =>
    numbered(
      40,
      {name: 'x', kind: 'numeric', values: Array.from({length: 40}, (_, row) => row % 10)},
      {
        name: 'y',
        kind: 'category',
        role: 'target',
        values: Array.from({length: 40}, (_, row) => `c${String(row % 2)}`),
      },
    );

  it('are counted in the later part, and said', async () => {
    const {parts, sharedRows} = await rowsOf(copies(), {});
    const seen = new Set<number>();
    let expected = 0;
    for (const {rows} of parts) {
      expected += rows.filter((row) => seen.has(row % 10)).length;
      for (const row of rows) seen.add(row % 10);
    }
    expect(expected).to.be.above(4);
    expect(sharedRows).to.equal(expected);
    expect(messages).to.have.lengthOf(1);
    expect(messages[0]).to.match(
      /Rows with the features and the target of a row of an earlier part: \d in valid, \d in test/,
    );
  });

  it('are left out of the later part on demand, and in the ledger', async () => {
    // Two of three rows alone, a third in pairs: something is left in each part.
    const values = Array.from({length: 60}, (_, row) => (row < 40 ? row : row - 20));
    const {parts, sharedRows} = await rowsOf(numbered(60, {name: 'x', kind: 'numeric', values}), {
      ratios: [0.5, 0.25, 0.25],
      dropShared: true,
    });
    expect(sharedRows).to.be.above(0);
    const seen = new Set<number>();
    for (const {rows} of parts) {
      expect(rows.some((row) => seen.has(values[row]!))).to.equal(false);
      for (const row of rows) seen.add(values[row]!);
    }
    const dropped = parts.flatMap(({entries}) =>
      entries.filter(({reason}) => reason === 'equal to a row of another part'),
    );
    expect(dropped.reduce((sum, {count}) => sum + count, 0)).to.equal(sharedRows);
    expect(parts.flatMap(({rows}) => rows)).to.have.lengthOf(60 - sharedRows);
  });

  it('may be equal within a part, and differ in features or target without being shared', async () => {
    const rows = numbered(
      40,
      {name: 'x', kind: 'numeric', values: Array.from({length: 40}, (_, row) => row)},
      {name: 'y', kind: 'category', role: 'target', values: new Array<string>(40).fill('a')},
    );
    expect((await rowsOf(rows, {})).sharedRows).to.equal(0);
    const grouped = numbered(40, {name: 'x', kind: 'numeric', values: Array.from({length: 40}, (_, row) => row % 10)});
    expect((await rowsOf(grouped, {group: 'x'})).sharedRows).to.equal(0);
    expect(messages.join()).to.not.include('Rows with the features');
  });

  it('refuses to leave nothing', async () => {
    expect((await rejectionOf(rowsOf(copies(), {dropShared: true}))).code).to.equal('SPLIT_TOO_SMALL');
  });

  it('in folds: are left out of the valid part', async () => {
    const values = Array.from({length: 60}, (_, row) => (row < 40 ? row : row - 20));
    const rows = numbered(60, {name: 'x', kind: 'numeric', values});
    const {parts} = await rowsOf(rows, {folds: 3, dropShared: true});
    for (const {fold, rows: own} of parts.filter(({name}) => name === 'valid')) {
      const train = parts.find((part) => part.name === 'train' && part.fold === fold)!;
      const seen = new Set(train.rows.map((row) => values[row]));
      expect(own.some((row) => seen.has(values[row]))).to.equal(false);
    }
  });
});

describe('a split of rows that can be read once only', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  it('is the split of the same rows from a file', async () => {
    const rows = (): Dataset =>
      numbered(
        60,
        {name: 'x', kind: 'numeric', values: Array.from({length: 60}, (_, row) => row)},
        {name: 'g', kind: 'category', values: Array.from({length: 60}, (_, row) => `g${String(row % 20)}`)},
        {
          name: 'y',
          kind: 'category',
          role: 'target',
          values: Array.from({length: 60}, (_, row) => (row % 5 === 0 ? 'a' : 'b')),
        },
      );
    const once = (): Dataset => ({...rows(), rereadable: false});
    for (const options of [{}, {group: 'g'}, {time: 'x'}, {folds: 4, stratify: 'x'}]) {
      const [fromPipe, fromFile] = [await rowsOf(once(), options), await rowsOf(rows(), options)];
      expect(fromPipe.parts.map((part) => part.rows)).to.deep.equal(fromFile.parts.map((part) => part.rows));
    }
  });
});

describe('splitToFolder', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  after(removeFolders);

  it('writes a folder for each fold, and names what an earlier split left', async () => {
    const folder = temporaryFolder();
    const request = {...DEFAULTS, folder, version: '0', report};
    const rows = (): Dataset =>
      numbered(30, {name: 'x', kind: 'numeric', values: Array.from({length: 30}, (_, row) => row)});
    const folds = await splitToFolder(rows(), {...request, folds: 3});
    expect(folds.rows).to.equal(30);
    expect(folds.parts.map(({split, fold, rows: count}) => `${String(fold)} ${split} ${String(count)}`)).to.deep.equal(
      [1, 2, 3].flatMap((fold) => [`${String(fold)} train 20`, `${String(fold)} valid 10`]),
    );
    for (const {output} of folds.parts) expect(existsSync(output)).to.equal(true);
    expect(folds.parts[3]!.output).to.equal(join(folder, 'fold-2', 'valid.arrow'));
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'test.arrow'), '');
    const plain = await splitToFolder(rows(), {...request, ratios: [0.8, 0.2]});
    expect(plain.rows).to.equal(30);
    expect(
      messages.filter((message) => message.includes('earlier split')).map((message) => message.split(' ')[0]),
    ).to.deep.equal(['fold-1', 'fold-2', 'fold-3'].map((name) => join(folder, name)));
  });
});
