// Folders of images, lists of them, and images given to a model's rules.
import {mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect} from 'chai';
import type {IngotEvent} from '../../../src/core/index.js';
import {importDataset, ledgerLines, openDataset, type ColumnRule, type OpenOptions} from '../../../src/data/index.js';
import {failureOf, makeFolder, readAll, removeFolders, rowsOf} from '../support.js';

const oracle = JSON.parse(readFileSync(new URL('../../oracle/images.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly {readonly name: string; readonly file: string; readonly pixels: readonly number[]}[];
};
const file = (name: string): Buffer =>
  Buffer.from(oracle.cases.find((each) => each.name === name)?.file ?? '', 'base64');
const pixelsOf = (name: string): readonly number[] => oracle.cases.find((each) => each.name === name)?.pixels ?? [];

function put(root: string, files: Readonly<Record<string, Uint8Array | string>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true});
    writeFileSync(join(root, path), content);
  }
  return root;
}

const twoClasses = (): string =>
  put(makeFolder(), {
    'b/2.png': file('rgb.png'),
    'b/10.jpg': file('full.jpg'),
    'a/deep/x.webp': file('lossless.webp'),
  });

describe('a folder of images', () => {
  after(removeFolders);

  it('becomes paths, classes and pixels, in the order of the names', async () => {
    const events: IngotEvent[] = [];
    const dataset = await openDataset(twoClasses(), {report: (event) => events.push(event)});
    expect(dataset.schema.fields.map(({name, role, kind, shape}) => [name, role, kind, shape])).to.deep.equal([
      ['path', 'id', 'text', undefined],
      ['label', 'target', 'category', undefined],
      ['image', 'feature', 'tensor', [3, 7, 9]],
    ]);
    const {columns} = await readAll(dataset);
    expect(columns[0]).to.deep.equal(['a/deep/x.webp', 'b/10.jpg', 'b/2.png']);
    expect(columns[1]).to.deep.equal(['a', 'b', 'b']);
    expect([...(columns[2] as Uint8Array).subarray(0, 189)]).to.deep.equal(pixelsOf('lossless.webp'));
    expect([...(columns[2] as Uint8Array).subarray(189, 378)]).to.deep.equal(pixelsOf('full.jpg'));
    expect(events.map((event) => ('message' in event ? event.message : ''))).to.include(
      'Images are expected to be 9x7, as the first; say --size to resize.',
    );
  });

  it('is written to the same bytes again, hashed by names and contents', async () => {
    const root = twoClasses();
    const run = (output: string) =>
      importDataset({sources: [root], output: join(makeFolder(), output), columns: {}, version: '0', onBadRow: 'fail'});
    const [first, second] = [await run('a.arrow'), await run('b.arrow')];
    expect(first.sha256).to.equal(second.sha256);
    writeFileSync(join(root, 'b/2.png'), file('grey.png'));
    expect((await run('c.arrow')).sha256).to.not.equal(first.sha256);
  });

  it('names every file that is missing, cut off or none, and keeps the others', async () => {
    const root = put(twoClasses(), {
      'a/cut.png': file('rgb.png').subarray(0, 100),
      'a/note.png': 'not a picture',
      'b/large.jpg': file('turned.jpg'),
      'b/.hidden.png': 'x',
      'b/readme.txt': 'x',
      'stray.png': file('rgb.png'),
    });
    symlinkSync(join(root, 'nowhere.png'), join(root, 'b/gone.png'));
    symlinkSync(root, join(root, 'b/loop'));
    const dataset = await openDataset(root, {onBadRow: 'skip', maxBad: 1, media: {settings: {channels: '3'}}});
    const {rowCount} = await readAll(dataset);
    const {ledger} = dataset;
    expect([rowCount, ledger.rowsRead, ledger.rowsKept, ledger.rowsDropped]).to.deep.equal([3, 7, 3, 4]);
    const said = Object.fromEntries(ledger.entries.map(({reason, action, files}) => [`${action}: ${reason}`, files]));
    expect(said).to.deep.equal({
      'dropped: truncated file': ['a/cut.png'],
      'dropped: not such a file': ['a/note.png'],
      'dropped: missing file': ['b/gone.png'],
      'dropped: not like the others': ['b/large.jpg'],
      'ignored: file: hidden': ['b/.hidden.png'],
      'ignored: file: a link back to a folder around it': ['b/loop'],
      'ignored: file: no such file by its ending (.txt)': ['b/readme.txt'],
      'ignored: file: beside the folders of the classes': ['stray.png'],
    });
    expect(ledgerLines(ledger)).to.include('dropped 1: truncated file (image); first: 1; files: a/cut.png');
  });

  it('stops at the first bad file by its name, or sets the rows aside', async () => {
    const root = put(twoClasses(), {'a/cut.png': file('rgb.png').subarray(0, 100)});
    const error = await failureOf(openDataset(root).then(readAll));
    expect(error.code).to.equal('DATA_BAD_ROW');
    expect(error.message).to.include(
      `${root}, row 1, column 'image': ${join(root, 'a/cut.png')}: the image cannot be decoded`,
    );
    const quarantinePath = join(makeFolder(), 'bad.csv');
    const kept = await readAll(await openDataset(root, {onBadRow: 'quarantine', maxBad: 0.5, quarantinePath}));
    expect(kept.rowCount).to.equal(3);
    expect(readFileSync(quarantinePath, 'utf8')).to.equal('_row,_reason,path,label\n1,truncated file,a/cut.png,a\n');
    const many = await failureOf(openDataset(root, {onBadRow: 'skip', maxBad: 0.1}).then(readAll));
    expect(many.code).to.equal('DATA_TOO_MANY_BAD_ROWS');
  });

  it('called train or test is marked as that part; one of such folders is refused', async () => {
    const root = put(makeFolder(), {'train/a/1.png': file('rgb.png'), 'val/a/1.png': file('rgb.png')});
    const {schema} = await openDataset(join(root, 'val'));
    expect(schema.metadata.split).to.equal('valid');
    const error = await failureOf(openDataset(root));
    expect(error.message).to.include('its folders are parts of a split (train, val), not classes');
    expect(error.suggestions).to.include(`ingot data import ${join(root, 'val')} -o valid.arrow`);
  });

  it('without folders in it has no target', async () => {
    const dataset = await openDataset(put(makeFolder(), {'1.png': file('rgb.png'), '2.png': file('rgb.png')}));
    expect(dataset.schema.fields.map(({name, role}) => [name, role])).to.deep.equal([
      ['path', 'id'],
      ['image', 'feature'],
    ]);
  });

  it('keeps sizes of the files where asked', async () => {
    const root = put(makeFolder(), {'a/1.jpg': file('turned.jpg'), 'b/1.png': file('rgb.png')});
    const media = {settings: {size: '4x3', channels: '1', fit: 'fill'}, keepsFacts: true};
    const dataset = await openDataset(root, {media});
    const {columns} = await readAll(dataset);
    expect(dataset.schema.fields.slice(2).map(({name, role}) => [name, role])).to.deep.equal([
      ['image', 'feature'],
      ['image_width', 'ignored'],
      ['image_height', 'ignored'],
    ]);
    expect([...(columns[3] as Float64Array)]).to.deep.equal([7, 9]);
    expect([...(columns[4] as Float64Array)]).to.deep.equal([9, 7]);
    expect(columns[2]).to.have.length(24);
  });

  const wrong: readonly [string, OpenOptions['media'], RegExp][] = [
    ['a size that is none', {settings: {size: '0x3'}}, /--size expects/],
    ['four channels', {settings: {channels: '4'}}, /--channels expects 1/],
    ['a fit without a size', {settings: {fit: 'fill'}}, /--fit does nothing without --size/],
    ['an unknown filter', {settings: {size: '3', filter: 'lanczos'}}, /there is no 'lanczos'/],
    ['an unknown colour', {settings: {size: '3', background: 'sky'}}, /--background expects/],
  ];
  for (const [name, media, message] of wrong)
    it(`refuses ${name}`, async () => {
      const error = await failureOf(openDataset(twoClasses(), {media}));
      expect(error.code).to.equal('DATA_OPTION');
      expect(error.message).to.match(message);
    });
});

describe('a list of images', () => {
  after(removeFolders);

  const listed = (text: string): string =>
    join(
      put(makeFolder(), {'list.csv': text, 'pics/1.png': file('rgb.png'), 'pics/2.jpg': file('full.jpg')}),
      'list.csv',
    );

  it('keeps its other columns, and reads files from where it lies', async () => {
    const list = listed('image,weight,kind\npics/2.jpg,1.5,x\npics/1.png,2,y\n');
    const dataset = await openDataset(list, {media: {column: 'image'}, importOptions: {target: 'kind'}});
    expect(dataset.schema.fields.map(({name, role}) => [name, role])).to.deep.equal([
      ['image', 'id'],
      ['weight', 'feature'],
      ['kind', 'target'],
      ['image_values', 'feature'],
    ]);
    const {columns} = await readAll(dataset);
    expect([...(columns[3] as Uint8Array).subarray(189)]).to.deep.equal(pixelsOf('rgb.png'));
  });

  it('names the files that are not there', async () => {
    const list = listed('file,kind\npics/2.jpg,x\npics/3.jpg,y\n,y\n');
    const options = {media: {column: 'file'}, onBadRow: 'skip', maxBad: 1} as const;
    const dataset = await openDataset(list, options);
    expect((await readAll(dataset)).rowCount).to.equal(1);
    const [entry] = dataset.ledger.entries;
    expect(entry).to.deep.include({reason: 'missing file', count: 2, files: ['pics/3.jpg', '']});
  });

  it('is refused without files of a known kind, or without the column', async () => {
    const none = await failureOf(openDataset(listed('file\na.bin\n'), {media: {column: 'file'}}));
    expect(none.message).to.include('name no file of any known kind');
    const absent = await failureOf(openDataset(listed('file\na.png\n'), {media: {column: 'path'}}));
    expect(absent.code).to.equal('DATA_COLUMN_MISSING');
    const idle = await failureOf(openDataset(listed('file\na.png\n'), {media: {settings: {size: '3'}}}));
    expect(idle.message).to.include('--size is for media');
  });
});

describe('images under the rules of a model', () => {
  after(removeFolders);

  const rules = (column?: string): ColumnRule[] => {
    const options = {fit: 'fill', filter: 'linear', background: '#000000'};
    const media = {kind: 'image', options, ...(column === undefined ? {} : {column})};
    return [
      {
        name: 'pixels',
        role: 'feature',
        parse: {kind: 'tensor', missing: [], shape: [1, 4, 5], element: 'uint8', media},
      },
      {name: 'sort', role: 'target', required: false, parse: {kind: 'category', missing: []}},
    ];
  };

  it('are prepared as at import: from a folder, a file, or a list', async () => {
    const root = twoClasses();
    const folder = await openDataset(root, {rules: rules()});
    expect(folder.schema.fields.map(({name, role}) => [name, role])).to.deep.equal([
      ['path', 'id'],
      ['sort', 'target'],
      ['pixels', 'feature'],
    ]);
    const whole = await readAll(folder);
    const one = await openDataset(join(root, 'b/2.png'), {rules: rules()});
    const single = await readAll(one);
    expect(one.schema.fields.map(({name}) => name)).to.deep.equal(['path', 'pixels']);
    expect(single.columns[1]).to.deep.equal((whole.columns[2] as Uint8Array).slice(40));
    writeFileSync(join(root, 'list.csv'), 'file,other\nb/2.png,1\n');
    const list = await readAll(await openDataset(join(root, 'list.csv'), {rules: rules('file')}));
    expect(list.columns[1]).to.deep.equal(single.columns[1]);
    writeFileSync(join(root, 'paths.csv'), 'path\nb/2.png\n');
    const paths = await readAll(await openDataset(join(root, 'paths.csv'), {rules: rules()}));
    expect(paths.columns[1]).to.deep.equal(single.columns[1]);
  });

  it('leaves tables of tensors as they are', async () => {
    const root = put(makeFolder(), {
      'rows.jsonl': `${JSON.stringify({
        pixels: [
          [
            [1, 2, 3, 4, 5],
            [1, 2, 3, 4, 5],
            [1, 2, 3, 4, 5],
            [1, 2, 3, 4, 5],
          ],
        ],
      })}\n`,
    });
    const rows = await rowsOf(await openDataset(join(root, 'rows.jsonl'), {rules: rules('file')}));
    expect(rows).to.have.length(1);
  });
});
