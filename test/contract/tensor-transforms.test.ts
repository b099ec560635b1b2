// What every transform that takes tensors keeps to, and what the known ones give.
import {expect} from 'chai';
import type {Json} from '../../src/core/index.js';
import {ColumnStatistics, makeNumbers, makeRawField, type Element} from '../../src/data/index.js';
import type {Tensor} from '../../src/onnx/index.js';
import {buildStage, fitStage, isLearned, transforms, vocabularySizesOf} from '../../src/transforms/index.js';
import {buildAndRun, numbersOf} from '../support/build-and-run.js';

const SHAPES = [[4], [2, 2], [2, 1, 2]] as const;
const VALUES = [0, 1, 5, 6, 10, 11, 3, 4];

/** Options under which a transform takes cells of four numbers. */
const SMALL: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'log-mel': {rate: 8, window: 3, hop: 1, mels: 1},
};

interface Fitting {
  readonly shape: readonly number[];
  readonly values?: number[];
  readonly options?: Readonly<Record<string, Json>> | undefined;
}

function fit(name: string, element: Element, {shape, values = VALUES, options = {}}: Fitting) {
  const field = makeRawField('x', 'tensor', 'feature', {kind: 'tensor', missing: [''], shape, element});
  const statistics = new ColumnStatistics(shape);
  const data = makeNumbers(element, values.length);
  data.set(values);
  statistics.add(data, values.length / 4);
  const common = {columns: ['x'], fields: [field], statistics: new Map([['x', statistics]])};
  const stage = fitStage({...common, transform: name, options});
  const apply = async (column: ReturnType<typeof makeNumbers>): Promise<Tensor> => {
    const dims = [column.length / 4, ...shape];
    const outputs = await buildAndRun((g) => ({y: buildStage(g, stage, g.input('x', element, ['batch', ...shape]))}), {
      x: {dtype: element, dims, data: column},
    });
    return outputs['y']!;
  };
  return {stage, data, apply};
}

describe('transforms of tensors', () => {
  for (const transform of transforms.values()) {
    const {name, gives, takesTensors = []} = transform;
    const isReshaping = transform.shapeOf !== undefined;
    for (const element of takesTensors.filter((storage) => storage !== 'utf8'))
      it(`${name} keeps rows${isReshaping ? '' : ' and shape'}: ${element}`, async () => {
        for (const shape of isReshaping ? [[4]] : SHAPES) {
          const {stage, data, apply} = fit(name, element, {shape, options: SMALL[name]});
          const {dims, dtype, data: numbers} = await apply(data);
          const given = isReshaping ? (stage.shape ?? []) : shape;
          expect([stage.storage, dtype, dims, stage.shape]).to.deep.equal([gives, gives, [2, ...given], given]);
          const alone = await apply(data.slice(4));
          const width = given.reduce((product, size) => product * size, 1);
          expect(Array.from(alone.data as Float32Array)).to.deep.equal(
            Array.from(numbers as Float32Array).slice(width),
          );
          expect((await apply(makeNumbers(element, 0))).dims).to.deep.equal([0, ...given]);
        }
      });
  }

  it('scale with one mean and deviation, but by channel where there are three axes', async () => {
    const [one, two] = [fit('standardize', 'uint8', {shape: [2, 2]}), fit('standardize', 'uint8', {shape: [2, 1, 2]})];
    const moments = (values: number[]): [number, number] => {
      const mean = values.reduce((a, b) => a + b) / values.length;
      return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
    };
    const [mean, deviation] = moments(VALUES);
    numbersOf(await one.apply(one.data)).forEach((value, at) =>
      expect(value).to.be.closeTo((VALUES[at]! - mean) / deviation, 1e-6),
    );
    const channels = [moments([0, 1, 10, 11]), moments([5, 6, 3, 4])];
    numbersOf(await two.apply(two.data)).forEach((value, at) => {
      const [center, scale] = channels[Math.floor(at / 2) % 2]!;
      expect(value).to.be.closeTo((VALUES[at]! - center) / scale, 1e-6); // float32
    });
    const range = fit('min-max', 'int32', {shape: [4]});
    expect(numbersOf(await range.apply(range.data))[5]).to.equal(1);
  });

  it('leave missing numbers missing', async () => {
    const {apply} = fit('standardize', 'float32', {shape: [4]});
    const result = await apply(new Float32Array(4).fill(NaN));
    expect(numbersOf(result).every(Number.isNaN)).to.equal(true);
  });

  it('know how many token ids there are, and refuse what is none', () => {
    expect(vocabularySizesOf(fit('token-ids', 'int32', {shape: [4]}).stage)).to.deep.equal([12]);
    expect(() => fit('token-ids', 'int32', {shape: [4], values: [0, -1, 2, 3]})).to.throw('holds -1');
  });

  it('make classes into shares', async () => {
    const field = {...makeRawField('y', 'category', 'target'), storage: 'int32' as const, stage: 'classes'};
    const statistics = new Map([['y', new ColumnStatistics()]]);
    const stage = fitStage({transform: 'one-hot', columns: ['y'], fields: [field], statistics, options: {count: 3}});
    expect([stage.shape, stage.storage, isLearned(stage)]).to.deep.equal([[3], 'float32', false]);
    const {y} = await buildAndRun((g) => ({y: buildStage(g, stage, g.input('x', 'int32', ['batch', 1]))}), {
      x: {dtype: 'int32', dims: [2, 1], data: Int32Array.of(2, 0)},
    });
    expect([y?.dims, numbersOf(y)]).to.deep.equal([
      [2, 3],
      [0, 0, 1, 1, 0, 0],
    ]);
  });

  it('make sets of labels into zeros and ones; a missing set is NaN, one with an unknown label −1', async () => {
    const field = makeRawField('y', 'labels', 'target');
    const statistics = new ColumnStatistics();
    statistics.add(['b;c', 'a', ';', null, 'b']);
    const given = {transform: 'multi-hot', columns: ['y'], fields: [field], statistics: new Map([['y', statistics]])};
    const stage = fitStage(given);
    expect([stage.shape, stage.storage, isLearned(stage)]).to.deep.equal([[3], 'float32', true]);
    const apply = async (data: string[]): Promise<Tensor> => {
      const {y} = await buildAndRun((g) => ({y: buildStage(g, stage, g.input('x', 'string', ['batch', 1]))}), {
        x: {dtype: 'string', dims: [data.length, 1], data},
      });
      return y!;
    };
    const rows = ['a;b;c', ';', 'c', '', 'b;d', 'aa'];
    const expected = [[1, 1, 1], [0, 0, 0], [0, 0, 1], [NaN, NaN, NaN], [-1, -1, -1], [-1, -1, -1]]; // prettier-ignore
    const together = await apply(rows);
    expect([together.dims, numbersOf(together)]).to.deep.equal([[6, 3], expected.flat()]);
    for (const [at, row] of rows.entries()) expect(numbersOf(await apply([row]))).to.deep.equal(expected[at]);
    expect((await apply([])).dims).to.deep.equal([0, 3]);
    const one = new ColumnStatistics();
    one.add(['a', ';', 'a']);
    expect(() => fitStage({...given, statistics: new Map([['y', one]])})).to.throw("one label only, 'a'");
  });
});
