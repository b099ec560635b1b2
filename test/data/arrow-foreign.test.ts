import * as arrow from 'apache-arrow';
import {expect} from 'chai';
import {openDataset} from '../../src/data/index.js';
import {failureOf, makeFile, readAll, removeFolders, rowsOf} from './support.js';

describe('Arrow of other tools', () => {
  after(removeFolders);

  const foreign = (columns: Record<string, arrow.Vector>, format: 'file' | 'stream' = 'file'): string =>
    makeFile('foreign.arrow', arrow.tableToIPC(new arrow.Table(columns), format));

  const vectors: readonly [string, arrow.Vector, string, readonly unknown[]][] = [
    ['int8', arrow.vectorFromArray([1, null, -3], new arrow.Int8()), 'numeric', [1, NaN, -3]],
    ['uint16', arrow.vectorFromArray([1, null, 65535], new arrow.Uint16()), 'numeric', [1, NaN, 65535]],
    ['int32', arrow.vectorFromArray([1, null, 3], new arrow.Int32()), 'numeric', [1, NaN, 3]],
    ['int32 without nulls', arrow.vectorFromArray([1, 2, 3], new arrow.Int32()), 'numeric', [1, 2, 3]],
    ['int64', arrow.vectorFromArray([1n, null, -3n], new arrow.Int64()), 'numeric', [1, NaN, -3]],
    ['uint64', arrow.vectorFromArray([1n, null, 3n], new arrow.Uint64()), 'numeric', [1, NaN, 3]],
    ['float32', arrow.vectorFromArray([0.5, null, 2], new arrow.Float32()), 'numeric', [0.5, NaN, 2]],
    ['float64', arrow.vectorFromArray([0.1, null, NaN], new arrow.Float64()), 'numeric', [0.1, NaN, NaN]],
    ['bool', arrow.vectorFromArray([true, null, false], new arrow.Bool()), 'boolean', [1, NaN, 0]],
    ['utf8', arrow.vectorFromArray(['a', null, '01'], new arrow.Utf8()), 'category', ['a', null, '01']],
    ['large utf8', arrow.vectorFromArray(['a', null, 'ü'], new arrow.LargeUtf8()), 'category', ['a', null, 'ü']],
    [
      'dictionary',
      arrow.vectorFromArray(['a', null, 'a'], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())),
      'category',
      ['a', null, 'a'],
    ],
    [
      'date in days',
      arrow.vectorFromArray([new Date(86400e3), null, new Date(0)], new arrow.DateDay()),
      'datetime',
      [86400, NaN, 0],
    ],
    [
      'timestamp in ms',
      arrow.vectorFromArray([1500, null, 0], new arrow.TimestampMillisecond()),
      'datetime',
      [1.5, NaN, 0],
    ],
    [
      'int64 beyond what float64 holds',
      arrow.vectorFromArray([2n ** 60n + 1n, null, -(2n ** 60n) - 3n], new arrow.Int64()),
      'category',
      ['1152921504606846977', null, '-1152921504606846979'],
    ],
    [
      'uint64 beyond what float64 holds',
      arrow.vectorFromArray([2n ** 64n - 1n, 7n], new arrow.Uint64()),
      'category',
      ['18446744073709551615', '7'],
    ],
    ['float64 without any value', arrow.vectorFromArray([null, null], new arrow.Float64()), 'numeric', [NaN, NaN]],
    ['bool without any value', arrow.vectorFromArray([null, null], new arrow.Bool()), 'boolean', [NaN, NaN]],
    ['numbers as text', arrow.vectorFromArray(['1', '2', '3'], new arrow.Utf8()), 'category', ['1', '2', '3']],
  ];
  for (const [name, vector, kind, values] of vectors)
    for (const format of ['file', 'stream'] as const)
      it(`read ${name} from a ${format} as ${kind}`, async () => {
        const dataset = await openDataset(foreign({x: vector}, format));
        expect(dataset.schema.fields[0]!.kind).to.equal(kind);
        expect((await rowsOf(dataset)).map(({x}) => x)).to.deep.equal(values);
        expect(
          (await rowsOf(dataset)).map(({x}) => x),
          'a second time',
        ).to.deep.equal(values);
      });

  it('find the target and the kinds asked for', async () => {
    const path = foreign({
      y: arrow.vectorFromArray([0, 1, 1], new arrow.Int32()),
      z: arrow.vectorFromArray([1.5, 2, 3]),
    });
    const dataset = await openDataset(path, {importOptions: {target: 'y', kinds: {z: 'category'}}});
    expect(await rowsOf(dataset)).to.deep.equal([
      {y: '0', z: '1.5'},
      {y: '1', z: '2'},
      {y: '1', z: '3'},
    ]);
  });

  it('are read by rules where there are some', async () => {
    const path = foreign({a: arrow.vectorFromArray([1, 2], new arrow.Int32()), b: arrow.vectorFromArray(['x', 'y'])});
    const parse = {kind: 'category', missing: [], numberText: true} as const;
    const dataset = await openDataset(path, {rules: [{name: 'a', parse, role: 'feature'}]});
    expect(await rowsOf(dataset)).to.deep.equal([{a: '1'}, {a: '2'}]);
  });

  it('are refused when they hold a schema but no rows', async () => {
    for (const format of ['file', 'stream'] as const) {
      const path = foreign({a: arrow.vectorFromArray([], new arrow.Float64())}, format);
      const error = await failureOf(openDataset(path));
      expect(error).to.include({code: 'DATA_EMPTY', exitStatus: 3});
    }
  });

  it('lose the numbers that mean "no value"', async () => {
    const path = foreign({a: arrow.vectorFromArray([1, -999, 3], new arrow.Float64())});
    const dataset = await openDataset(path, {importOptions: {missing: {all: ['-999']}}});
    expect(await rowsOf(dataset)).to.deep.equal([{a: 1}, {a: NaN}, {a: 3}]);
  });

  it('have their infinities taken for bad cells', async () => {
    const path = foreign({a: arrow.vectorFromArray([1, Infinity, 3], new arrow.Float64())});
    const error = await failureOf(openDataset(path).then((dataset) => readAll(dataset)));
    expect(error.message).to.contain("row 2, column 'a'");
    const dataset = await openDataset(path, {onBadRow: 'skip', maxBad: 0.5});
    expect(await rowsOf(dataset)).to.deep.equal([{a: 1}, {a: 3}]);
    expect(dataset.ledger.rowsDropped).to.equal(1);
  });

  it('have columns that are no table left out with a warning', async () => {
    const said: string[] = [];
    const list = arrow.vectorFromArray([['x'], ['y']], new arrow.List(new arrow.Field('item', new arrow.Utf8())));
    const path = foreign({a: arrow.vectorFromArray([1.5, 2.5], new arrow.Float64()), l: list});
    const dataset = await openDataset(path, {report: (event) => said.push('message' in event ? event.message : '')});
    expect(dataset.schema.fields.map(({name}) => name)).to.deep.equal(['a']);
    expect(said.join()).to.contain("'l' is left out");
  });
});
