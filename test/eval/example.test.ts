// Examples: raw rows with outputs, from data where it is raw, else drawn from what training has seen.
import {expect} from 'chai';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {writeDataset} from '../../src/data/index.js';
import {makeExample, readExample, runRows, toOutputRows, writeExample} from '../../src/eval/index.js';
import {AGES, answer, builtModel, CITIES, features, prepared, writeCsv} from '../support/built-model.js';
import {removeFolders, temporaryFolder} from '../support/cli.js';
import {rejectionOf} from '../support/error-of.js';

describe('makeExample', () => {
  after(removeFolders);

  it('takes the first raw rows and survives its file', async () => {
    const folder = temporaryFolder();
    const {model, signature} = await builtModel(answer);
    const example = await makeExample(model, {sources: [writeCsv(folder, features)], rowCount: 5});
    expect(example.source).to.equal('data');
    expect(example.rows).to.deep.equal(AGES.slice(0, 5).map((age, row) => ({age, city: CITIES[row] ?? null})));
    writeExample(join(folder, 'example.json'), example);
    const read = await readExample(join(folder, 'example.json'));
    expect(read).to.deep.equal(example);
    expect(toOutputRows(await runRows(model, signature, read.rows))).to.deep.equal(read.outputs);
  });

  it('passes over prepared rows, and draws rows within range and vocabulary, the same each time', async () => {
    const folder = temporaryFolder();
    const dataset = await prepared([...features, answer]);
    const arrow = join(folder, 'prepared.arrow');
    await writeDataset(arrow, dataset.schema, dataset.batches());
    const {model} = await builtModel(answer);
    const example = await makeExample(model, {sources: [arrow], rowCount: 100});
    expect(example.source).to.equal('drawn');
    expect(example).to.deep.equal(await makeExample(model, {rowCount: 100}));
    const cities = new Set(example.rows.map(({city}) => city));
    for (const city of ['Rom', 'Oslo', 'Bern', null]) expect(cities).to.include(city);
    for (const {age} of example.rows) if (age !== null) expect(age).to.be.within(22, 63);
  });

  for (const [name, text] of [
    ['no JSON', '{"format":1,'],
    ['another format', '{"format":2,"rows":[{}],"outputs":{}}'],
    ['no rows', '{"format":1,"rows":[],"outputs":{}}'],
    ['null', 'null'],
  ] as const)
    it(`refuses a file with ${name}`, async () => {
      const path = join(temporaryFolder(), 'example.json');
      writeFileSync(path, text);
      expect((await rejectionOf(readExample(path))).code).to.equal('EXAMPLE_INVALID');
    });
});
