import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect} from 'chai';
import type {IngotEvent} from '../../../src/core/index.js';
import {openDataset, type Dataset, type OpenOptions} from '../../../src/data/index.js';
import {makeWav} from '../../support/audio.js';
import {failureOf, makeFolder, readAll, removeFolders} from '../support.js';

type Files = Readonly<Record<string, Uint8Array | string>>;

function folderOf(files: Files): string {
  const folder = makeFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), {recursive: true});
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** `length` times the same sample. */
const clip = (length: number, value = 100, sampleRate = 8000): Buffer =>
  makeWav({samples: new Array<number>(length).fill(value), sampleRate});

describe('folders of sound', () => {
  after(removeFolders);
  const notes: string[] = [];
  beforeEach(() => {
    notes.length = 0;
  });
  const report = (event: IngotEvent): void => {
    if (event.type === 'note') notes.push(event.message);
  };
  const open = (path: string, settings: Record<string, number> = {}, options: OpenOptions = {}): Promise<Dataset> =>
    openDataset(path, {...options, report, media: {settings, ...options.media}});

  it('are clips with the folder as class, of one rate and length', async () => {
    const folder = folderOf({'no/a.wav': clip(4), 'yes/b.wav': clip(2, -50), 'yes/c.wav': clip(6)});
    const dataset = await open(folder, {'sample-rate': 8000, duration: 0.0005}, {media: {keepsFacts: true}});
    const {columns} = await readAll(dataset);
    expect(dataset.schema.fields.map(({name, role, shape}) => [name, role, shape])).to.deep.equal([
      ['path', 'id', undefined],
      ['label', 'target', undefined],
      ['audio', 'feature', [4]],
      ['audio_duration', 'ignored', undefined],
      ['audio_sample_rate', 'ignored', undefined],
    ]);
    expect(columns[1]).to.deep.equal(['no', 'yes', 'yes']);
    const scaled = [100, 100, 100, 100, -50, -50, 0, 0, 100, 100, 100, 100].map((value) => value / 2 ** 15);
    expect([...(columns[2] as Float32Array)]).to.deep.equal(scaled);
    expect([...(columns[3] as Float64Array)]).to.deep.equal([4 / 8000, 2 / 8000, 6 / 8000]);
    const {entries, rowsKept} = dataset.ledger;
    expect(rowsKept).to.equal(3);
    expect(entries.map(({action, reason, first}) => [action, reason, first])).to.deep.equal([
      ['repaired', 'silence put behind the sound', [2]],
      ['repaired', 'end cut off', [3]],
    ]);
    expect(notes.filter((note) => note.includes('--'))).to.deep.equal([]);
  });

  it('take rate and length from the first, and say so', async () => {
    const folder = folderOf({'no/a.wav': 'no sound', 'no/b.wav': clip(5), 'yes/c.wav': clip(5)});
    const dataset = await open(folder, {}, {onBadRow: 'skip', maxBad: 0.5});
    expect(dataset.schema.fields[2]).to.deep.include({shape: [5]});
    expect(dataset.schema.fields[2]?.parse).to.include({sampleRate: 8000});
    expect(notes.join(' ')).to.contain('8000 Hz').and.to.contain('5 samples long');
    expect((await readAll(dataset)).rowCount).to.equal(2);
    const [dropped] = dataset.ledger.entries;
    expect(dropped).to.include({action: 'dropped', reason: 'not such a file'});
    expect(dropped?.files).to.deep.equal(['no/a.wav']);
  });

  const cases: readonly [name: string, files: Files, settings: Record<string, number>, code: string, said: string][] = [
    ['another rate', {'a/a.wav': clip(4), 'b/b.wav': clip(4, 1, 16_000)}, {}, 'DATA_BAD_ROW', 'expected 8000 Hz'],
    ['another length', {'a/a.wav': clip(4), 'b/b.wav': clip(5)}, {}, 'DATA_BAD_ROW', 'expected 4 samples'],
    [
      'a file that is cut off',
      {'a/a.wav': clip(4).subarray(0, 50)},
      {duration: 1, 'sample-rate': 8},
      'DATA_BAD_ROW',
      'a.wav',
    ],
    ['a rate that is none', {'a/a.wav': clip(4)}, {'sample-rate': 0.5}, 'DATA_OPTION', '--sample-rate expects'],
    ['a length that is none', {'a/a.wav': clip(4)}, {duration: 0}, 'DATA_OPTION', '--duration expects'],
    ['nothing to take them from', {'a/a.wav': 'x'}, {}, 'DATA_OPTION', '--sample-rate 16000 --duration 1s'],
  ];
  for (const [name, files, settings, code, said] of cases)
    it(`refuse ${name}`, async () => {
      const error = await failureOf(open(folderOf(files), settings).then(readAll));
      expect(error.code).to.equal(code);
      expect([error.message, ...error.suggestions].join(' ')).to.contain(said);
    });

  it('are resampled where a rate is asked for', async () => {
    const folder = folderOf({'a/a.wav': clip(800), 'b/b.wav': clip(400, 100, 4000)});
    const dataset = await open(folder, {'sample-rate': 4000, duration: 0.1});
    const {columns} = await readAll(dataset);
    const sound = columns[2] as Float32Array;
    expect(sound).to.have.length(800);
    // A constant stays one, away from its ends.
    for (const at of [150, 200, 250, 600]) expect(sound[at]).to.be.closeTo(100 / 2 ** 15, 1e-6);
  });
});

describe('folders of text', () => {
  after(removeFolders);

  it('are texts with the folder as class, in whatever encoding', async () => {
    const folder = folderOf({
      'neg/1.txt': '\ufeffA  bad\r\nfilm.\n',
      'pos/1.txt': Buffer.from('caf\xe9', 'latin1'),
      'pos/2.txt': Buffer.from('\ufefffine', 'utf16le'),
      'pos/notes.md': 'no row',
    });
    const dataset = await openDataset(folder, {media: {keepsFacts: true}});
    const {columns} = await readAll(dataset);
    expect(columns.slice(1, 3)).to.deep.equal([
      ['neg', 'pos', 'pos'],
      ['A bad film.', 'café', 'fine'],
    ]);
    expect([...(columns[3] as Float64Array)]).to.deep.equal([11, 4, 4]);
    expect(dataset.ledger.entries.map(({reason}) => reason)).to.include.members([
      'text in windows-1252 made UTF-8',
      'text in utf-16le made UTF-8',
    ]);
    expect(dataset.schema.fields[2]).to.include({name: 'text', kind: 'text', storage: 'utf8'});
  });

  it('name files that hold no text', async () => {
    const folder = folderOf({'a/1.txt': 'good', 'a/2.txt': '', 'b/3.txt': 'words \0 and more', 'b/4.txt': ' \n'});
    const dataset = await openDataset(folder, {onBadRow: 'blank', maxBad: 1});
    expect((await readAll(dataset)).columns[2]).to.deep.equal(['good', null, null, null]);
    expect(dataset.ledger.entries.map(({reason, files}) => [reason, files])).to.deep.equal([
      ['empty file, made missing', ['a/2.txt', 'b/4.txt']],
      ['not such a file, made missing', ['b/3.txt']],
    ]);
  });

  it('give way to sound, and a text file named alone is a table', async () => {
    const folder = folderOf({'a/1.wav': clip(4), 'a/readme.txt': 'about'});
    expect((await openDataset(folder)).schema.fields.map(({name}) => name)).to.include('audio');
    const table = await openDataset(join(folderOf({'t.txt': 'x,y\n1,2\n'}), 't.txt'));
    expect(table.schema.fields.map(({name}) => name)).to.deep.equal(['x', 'y']);
  });
});
