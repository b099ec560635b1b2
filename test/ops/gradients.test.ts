// What the contract tests cannot draw: values at kinks and ties, many threads, dtypes.
import {expect} from 'chai';
import {buildGradients} from '../../src/autodiff/index.js';
import {Random} from '../../src/core/index.js';
import {encodeModel, float, makeModel} from '../../src/onnx/index.js';
import type {Value} from '../../src/onnx/index.js';
import {OpGraph, dtypeOfCode, numbers} from '../../src/ops/index.js';
import {createSession} from '../../src/runtime/index.js';
import {draw} from '../support/op-samples.js';
import {numbersOf, runGraph} from '../support/run-graph.js';

const vector = (...values: number[]) =>
  ({dtype: 'float32', dims: [values.length], data: Float32Array.from(values)}) as const;

async function gradientAt(values: number[], build: (g: OpGraph, x: Value) => Value): Promise<number[]> {
  const g = new OpGraph();
  const x = g.input('x', 'float32', [values.length]);
  const [dx] = buildGradients(g, g.reduceSum(build(g, x)), [x]);
  if (dx) g.output(dx, 'dx');
  const found = await runGraph(g.build(), {x: vector(...values)});
  return numbersOf(found['dx']);
}

describe('gradients at the points where a rule has to choose', () => {
  const cases: readonly {name: string; at: number[]; build: (g: OpGraph, x: Value) => Value; gradient: number[]}[] = [
    {
      name: 'Relu is 0 at 0 and 1 at the smallest normal',
      at: [0, -0, 1.2e-38, 3e38],
      build: (g, x) => g.relu(x),
      gradient: [0, 0, 1, 1],
    },
    {name: 'Abs is 0 at 0', at: [0, -2], build: (g, x) => g.abs(x), gradient: [0, -1]},
    {
      name: 'Clip is 1 on its bounds',
      at: [-1, 1, 1.5],
      build: (g, x) => g.op('Clip', [x, g.scalar(-1), g.scalar(1)]),
      gradient: [1, 1, 0],
    },
    {
      name: 'Elu is its alpha at 0',
      at: [0, 2],
      build: (g, x) => g.op('Elu', [x], {alpha: float(0.5)}),
      gradient: [0.5, 1],
    },
    {
      name: 'LeakyRelu is its slope at 0',
      at: [0, -1, 1],
      build: (g, x) => g.op('LeakyRelu', [x], {alpha: float(0.25)}),
      gradient: [0.25, 0.25, 1],
    },
    {name: 'Mul of a value by itself', at: [3, -1, 0], build: (g, x) => g.mul(x, x), gradient: [6, -2, 0]},
    {name: 'Max halves a tie', at: [1, 2, 3], build: (g, x) => g.max(x, g.scalar(2)), gradient: [0, 0.5, 1]},
    {name: 'ReduceMax shares a tie', at: [4, 1, 4], build: (g, x) => g.reduceMax(x), gradient: [0.5, 0, 0.5]},
    {name: 'Pow by a constant 2 at 0', at: [0, 3], build: (g, x) => g.op('Pow', [x, g.scalar(2)]), gradient: [0, 6]},
    {name: 'Pow in its exponent over 0', at: [1, 2], build: (g, x) => g.op('Pow', [g.scalar(0), x]), gradient: [0, 0]},
    {
      name: 'Softmax of large numbers',
      at: [1000, 0],
      build: (g, x) => g.mul(g.softmax(x), g.numbers([1, 2])),
      gradient: [0, 0],
    },
  ];
  for (const {name, at, build, gradient} of cases)
    it(name, async () => {
      expect(await gradientAt(at, build)).to.deep.equal(gradient);
    });

  it('Dropout in training mode follows its own mask', async () => {
    const g = new OpGraph();
    const x = g.input('x', 'float32', [64]);
    const inputs = [x, g.scalar(0.25), g.constant('bool', [], Uint8Array.of(1))];
    const [y, mask] = g.ops('Dropout', inputs, {}, {outputs: ['y', 'mask']});
    expect([y, mask].every(Boolean)).to.equal(true);
    const [dx] = buildGradients(g, g.reduceSum(y ?? x), [x]);
    if (dx) g.output(dx, 'dx');
    if (mask) g.output(mask);
    const found = await runGraph(g.build(), {x: vector(...Array<number>(64).fill(3))});
    const kept = numbersOf(found['mask']);
    expect(numbersOf(found['dx'])).to.deep.equal(kept.map((bit) => Math.fround(bit / 0.75)));
    expect(kept).to.include(0).and.to.include(1);
  });
});

describe('the gradient of LayerNormalization', () => {
  const build = (outputs: readonly string[]) => (g: OpGraph, x: Value) => {
    const [y = x] = g.ops('LayerNormalization', [x, g.numbers([0.5, -1, 2]), g.numbers([0, 1, 0])], {}, {outputs});
    return g.mul(y, g.numbers([1, 3, -2]));
  };

  it('is the same from the statistics the forward pass saved and from those worked out again', async () => {
    const at = [0.3, -2, 5];
    const saved = await gradientAt(at, build(['y', 'mean', 'inverse']));
    const again = await gradientAt(at, build(['y']));
    for (const [index, value] of saved.entries()) expect(value).to.be.closeTo(again[index] ?? NaN, 1e-6);
  });

  it('is refused over more than the last axis, and through the statistics', () => {
    const g = new OpGraph();
    const x = g.input('x', 'float32', [2, 2, 3]);
    const scale = g.numbers([1, 1, 1, 1, 1, 1], 'float32', [2, 3]);
    const wide = g.op('LayerNormalization', [x, scale], {axis: 1});
    expect(() => buildGradients(g, g.reduceSum(wide), [x])).to.throw(/last axis/);
    const [, mean = x] = g.ops('LayerNormalization', [x, g.numbers([1, 1, 1])], {}, {outputCount: 2});
    expect(() => buildGradients(g, g.reduceSum(mean), [x])).to.throw(/statistics/);
  });
});

describe('the gradient of BatchNormalization', () => {
  it('is refused in training mode', () => {
    const g = new OpGraph();
    const x = g.input('x', 'float32', [4, 1]);
    const one = g.numbers([1]);
    const inputs = [x, one, one, one, one];
    const [y = x] = g.ops('BatchNormalization', inputs, {training_mode: 1}, {outputCount: 3});
    expect(() => buildGradients(g, g.reduceSum(y), [x])).to.throw(/training mode/);
  });
});

describe('the gradient of Gather', () => {
  // ScatterND with reduction loses updates here: it adds in several threads without regard to equal indices.
  for (const rowCount of [3, 500])
    it(`adds up equal indices exactly and in the same order on several threads, into ${String(rowCount)} rows`, async () => {
      const [count, width] = [200000, 4];
      const random = new Random(1);
      const indices = Array.from({length: count}, () => random.integer(rowCount));
      const g = new OpGraph();
      const table = g.input('table', 'float32', [rowCount, width]);
      const weights = g.input('weights', 'float32', [count, width]);
      const rows = g.gather(table, g.input('indices', 'int64', [count]));
      const [gradient] = buildGradients(g, g.reduceSum(g.mul(rows, weights)), [table]);
      if (gradient) g.output(gradient, 'gradient');
      const feeds = {
        table: draw(random, [rowCount, width]),
        weights: draw(random, [count, width], 'float32', {low: 0, high: 1}),
        indices: {dtype: 'int64', dims: [count], data: BigInt64Array.from(indices, BigInt)},
      } as const;
      const expected = new Float64Array(rowCount * width);
      for (const [at, weight] of numbersOf(feeds.weights).entries()) {
        const place = (indices[Math.floor(at / width)] ?? 0) * width + (at % width);
        expected[place] = (expected[place] ?? 0) + weight;
      }
      const session = await createSession(encodeModel(makeModel({graph: g.build()})), {threads: 4});
      const first = numbersOf((await session.run(feeds))['gradient']);
      for (let run = 0; run < 5; run += 1)
        expect(numbersOf((await session.run(feeds))['gradient'])).to.deep.equal(first);
      await session.close();
      // Sequential float32 sums of 200000 / rows positive terms: at worst that many half units in the last place.
      const tolerance = (count / rowCount) * 2 ** -24;
      for (const [place, value] of first.entries())
        expect(Math.abs(value / (expected[place] ?? NaN) - 1)).to.be.at.most(tolerance);
    });
});

describe('dtypes', () => {
  it('have numbers of every plain kind, and no others', () => {
    const kinds = [
      'float32',
      'float64',
      'int8',
      'int16',
      'int32',
      'int64',
      'uint8',
      'uint16',
      'uint32',
      'uint64',
      'bool',
    ] as const;
    expect(kinds.map((dtype) => Array.from(numbers(dtype, [1]), Number))).to.deep.equal(kinds.map(() => [1]));
    expect(() => numbers('float16', [1])).to.throw(/float16/);
  });

  it('are found by their code', () => {
    expect([dtypeOfCode(1), dtypeOfCode(8), dtypeOfCode(99)]).to.deep.equal(['float32', 'string', undefined]);
  });
});
