// Every registered transform: what is true of all of them, and that the runtime computes what plain arithmetic says.
import {expect} from 'chai';
import fc from 'fast-check';
import {ColumnStatistics, makeColumn, type Kind, type Storage} from '../../src/data/index.js';
import type {Tensor} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {buildStage, checkStage, fitStage, inverseStage, transforms, transformOf} from '../../src/transforms/index.js';
import {makeRawField} from '../../src/data/index.js';
import {expectGolden} from '../support/golden.js';
import {buildAndRun, numbersOf} from '../support/build-and-run.js';
import {EXAMPLES, type Cell, type Example} from '../support/transform-examples.js';

function storageOf(kind: Kind): Storage {
  return kind === 'category' ? 'utf8' : 'float64';
}

function fitExample(name: string, {kind, fitted, options}: Example) {
  const statistics = new Map(
    Object.entries(fitted).map(([column, cells]) => {
      const observed = new ColumnStatistics();
      const data = makeColumn(storageOf(kind), cells.length);
      cells.forEach((cell, row) => {
        data[row] = cell ?? (Array.isArray(data) ? null : NaN);
      });
      observed.add(data);
      return [column, observed];
    }),
  );
  const columns = Object.keys(fitted);
  const fields = columns.map((column) => makeRawField(column, kind));
  return fitStage({transform: name, columns, fields, statistics, ...(options ? {options} : {})});
}

function blockOf(kind: Kind, columns: readonly (readonly Cell[])[]): Tensor {
  const rowCount = columns[0]?.length ?? 0;
  const cells = Array.from({length: rowCount}, (_, row) => columns.map((column) => column[row] ?? null)).flat();
  const dims = [rowCount, columns.length];
  return kind === 'category'
    ? {dtype: 'string', dims, data: cells.map((cell) => String(cell ?? ''))}
    : {dtype: 'float64', dims, data: Float64Array.from(cells, (cell) => (cell === null ? NaN : Number(cell)))};
}

function rowsOf({data, dims}: Tensor): Cell[][] {
  const [rowCount = 0, width = 1] = dims;
  const cell = (at: number): Cell => {
    const value = (data as ArrayLike<string | number>)[at] ?? null;
    return value === '' || Number.isNaN(value) ? null : value;
  };
  return Array.from({length: rowCount}, (_, row) =>
    Array.from({length: width}, (_each, column) => cell(row * width + column)),
  );
}

describe('transforms', () => {
  it('are those listed in test/golden/transforms.txt', () => {
    const lines = transforms
      .values()
      .map(({name, version, takes, gives, summary}) =>
        [name, `version ${String(version)}`, `${takes.join('|')} -> ${gives}`, summary].join('  '),
      );
    expectGolden('transforms.txt', lines.join('\n'));
  });

  // Those that take or give tensors only stand in tensor-transforms.test.ts.
  for (const definition of transforms.values().filter((each) => each.takes.length > 0 && each.shapeOf === undefined)) {
    const {name} = definition;
    describe(name, () => {
      const example = EXAMPLES[name]!;
      const apply = async (columns: readonly (readonly Cell[])[]): Promise<Tensor> => {
        const block = blockOf(example.kind, columns);
        const stage = fitExample(name, example);
        const outputs = await buildAndRun(
          (g) => ({y: buildStage(g, stage, g.input('x', block.dtype, ['batch', columns.length]))}),
          {x: block},
        );
        return outputs['y']!;
      };

      it('has an example here', () => expect(example).to.not.equal(undefined));

      it('gives in the runtime what its formula says, missing cells included', async () => {
        const rows = rowsOf(await apply(example.rows));
        expect(rows).to.have.lengthOf(example.expected.length);
        rows.flat().forEach((cell, at) => {
          const wanted = example.expected.flat()[at]!;
          if (typeof wanted !== 'number' || typeof cell !== 'number') expect(cell).to.equal(wanted);
          else expect(cell).to.be.closeTo(wanted, 1e-6); // float32 has seven digits
        });
      });

      it('gives the same for every row alone as in a batch', async () => {
        const together = rowsOf(await apply(example.rows));
        for (const [row, expected] of together.entries())
          expect(rowsOf(await apply(example.rows.map((column) => [column[row]!])))).to.deep.equal([expected]);
      });

      it('takes an empty batch', async () => {
        const stage = fitExample(name, example);
        const result = await apply(example.rows.map(() => []));
        expect(result.dims).to.deep.equal([0, stage.outputs.length]);
      });

      it('gives the same block for columns one by one as side by side', async () => {
        const stage = fitExample(name, example);
        const feeds = Object.fromEntries(
          example.rows.map((column, at) => [`x${String(at)}`, blockOf(example.kind, [column])]),
        );
        const outputs = await buildAndRun(
          (g) => ({
            y: buildStage(
              g,
              stage,
              Object.entries(feeds).map(([input, {dtype}]) => g.input(input, dtype, ['batch', 1])),
            ),
          }),
          feeds,
        );
        expect(rowsOf(outputs['y']!)).to.deep.equal(rowsOf(await apply(example.rows)));
      });

      it('has a state that is plain JSON: read back, it is the same stage', () => {
        const stage = fitExample(name, example);
        const copy = JSON.parse(JSON.stringify(stage)) as typeof stage;
        expect(copy).to.deep.equal(stage);
        checkStage(copy);
        expect(transformOf(copy)).to.equal(definition);
        expect(stage.storage).to.equal(definition.gives);
      });

      it('is fitted alike from the same rows, and has another id for others', () => {
        const stage = fitExample(name, example);
        expect(fitExample(name, example).id).to.equal(stage.id);
        const renamed = Object.fromEntries(
          Object.entries(example.fitted).map(([column, cells]) => [`${column}2`, cells]),
        );
        expect(fitExample(name, {...example, fitted: renamed}).id).to.not.equal(stage.id);
      });

      it('gives no missing value if it says so', async () => {
        if (!definition.fillsMissing) return;
        const missing = rowsOf(await apply(example.rows.map(() => [null])));
        expect(missing.flat()).to.not.include(null);
      });

      if (definition.inverse)
        it('leads back: inverse after build is the identity', async () => {
          const [low, high] = example.domain ?? [-1e6, 1e6];
          await fc.assert(
            fc.asyncProperty(
              fc.array(fc.double({min: low, max: high, noNaN: true}), {minLength: 2, maxLength: 20}),
              async (values) => {
                const stage = fitExample(name, {...example, kind: 'numeric', fitted: {y: values}});
                const x = blockOf('numeric', [values]);
                const outputs = await buildAndRun(
                  (g: OpGraph) => {
                    const input = g.input('x', 'float64', ['batch', 1]);
                    return {back: inverseStage(g, stage, buildStage(g, stage, input))};
                  },
                  {x},
                );
                const size = Math.max(...values.map(Math.abs), 1);
                numbersOf(outputs['back']).forEach((value, at) => {
                  expect(value).to.be.closeTo(values[at]!, 1e-6 * size); // one rounding to float32 on the way
                });
              },
            ),
            {numRuns: 20},
          );
        });
    });
  }
});
