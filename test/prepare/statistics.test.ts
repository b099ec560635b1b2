import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {mergeStatistics, openDataset, readStatistics, type Stage} from '../../src/data/index.js';
import {normalizeFile, statisticsFile} from '../../src/prepare/index.js';
import {errorOf, rejectionOf} from '../support/error-of.js';
import {makeFolder, readText, removeFolders} from '../data/support.js';

const COLORS = ['red', 'green', 'blue', 'grey'];
const ROWS = 900;

const line = (row: number): string => {
  const number = row % 17 === 0 ? '' : String(Math.sin(row) * 1000);
  return [
    number,
    String((row * row) % 41),
    COLORS[(row * 7) % (row < 600 ? 3 : 4)],
    row % 2 === 0 ? 'yes' : 'no',
    String(row),
  ].join(',');
};

const csvOf = (rows: readonly number[]): string => ['number,whole,color,flag,y', ...rows.map(line), ''].join('\n');
const all = Array.from({length: ROWS}, (_, row) => row);

describe('data stats', () => {
  let folder = '';
  const path = (name: string): string => join(folder, name);
  after(removeFolders);

  async function stagesOf(stats: string | undefined, plan = {}): Promise<readonly Stage[]> {
    const output = path('normalized.arrow');
    await normalizeFile({input: path('all.csv'), output, stats, plan: {task: 'regression', ...plan}, version: '0'});
    const dataset = await openDataset(output);
    await dataset.close();
    return dataset.schema.metadata.stages;
  }

  before(async () => {
    folder = makeFolder();
    writeFileSync(path('all.csv'), csvOf(all));
    [0, 1, 2].forEach((part) =>
      writeFileSync(path(`part${String(part)}.csv`), csvOf(all.slice(part * 300, (part + 1) * 300))),
    );
    for (const part of ['part0', 'part1', 'part2', 'all'])
      await statisticsFile({inputs: [path(`${part}.csv`)], merge: false, output: path(`${part}.json`)});
    const inputs = [0, 1, 2].map((part) => path(`part${String(part)}.json`));
    await statisticsFile({inputs, merge: true, output: path('merged.json')});
  });

  it('gives statistics of parts that, merged, are those of the whole', () => {
    const [merged, whole] = [readStatistics(path('merged.json')), readStatistics(path('all.json'))];
    expect([merged.rows, merged.ledger.rowsRead, merged.inputs.length]).to.deep.equal([ROWS, ROWS, 3]);
    for (const [name, column] of whole.columns) {
      const other = merged.columns.get(name)!;
      expect(other.toJSON().sketch, name).to.deep.equal(column.toJSON().sketch);
      expect([...other.frequencies], name).to.deep.equal([...column.frequencies]);
      if (Number.isNaN(column.mean)) continue;
      expect(other.mean).to.be.closeTo(column.mean, 1e-12 * (1 + Math.abs(column.mean)));
      expect(other.variance).to.be.closeTo(column.variance, 1e-12 * column.variance);
    }
  });

  for (const numeric of ['robust', 'quantile'] as const)
    it(`fits the very same stages on merged statistics as on the rows: ${numeric}`, async () => {
      const plan = {numeric, targetTransform: 'min-max'};
      expect(await stagesOf(path('merged.json'), plan)).to.deep.equal(await stagesOf(undefined, plan));
    });

  it('fits standardization on merged statistics to twelve digits', async () => {
    const [merged, whole] = [await stagesOf(path('merged.json')), await stagesOf(undefined)];
    expect(merged.map(({transform}) => transform)).to.deep.equal(whole.map(({transform}) => transform));
    const numbers = (stages: readonly Stage[]): number[] =>
      stages
        .filter(({transform}) => transform === 'standardize')
        .flatMap(({state}) => Object.values(state as never).flat() as number[]);
    const expected = numbers(whole);
    expect(expected).to.have.length.above(3);
    numbers(merged).forEach((value, at) =>
      expect(value).to.be.closeTo(expected[at]!, 1e-12 * (1 + Math.abs(expected[at]!))),
    );
  });

  it('refuses a chain whose later steps were never observed', async () => {
    const error = await rejectionOf(stagesOf(path('all.json'), {transforms: {whole: 'log1p+standardize'}}));
    expect(error.code).to.equal('PREPARE_OPTION');
    expect(error.message).to.contain("'whole'");
  });

  it('refuses statistics of other columns, naming the first', async () => {
    writeFileSync(path('other.csv'), csvOf(all).replace('color', 'colour'));
    await statisticsFile({inputs: [path('other.csv')], merge: false, output: path('other.json')});
    const error = await rejectionOf(stagesOf(path('other.json')));
    expect([error.code, error.message.includes("'colour'")]).to.deep.equal(['DATA_SCHEMA_MISMATCH', true]);
    const merging = errorOf(() =>
      mergeStatistics(['all', 'other'].map((name) => ({name, statistics: readStatistics(path(`${name}.json`))}))),
    );
    expect(merging.code).to.equal('DATA_SCHEMA_MISMATCH');
  });

  it('refuses statistics of held-out rows', async () => {
    const stats = JSON.parse(
      JSON.stringify({...JSON.parse(readText(path('all.json'))), splits: ['test', 'train']}),
    ) as unknown;
    writeFileSync(path('test.json'), JSON.stringify(stats));
    expect((await rejectionOf(stagesOf(path('test.json')))).code).to.equal('FIT_ON_HELD_OUT');
  });

  for (const [what, content] of [
    ['no JSON', 'rows'],
    ['another JSON', '{"a":1}'],
    ['another version', '{"format":"ingot-statistics","version":7}'],
    [
      'a damaged one',
      '{"format":"ingot-statistics","version":1,"fields":[{"name":"x","role":"feature"}],"columns":{}}',
    ],
  ] as const)
    it(`refuses a file that holds ${what}`, () => {
      writeFileSync(path('wrong.json'), content);
      expect(errorOf(() => readStatistics(path('wrong.json'))).code).to.equal('DATA_STATISTICS');
    });
});
