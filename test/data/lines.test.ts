import {expect} from 'chai';
import {openDataset, type Dataset, type OpenOptions} from '../../src/data/index.js';
import {failureOf, makeFile, removeFolders, rowsOf} from './support.js';

describe('lines of text', () => {
  after(removeFolders);
  const open = (files: readonly string[], options: OpenOptions = {}): Promise<Dataset> =>
    openDataset(files, {...options, format: 'lines'});

  it('are one row each, whatever is on them', async () => {
    const file = makeFile('notes.txt', '\ufeffa, "b\r\n\r\nNone\n  \n{"c":1}');
    const dataset = await open([file]);
    expect(await rowsOf(dataset)).to.deep.equal([{text: 'a, "b'}, {text: 'None'}, {text: '{"c":1}'}]);
    expect(dataset.schema.fields.map(({name, kind, role}) => [name, kind, role])).to.deep.equal([
      ['text', 'text', 'feature'],
    ]);
    expect([dataset.dialect?.format, dataset.ledger.rowsRead, dataset.ledger.rowsKept]).to.deep.equal(['lines', 3, 3]);
  });

  it('of several files have the name of their file as target', async () => {
    const files = [makeFile('reviews.neg', 'bad\nworse\n'), makeFile('good.txt', 'fine\n')];
    const dataset = await open(files);
    expect(await rowsOf(dataset)).to.deep.equal([
      {text: 'bad', label: 'reviews.neg'},
      {text: 'worse', label: 'reviews.neg'},
      {text: 'fine', label: 'good'},
    ]);
    expect(dataset.schema.fields[1]).to.include({role: 'target', kind: 'category'});
    const ignoring = await open(files, {importOptions: {ignore: ['label']}});
    expect(ignoring.schema.fields[1]?.role).to.equal('ignored');
  });

  it('are read in the encoding they are in', async () => {
    const file = makeFile('latin.txt', Buffer.from('caf\xe9\n', 'latin1'));
    expect(await rowsOf(await open([file]))).to.deep.equal([{text: 'café'}]);
  });

  it('have no delimiter', async () => {
    const error = await failureOf(open([makeFile('notes.txt', 'a\n')], {delimiter: ';'}));
    expect([error.code, error.message.includes('lines of text')]).to.deep.equal(['DATA_OPTION', true]);
  });

  it('are refused where there is none', async () => {
    expect((await failureOf(open([makeFile('notes.txt', '\n \n')]))).code).to.equal('DATA_EMPTY');
  });
});
