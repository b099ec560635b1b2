import {expect} from 'chai';
import fc from 'fast-check';
import {buildGradients} from '../../src/autodiff/index.js';
import {IngotError, Random} from '../../src/core/index.js';
import type {Dim, Tensor, Value} from '../../src/onnx/index.js';
import {OpGraph, openGraph} from '../../src/ops/index.js';
import {draw, inKind} from '../support/op-samples.js';
import {numbersOf, openSession, runGraph} from '../support/run-graph.js';

const f64 = (dims: readonly number[], ...values: number[]): Tensor => ({
  dtype: 'float64',
  dims,
  data: Float64Array.from(values),
});

describe('buildGradients', () => {
  it('adds up the gradients of a parameter used twice', async () => {
    const g = new OpGraph();
    const x = g.input('x', 'float64', [2]);
    const [dx] = buildGradients(g, g.reduceSum(g.add(g.mul(x, x), g.scale(x, 3))), [x]);
    if (dx) g.output(dx, 'dx');
    const {dx: gradient} = await runGraph(g.build(), {x: f64([2], 5, -1)});
    expect(numbersOf(gradient)).to.deep.equal([13, 1]); // 2x + 3
  });

  it('gives zeros for a parameter the loss does not reach', async () => {
    const g = new OpGraph();
    const [x, unused] = [g.input('x', 'float32', [2]), g.input('unused', 'float32', ['rows', 2])];
    g.relu(unused);
    const [, zeros] = buildGradients(g, g.reduceSum(x), [x, unused]);
    if (zeros) g.output(zeros, 'zeros');
    const feeds = {x: {dtype: 'float32', dims: [2], data: new Float32Array(2)}} as const;
    const ones = {dtype: 'float32', dims: [3, 2], data: new Float32Array(6).fill(NaN)} as const;
    const {zeros: gradient} = await runGraph(g.build(), {...feeds, unused: ones});
    expect(gradient?.dims).to.deep.equal([3, 2]);
    expect(numbersOf(gradient)).to.deep.equal([0, 0, 0, 0, 0, 0]);
  });

  it('ends at integers: what is picked by a maximum depends on nothing', async () => {
    const g = new OpGraph();
    const x = g.input('x', 'float64', [1, 3]);
    const best = g.cast(g.op('ArgMax', [x], {axis: 1}), 'float64');
    const [dx] = buildGradients(g, g.reduceSum(g.mul(x, best)), [x]);
    if (dx) g.output(dx, 'dx');
    const {dx: gradient} = await runGraph(g.build(), {x: f64([1, 3], 1, 5, 9)});
    expect(numbersOf(gradient)).to.deep.equal([2, 2, 2]);
  });

  it('gives gradients of intermediate values and of the loss itself', async () => {
    const g = new OpGraph();
    const x = g.input('x', 'float64', [2]);
    const hidden = g.scale(x, 2);
    const loss = g.reduceSum(g.mul(hidden, hidden));
    const gradients = buildGradients(g, loss, [hidden, loss, x]);
    for (const [index, gradient] of gradients.entries()) g.output(gradient, `d${String(index)}`);
    const found = await runGraph(g.build(), {x: f64([2], 1, 2)});
    expect(['d0', 'd1', 'd2'].map((name) => numbersOf(found[name]))).to.deep.equal([[4, 8], [1], [8, 16]]);
  });

  it('adds nothing for values nobody asked about', () => {
    const g = new OpGraph();
    const [x, w] = [g.input('x', 'float32', ['batch', 3]), g.input('w', 'float32', [3, 1])];
    const loss = g.reduceSum(g.matMul(x, w));
    const before = g.build().nodes.length;
    buildGradients(g, loss, [w]);
    const added = g.build().nodes.slice(before);
    expect(added.map(({opType}) => opType).filter((opType) => opType === 'Gemm')).to.have.length(1);
    buildGradients(g, loss, []);
    expect(g.build().nodes.length).to.equal(before + added.length);
  });

  it('passes by an optional output that was left out', async () => {
    const g = new OpGraph();
    const x = g.input('x', 'float64', [2]);
    const node = {
      opType: 'Dropout',
      domain: '',
      name: 'd',
      inputs: ['x'],
      outputs: ['kept', ''],
      attributes: {},
    } as const;
    const [y] = g.node(node);
    const [dx] = buildGradients(g, g.reduceSum(y ?? x), [x]);
    if (dx) g.output(dx, 'dx');
    const {dx: gradient} = await runGraph(g.build(), {x: f64([2], 3, 4)});
    expect(numbersOf(gradient)).to.deep.equal([1, 1]);
  });

  it('differentiates a graph opened again, under names not used in it', async () => {
    const first = new OpGraph();
    const x = first.input('x', 'float64', [2]);
    first.ops('Split', [x], {axis: 0, num_outputs: 2}, {outputCount: 2});
    first.output(first.reduceSum(first.exp(x)), 'loss');
    const g = openGraph(first.build());
    const [dx] = buildGradients(g, g.value('loss'), [g.value('x')]);
    if (dx) g.output(dx, 'dx');
    const {nodes} = g.build();
    expect(new Set(nodes.map(({name}) => name)).size).to.equal(nodes.length);
    const {dx: gradient} = await runGraph(g.build(), {x: f64([2], 0, 0)});
    expect(numbersOf(gradient)).to.deep.equal([1, 1]);
  });
});

describe('buildGradients refuses', () => {
  function errorOf(run: () => unknown): IngotError {
    try {
      run();
    } catch (error) {
      if (error instanceof IngotError) return error;
      throw error;
    }
    return expect.fail('nothing was thrown');
  }

  it('a loss of several elements', () => {
    const g = new OpGraph();
    const x = g.input('x', 'float32', ['batch']);
    expect(errorOf(() => buildGradients(g, x, [x])).code).to.equal('LOSS_NOT_SCALAR');
  });

  it('an op without a gradient between parameter and loss, naming node, op and what else can be done', () => {
    const inner = new OpGraph({prefix: 'body/'});
    inner.input('body/i', 'int64', []);
    const condition = inner.input('body/condition', 'bool', []);
    const state = inner.input('body/state', 'float32', [2]);
    inner.output(inner.identity(condition));
    inner.output(inner.relu(state));
    const g = new OpGraph();
    const x = g.input('x', 'float32', [2]);
    const body = {type: 'graph', value: inner.build()} as const;
    const y = g.op('Loop', [g.scalar(3, 'int64'), undefined, x], {body}, {name: 'three_steps'});
    const error = errorOf(() => buildGradients(g, g.reduceSum(y), [x]));
    expect(error.code).to.equal('OP_NOT_DIFFERENTIABLE');
    expect(error.message).to.contain("'Loop'").and.to.contain("'three_steps'");
    expect(error.suggestions.join(' ')).to.contain('MatMul').and.to.contain('Freeze');
    expect(error.data).to.deep.equal({node: 'three_steps', op: 'Loop'});
    expect(() => buildGradients(g, g.reduceSum(g.mul(y, y)), [])).not.to.throw();
  });

  it('an op it does not know', () => {
    const g = new OpGraph();
    const x = g.input('x', 'float32', [2]);
    const node = {opType: 'Warp', domain: 'else', name: 'w', inputs: ['x'], outputs: ['y'], attributes: {}} as const;
    const [y] = g.node(node, [x]);
    const error = errorOf(() => y && buildGradients(g, g.reduceSum(y), [x]));
    expect(error.message).to.contain("'else:Warp' (node 'w')");
  });

  const forms = [
    {
      name: 'BatchNormalization in training mode, outside of a training program',
      build: (g: OpGraph, x: Value) => {
        const each = g.numbers([1]);
        return g.op('BatchNormalization', [g.reshape(x, [4, 1]), each, each, each, each], {training_mode: 1});
      },
    },
    {
      name: 'a scattered product',
      build: (g: OpGraph, x: Value) =>
        g.op('ScatterND', [x, g.numbers([0], 'int64', [1, 1]), g.numbers([2])], {reduction: 'mul'}),
    },
    {
      name: 'Dropout in training without its mask',
      build: (g: OpGraph, x: Value) => g.op('Dropout', [x, undefined, g.constant('bool', [], Uint8Array.of(1))]),
    },
  ];
  for (const {name, build} of forms)
    it(`a form of an op that has none: ${name}`, () => {
      const g = new OpGraph();
      const x = g.input('x', 'float32', [4]);
      const y = build(g, x);
      expect(errorOf(() => buildGradients(g, g.reduceSum(y), [x])).code).to.equal('OP_NOT_DIFFERENTIABLE');
    });
});

/** Smooth steps from a [rows, 3] value to a [rows, 3] value, some with the parameter w [3, 3] or b [3]. */
const STEPS: readonly ((g: OpGraph, h: Value, w: Value, b: Value) => Value)[] = [
  (g, h, w) => g.matMul(h, w),
  (g, h, _, b) => g.add(h, b),
  (g, h, _, b) => g.mul(b, h),
  (g, h) => g.tanh(h),
  (g, h) => g.softmax(h),
  (g, h) => g.logSoftmax(h, 0),
  (g, h) => g.sub(h, g.reduceMean(h, [0], true)),
  (g, h) => g.div(h, g.shift(g.reduceSum(g.mul(h, h), [1], true), 1)),
  (g, h) => g.concat([g.gather(h, g.ints([2, 2]), 1), g.gather(h, g.ints([0]), 1)], 1),
  (g, h) => g.where(g.greater(h, g.scalar(0.1, h.dtype)), g.sigmoid(h), g.scale(g.sigmoid(h), 1)),
  (g, h, w) => g.gemm(h, w, {transB: true, alpha: 0.5}),
  (g, h) => g.sqrt(g.shift(g.mul(h, h), 0.5)),
];

interface Composed {
  readonly g: OpGraph;
  readonly wrt: readonly Value[];
  readonly y: Value;
}

function compose(steps: readonly number[], rows: Dim): Composed {
  const g = new OpGraph();
  const x = g.input('x', 'float64', [rows, 3]);
  const [w, b] = [g.input('w', 'float64', [3, 3]), g.input('b', 'float64', [3])];
  const y = steps.reduce((h, step) => STEPS[step]?.(g, h, w, b) ?? h, x);
  return {g, wrt: [x, w, b], y};
}

function feedsOf(seed: number, rows: number): Record<string, Tensor> {
  const random = new Random(seed);
  const dims = {x: [rows, 3], w: [3, 3], b: [3], dy: [rows, 3]};
  return Object.fromEntries(Object.entries(dims).map(([name, size]) => [name, inKind(draw(random, size), 'float64')]));
}

/** The gradients by x, w and b of Σ y·dy, end to end. */
async function backward(steps: readonly number[], rows: Dim, feeds: Record<string, Tensor>): Promise<number[]> {
  const {g, wrt, y} = compose(steps, rows);
  const loss = g.reduceSum(g.mul(y, g.input('dy', 'float64', [rows, 3])));
  g.output(loss, 'loss');
  for (const [index, gradient] of buildGradients(g, loss, wrt).entries()) g.output(gradient, `d${String(index)}`);
  const found = await runGraph(g.build(), feeds);
  return ['d0', 'd1', 'd2'].flatMap((name) => numbersOf(found[name]));
}

const arbitrarySteps = fc.array(fc.nat(STEPS.length - 1), {minLength: 1, maxLength: 6});

describe('the gradient of a composed graph', () => {
  it('equals central differences, whatever the composition, with the batch a symbol', () =>
    fc.assert(
      fc.asyncProperty(arbitrarySteps, fc.integer({min: 1, max: 3}), fc.nat(), async (steps, rows, seed) => {
        const feeds = feedsOf(seed, rows);
        const gradient = await backward(steps, 'batch', feeds);
        const {g, y} = compose(steps, 'batch');
        g.output(g.reduceSum(g.mul(y, g.input('dy', 'float64', ['batch', 3]))), 'loss');
        const session = await openSession(g.build());
        const h = 1e-5;
        const lossAt = async (name: string, index: number, change: number): Promise<number> => {
          const tensor = feeds[name] ?? f64([]);
          const data = Float64Array.from(numbersOf(tensor));
          data[index] = (data[index] ?? NaN) + change;
          return numbersOf((await session.run({...feeds, [name]: {...tensor, data}}))['loss'])[0] ?? NaN;
        };
        const slopes: number[] = [];
        for (const name of ['x', 'w', 'b'])
          for (const index of numbersOf(feeds[name]).keys())
            slopes.push(((await lossAt(name, index, h)) - (await lossAt(name, index, -h))) / (2 * h));
        await session.close();
        expect(gradient.length).to.equal(slopes.length);
        const scale = Math.max(1, ...slopes.map(Math.abs));
        // float64, h = 1e-5: h² f‴/6 ~ 1e-10 f‴ and ε f/h ~ 1e-11 f; six steps may raise f‴ a thousandfold.
        for (const [index, slope] of slopes.entries())
          expect(Math.abs((gradient[index] ?? NaN) - slope)).to.be.at.most(1e-6 * scale);
      }),
      {numRuns: 60, seed: 20261124},
    ));

  it('is linear in the gradient of the output', () =>
    fc.assert(
      fc.asyncProperty(
        arbitrarySteps,
        fc.double({min: -4, max: 4, noNaN: true}),
        fc.nat(),
        async (steps, factor, seed) => {
          const feeds = feedsOf(seed, 2);
          const other = feedsOf(seed + 1, 2)['dy'];
          const mixed = numbersOf(feeds['dy']).map((value, index) => factor * value + (numbersOf(other)[index] ?? NaN));
          const [first, second, both] = [
            await backward(steps, 2, feeds),
            await backward(steps, 2, {...feeds, dy: other ?? f64([])}),
            await backward(steps, 2, {...feeds, dy: f64([2, 3], ...mixed)}),
          ];
          const scale = Math.max(1, ...first.map(Math.abs), ...second.map(Math.abs));
          for (const [index, value] of both.entries())
            expect(Math.abs(value - factor * (first[index] ?? NaN) - (second[index] ?? NaN))).to.be.at.most(
              1e-12 * scale,
            ); // float64 rounding
        },
      ),
      {numRuns: 40, seed: 20261124},
    ));
});
