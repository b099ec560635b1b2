// What every file format must do, by being registered.
import {join} from 'node:path';
import {expect} from 'chai';
import {INPUT_FORMATS, OUTPUT_FORMATS} from '../../src/cli/index.js';
import {emptyMetadata, FORMATS, makeRawField, openDataset, outputFormat, writeDataset} from '../../src/data/index.js';
import {makeFolder, removeFolders, rowsOf} from '../data/support.js';

describe('file formats', () => {
  after(removeFolders);
  const schema = {
    fields: [makeRawField('number', 'numeric'), makeRawField('flag', 'boolean'), makeRawField('label', 'category')],
    metadata: emptyMetadata(),
  };
  const batch = {
    rowCount: 3,
    columns: [Float64Array.of(0.1, NaN, -3), Float64Array.of(1, 0, NaN), ['a', null, 'ü,"\nx']],
  };
  const rules = schema.fields.map(({name, parse, role}) => ({name, parse, role}));

  it('are those that the command line names', () => {
    const formats = FORMATS.values();
    expect([...INPUT_FORMATS]).to.deep.equal(formats.flatMap(({name, open}) => (open ? [name] : [])).sort());
    expect([...OUTPUT_FORMATS]).to.deep.equal(formats.flatMap(({name, writer}) => (writer ? [name] : [])).sort());
  });

  it('share no ending', () => {
    const endings = FORMATS.values().flatMap((format) => format.endings);
    expect(new Set(endings).size).to.equal(endings.length);
  });

  for (const {name, endings, writer, open} of FORMATS.values()) {
    if (!writer || !open) continue;
    it(`of ${name}: what is written is recognized and read again, under any name where it can be`, async () => {
      const [ending] = endings;
      const path = join(makeFolder(), `rows${ending ?? ''}`);
      expect(outputFormat(path)).to.equal(name);
      await writeDataset(path, schema, [batch, batch]);
      for (const format of [undefined, name]) {
        const rows = await rowsOf(await openDataset(path, {rules, format}));
        expect(rows).to.deep.equal(
          [0, 1, 2, 0, 1, 2].map((row) => ({
            number: batch.columns[0]![row],
            flag: batch.columns[1]![row],
            label: batch.columns[2]![row],
          })),
        );
      }
    });
  }
});
