// Windows, lags and targets ahead: against NumPy and pandas, and what is refused.
import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import * as fc from 'fast-check';
import type {Dataset} from '../../src/data/index.js';
import {normalizeDataset, windowDataset, type WindowOptions} from '../../src/prepare/index.js';
import {sortDataset} from '../../src/prepare/window/sort-rows.js';
import {rejectionOf} from '../support/error-of.js';
import {inMemory, memoryDataset, readAll, valuesOf} from '../support/memory-dataset.js';
import {series} from '../support/series.js';
import type {IngotEvent} from '../../src/core/index.js';

interface Oracle {
  readonly steps: number;
  readonly horizon: number;
  readonly rows: Readonly<Record<'shop' | 'day' | 'sales' | 'price', readonly (string | number)[]>>;
  readonly windows: Readonly<Record<string, {window: number[][][]; day: number[]; target: number[]}>>;
  readonly made: Readonly<Record<string, readonly (string | number)[]>>;
}
const oracle = JSON.parse(readFileSync(new URL('../oracle/windows.json', import.meta.url), 'utf8')) as Oracle;

const DAY = 86400;

function shops(batchRows = 3): Dataset {
  const {shop, day, sales, price} = oracle.rows;
  return memoryDataset(
    [
      {name: 'shop', kind: 'category', values: shop},
      {name: 'day', kind: 'numeric', values: day},
      {name: 'sales', kind: 'numeric', role: 'target', values: sales},
      {name: 'price', kind: 'numeric', values: price},
    ],
    {batchRows},
  );
}

const entriesOf = async (source: Dataset, options: WindowOptions): Promise<string[]> => {
  const windows = await windowDataset(source, options);
  await readAll(windows);
  const {rowsRead, rowsKept, entries} = windows.ledger;
  const dropped = entries.filter(({action}) => action === 'dropped').reduce((sum, {count}) => sum + count, 0);
  expect(rowsKept + dropped).to.equal(rowsRead);
  return entries.map(({action, reason, count, first}) => `${action} ${String(count)} ${reason}: ${first.join()}`);
};

describe('windowDataset', () => {
  it('makes the windows and targets that NumPy makes, of each series by itself, whatever the batches', async () => {
    const {steps, horizon} = oracle;
    for (const batchRows of [1, 7, 30]) {
      const options = {time: 'day', by: 'shop', steps, horizon: [horizon], columns: ['sales', 'price']};
      const windows = await windowDataset(shops(batchRows), options);
      expect(
        windows.schema.fields.map(({name, role, kind, shape}) => [name, role, kind, shape?.join() ?? '']),
      ).to.deep.equal([
        ['shop', 'group', 'category', ''],
        ['day', 'time', 'numeric', ''],
        ['window', 'feature', 'tensor', '4,2'],
        ['sales_in_2', 'target', 'numeric', ''],
      ]);
      expect(windows.schema.fields[2]?.parse.channels).to.deep.equal(['sales', 'price']);
      const {columns, rowCount} = await readAll(windows);
      const [shop, day, window, target] = columns as [string[], Float64Array, Float64Array, Float64Array];
      expect(rowCount).to.equal(20);
      for (const [name, wanted] of Object.entries(oracle.windows)) {
        const rows = Array.from({length: rowCount}, (_, row) => row).filter((row) => shop[row] === name);
        expect(rows.map((row) => day[row])).to.deep.equal(wanted.day);
        expect(rows.map((row) => target[row])).to.deep.equal(wanted.target);
        expect(rows.map((row) => Array.from(window.slice(row * 8, row * 8 + 8)))).to.deep.equal(
          wanted.window.map((each) => each.flat()),
        );
      }
    }
  });

  it('adds the lags, differences and rolling statistics that pandas adds', async () => {
    const rolling = [`sales=${['mean', 'std', 'min', 'max', 'sum'].map((name) => `${name}:4`).join()}`];
    const asked = {lags: ['sales=1,3'], rolling, differences: ['sales=2']};
    const made = await windowDataset(shops(), {time: 'day', by: 'shop', ...asked});
    // The row's own value is known when a later one is predicted.
    expect(made.schema.fields.find(({name}) => name === 'sales')?.role).to.equal('feature');
    const all = await readAll(made);
    const order = Array.from(
      all.columns[1] as Float64Array,
      (day, row) => [day, String(all.columns[0]![row]), row] as const,
    )
      .sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))
      .map(([, , row]) => row);
    for (const [name, wanted] of Object.entries(oracle.made)) {
      const column = all.columns[made.schema.fields.findIndex((field) => field.name === name)]!;
      const found = order.map((row) => column[row]!);
      // pandas keeps running sums.
      if (typeof wanted[0] === 'string') expect(found, name).to.deep.equal(wanted);
      else wanted.forEach((value, at) => expect(found[at], name).to.be.closeTo(value as number, 1e-9));
    }
  });

  it('gives each row at most once and counts the others, for any series and options', async () => {
    const cases = fc.record({
      length: fc.integer({min: 8, max: 30}),
      steps: fc.integer({min: 1, max: 4}),
      horizon: fc.integer({min: 0, max: 3}),
      stride: fc.integer({min: 1, max: 3}),
      batchRows: fc.integer({min: 1, max: 9}),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({length, steps, horizon, stride, batchRows}) => {
        const times = Array.from({length}, (_, row) => 10 + 2 * row);
        const more = [{name: 'z', kind: 'numeric' as const, values: times.map((_, row) => row * row)}];
        const source = series(times, undefined, {more, batchRows});
        const windows = await windowDataset(source, {steps, horizon: [horizon], stride, columns: ['z']});
        const [time, window, target] = (await readAll(windows)).columns as Float64Array[];
        const wanted = Array.from({length}, (_, row) => row).filter(
          (row) => row >= steps - 1 && row + horizon < length && (row - steps + 1) % stride === 0,
        );
        expect(Array.from(time!)).to.deep.equal(wanted.map((row) => times[row]));
        expect(Array.from(target!)).to.deep.equal(wanted.map((row) => row + horizon));
        expect(Array.from(window!)).to.deep.equal(
          wanted.flatMap((row) => Array.from({length: steps}, (_, at) => (row - steps + 1 + at) ** 2)),
        );
        const {rowsRead, rowsKept, entries} = windows.ledger;
        expect(rowsKept + entries.reduce((sum, {count}) => sum + count, 0)).to.equal(rowsRead);
      }),
      {numRuns: 40},
    );
  });

  it('ends with the newest row where there is nothing to predict', async () => {
    const windows = await windowDataset(series([1, 2, 3, 4]), {steps: 2, horizon: []});
    expect(windows.schema.fields.map(({name}) => name)).to.deep.equal(['t', 'window']);
    expect(await valuesOf(windows, 't')).to.deep.equal([2, 3, 4]);
  });

  it('gives several horizons as columns of which the first is the target', async () => {
    const told: IngotEvent[] = [];
    const report = (event: IngotEvent): number => told.push(event);
    const windows = await windowDataset(series([1, 2, 3, 4, 5]), {steps: 2, horizon: [2, 1], report});
    expect(windows.schema.fields.slice(2).map(({name, role}) => [name, role])).to.deep.equal([
      ['x_in_2', 'target'],
      ['x_in_1', 'ignored'],
    ]);
    expect(await valuesOf(windows, 'x_in_1')).to.deep.equal([2, 3]);
    expect(told).to.have.length(1);
  });

  it('labels a window with the class of its last row at horizon 0', async () => {
    const more = [{name: 'state', kind: 'category' as const, values: ['a', 'b', null, 'a']}];
    const options = {steps: 2, horizon: [0], target: 'state', columns: ['x']};
    const windows = await windowDataset(series([1, 2, 3, 4], undefined, {more}), options);
    expect(await valuesOf(windows, 'state')).to.deep.equal(['b', 'a']);
    expect(windows.ledger.entries.map(({reason}) => reason)).to.include('missing target');
  });

  it('lets no window reach over a gap', async () => {
    const times = [1, 2, 3, 4, 6, 7, 8];
    expect(await entriesOf(series(times), {steps: 2, onGap: 'split'})).to.deep.equal([
      'dropped 2 too few steps before it: 1,5',
      'flagged 1 gap in time: no window reaches over it: 5',
      'dropped 2 no target within the horizon: 4,7',
    ]);
    const windows = await windowDataset(series(times), {steps: 2, onGap: 'split'});
    expect(await valuesOf(windows, 't')).to.deep.equal([2, 3, 7]);
  });

  it('repeats the row before for missing steps, predicts neither from them nor to them, and splits at longer gaps', async () => {
    const windows = await windowDataset(series([1, 2, 3, 5, 6, 7, 50, 51, 52]), {steps: 2, onGap: 'fill'});
    const {columns} = await readAll(windows);
    expect(Array.from(columns[0] as Float64Array)).to.deep.equal([2, 5, 6, 51]);
    expect(Array.from(columns[1] as Float64Array)).to.deep.equal([0, 1, 2, 3, 3, 4, 6, 7]);
    expect(Array.from(columns[2] as Float64Array)).to.deep.equal([2, 4, 5, 8]);
    expect(windows.ledger.entries.filter(({action}) => action !== 'dropped')).to.deep.equal([
      {action: 'imputed', reason: 'missing step: the row before it repeated', count: 1, first: [4]},
      {action: 'flagged', reason: 'gap in time: no window reaches over it', count: 1, first: [7]},
    ]);
  });

  it('leaves windows with missing values out, or repeats the value before; a target is never made up', async () => {
    const values = [null, 1, 2, 3, null, 5, 6, 7];
    const source = (): Dataset => series([1, 2, 3, 4, 5, 6, 7, 8], values);
    const dropped = await windowDataset(source(), {steps: 2, onMissing: 'drop'});
    expect(await valuesOf(dropped, 't')).to.deep.equal([3, 7]);
    expect(dropped.ledger.entries.map(({reason, count}) => [reason, count])).to.deep.equal([
      ['too few steps before it', 1],
      ['a missing value in its window', 3],
      ['missing target', 1],
      ['no target within the horizon', 1],
    ]);
    const filled = await windowDataset(source(), {steps: 2, onMissing: 'fill'});
    const {columns} = await readAll(filled);
    expect(Array.from(columns[0] as Float64Array)).to.deep.equal([3, 5, 6, 7]);
    expect(Array.from(columns[1] as Float64Array)).to.deep.equal([1, 2, 3, 3, 3, 5, 5, 6]);
  });

  it('finds the step of months, whose length differs, and refuses what has no step', async () => {
    const month = (count: number): number => Date.UTC(2020, count, 1) / 1000;
    const months = series(
      Array.from({length: 14}, (_, at) => month(at)),
      undefined,
      {kind: 'datetime'},
    );
    const windows = await windowDataset(months, {steps: 3});
    expect((await readAll(windows)).rowCount).to.equal(11);
    expect(windows.schema.fields[0]?.span).to.deep.equal([2 * 31 * DAY, 31 * DAY]);
    const gap = series([0, 1, 2, 4].map(month), undefined, {kind: 'datetime'});
    // Two months are no step that a year of months has.
    const refused = await rejectionOf(windowDataset(gap, {steps: 2, step: '1mo'}).then(readAll));
    expect(refused.code).to.equal('WINDOW_GAP');
    const wild = series([1, 2, 4, 8, 16, 32]);
    const error = await rejectionOf(windowDataset(wild, {steps: 2}));
    expect(error.code).to.equal('WINDOW_STEP');
    const rows = await windowDataset(wild, {steps: 2, step: 'rows'});
    expect((await readAll(rows)).rowCount).to.equal(4);
    expect(rows.schema.fields[0]?.span).to.equal(undefined);
  });

  it('sorts rows that do not fit in memory, stably, and names rows as they were', async () => {
    const times = [5, 3, 1, 4, 2, 6, 9, 8, 7, 10];
    const copy = await sortDataset(series(times), 0, {runValues: 9});
    expect(await valuesOf(copy, 't')).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await valuesOf(copy, 'row')).to.deep.equal([3, 5, 2, 4, 1, 6, 9, 8, 7, 10]);
    await copy.close();
    const windows = await windowDataset(series(times), {steps: 2, sort: true});
    expect(await valuesOf(windows, 't')).to.deep.equal([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(windows.ledger.entries.map(({first}) => first)).to.deep.equal([[3], [10]]);
    await windows.close();
    const equal = memoryDataset([
      {name: 't', kind: 'numeric', values: [1, 0, 1, 0, 1]},
      {name: 'name', kind: 'text', values: ['a', 'b', 'c', null, 'e']},
    ]);
    const stable = await sortDataset(equal, 0, {runValues: 4});
    expect(await valuesOf(stable, 'name')).to.deep.equal(['b', null, 'a', 'c', 'e']);
    await stable.close();
  });

  it('keeps statistics for each column of a window when it is normalized', async () => {
    const windows = await inMemory(
      await windowDataset(shops(), {time: 'day', by: 'shop', steps: 4, columns: ['sales', 'price']}),
    );
    const normal = await normalizeDataset(windows);
    const column = (await readAll(normal)).columns[2] as Float32Array;
    for (const channel of [0, 1]) {
      const own = Array.from(column).filter((_, at) => at % 2 === channel);
      const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
      expect(mean).to.be.closeTo(0, 1e-5); // float32 rounding of 88 values
      expect(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length).to.be.closeTo(1, 1e-5);
    }
  });
});
