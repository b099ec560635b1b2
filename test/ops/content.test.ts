import {expect} from 'chai';
import fc from 'fast-check';
import type {Dim, Graph, Node, Shape, Value} from '../../src/onnx/index.js';
import {OpGraph, evaluateDim, inferGraph} from '../../src/ops/index.js';
import {addDims, divideExactly, leastOf, multiplyDims, subtractDims} from '../../src/ops/support/symbols.js';

/** Builds with x: float32 [batch, seq, 12]. */
function shapeOf(build: (g: OpGraph, x: Value) => Value, shape: Shape = ['batch', 'seq', 12]): Shape | undefined {
  const g = new OpGraph();
  return build(g, g.input('x', 'float32', shape)).shape;
}

const size = (g: OpGraph, x: Value, axis: number): Value => g.gather(g.shapeOf(x), g.scalar(axis, 'int64'));
const vector = (g: OpGraph, ...sizes: Value[]): Value =>
  g.concat(
    sizes.map((value) => g.unsqueeze(value, [0])),
    0,
  );

const chains: readonly {
  readonly name: string;
  readonly build: (g: OpGraph, x: Value) => Value;
  readonly shape: Shape;
  readonly from?: Shape;
}[] = [
  {
    name: 'the heads of attention, divided out on sizes',
    build: (g, x) => {
      const width = g.div(size(g, x, 2), g.scalar(4, 'int64'));
      return g.op('Reshape', [x, vector(g, size(g, x, 0), g.scalar(-1, 'int64'), g.scalar(4, 'int64'), width)]);
    },
    shape: ['batch', 'seq', 4, 3],
  },
  {
    name: 'batch and heads folded into one axis',
    build: (g, x) =>
      g.op('Reshape', [x, vector(g, g.mul(size(g, x, 0), g.scalar(4, 'int64')), size(g, x, 1), g.scalar(-1, 'int64'))]),
    shape: ['4*batch', 'seq', 3],
  },
  {
    name: 'Expand to a shape in which -1 means "as it is"',
    build: (g, x) => {
      const wanted = vector(g, size(g, x, 0), g.scalar(-1, 'int64'), g.scalar(12, 'int64'));
      const ones = g.op('ConstantOfShape', [g.shapeOf(wanted)], {
        value: {type: 'tensor', value: {dtype: 'int64', dims: [1], data: BigInt64Array.of(1n)}},
      });
      const isOpen = g.equal(wanted, g.ints([-1, -1, -1]));
      return g.op('Expand', [g.input('token', 'float32', [1, 1, 12]), g.where(isOpen, ones, wanted)]);
    },
    shape: ['batch', 1, 12],
  },
  {
    name: 'a class token before the patches',
    build: (g, x) => g.concat([g.input('token', 'float32', ['batch', 1, 12]), x], 1),
    shape: ['batch', 'seq + 1', 12],
  },
  {
    name: 'and cut off again',
    build: (g, x) => {
      const joined = g.concat([g.input('token', 'float32', ['batch', 1, 12]), x], 1);
      return g.op('Slice', [joined, ...[[1], [2 ** 40], [1]].map((values) => g.ints(values))]);
    },
    shape: ['batch', 'seq', 12],
  },
  {
    name: 'positions up to the length',
    build: (g, x) => g.op('Range', [g.scalar(0, 'int64'), size(g, x, 1), g.scalar(1, 'int64')]),
    shape: ['seq'],
  },
  {
    name: 'a slice up to the length of another',
    build: (g, x) =>
      g.op('Slice', [
        g.input('table', 'float32', ['seq + 5', 12]),
        g.ints([0]),
        g.unsqueeze(size(g, x, 1), [0]),
        g.ints([0]),
      ]),
    shape: ['seq', 12],
  },
  {
    name: 'pads as PyTorch writes them',
    build: (g, x) => {
      const given = g.concat([g.ints([1, 2]), g.op('ConstantOfShape', [g.ints([4])], {value: zero})], 0);
      const pairs = g.op('Reshape', [given, g.ints([-1, 2])]);
      const turned = g.op('Slice', [pairs, ...[[-1], [-(2 ** 40)], [0], [-1]].map((values) => g.ints(values))]);
      const pads = g.cast(g.op('Reshape', [g.transpose(turned, [1, 0]), g.ints([-1])]), 'int64');
      return g.op('Pad', [x, pads, undefined]);
    },
    shape: ['batch', 'seq', 15],
  },
  {
    name: 'sizes reckoned in floats',
    build: (g, x) => {
      const scaled = g.op('Floor', [g.mul(g.cast(size(g, x, 2), 'float32'), g.scalar(1.5))]);
      return g.op('ConstantOfShape', [g.unsqueeze(g.cast(scaled, 'int64'), [0])]);
    },
    shape: [18],
  },
  {
    name: 'the product and the largest of sizes',
    build: (g, x) => {
      const most = g.op('ReduceMax', [g.concat([g.ints([7]), g.gather(g.shapeOf(x), g.ints([2]))], 0)], {keepdims: 1});
      const all = g.op('ReduceProd', [g.shapeOf(x)], {keepdims: 1});
      return g.op('ConstantOfShape', [g.concat([most, all], 0)]);
    },
    shape: [12, '12*batch*seq'],
  },
  {
    name: 'tiles, the batch as often as there are rows',
    build: (g, x) => {
      const times = g.concat([g.gather(g.shapeOf(x), g.ints([0])), g.op('Tile', [g.ints([1]), g.ints([2])])], 0);
      return g.op('Tile', [g.input('token', 'float32', [1, 1, 12]), times]);
    },
    shape: ['batch', 1, 12],
  },
  {
    name: 'images resized to sizes beside the batch',
    build: (g, x) => {
      const sizes = g.concat([g.gather(g.shapeOf(x), g.ints([0])), g.ints([2, 24])], 0);
      const image = g.op('Slice', [x, g.ints([0]), g.ints([1]), g.ints([1])]);
      return g.op('Resize', [image, undefined, undefined, sizes]);
    },
    shape: ['batch', 2, 24],
  },
  {
    name: 'all elements but the batch',
    build: (g, x) => g.op('Reshape', [x, g.unsqueeze(g.op('Size', [x]), [0])]),
    shape: ['12*batch*seq'],
  },
];

const zero = {type: 'tensor', value: {dtype: 'int64', dims: [1], data: BigInt64Array.of(0n)}} as const;

describe('sizes stay known through arithmetic on shapes', () => {
  for (const {name, build, shape} of chains) it(name, () => expect(shapeOf(build)).to.deep.equal(shape));

  it('takes what is worked out for a constant, where it is a number', () => {
    const g = new OpGraph();
    const sizes = g.shapeOf(g.input('x', 'float32', [3, 4]));
    expect(g.constantOf(g.mul(sizes, g.ints([2])))?.data).to.deep.equal(BigInt64Array.of(6n, 8n));
    expect(g.constantOf(g.shapeOf(g.input('y', 'float32', ['batch', 4])))).to.equal(undefined);
  });
});

describe('arithmetic on symbols', () => {
  const names = ['a', 'b', 'c'] as const;
  const sizes = fc.record({a: fc.nat(9), b: fc.nat(9), c: fc.nat(9)});
  const dim: fc.Arbitrary<Dim> = fc.oneof(
    fc.integer({min: -9, max: 9}),
    fc.constantFrom(...names),
    fc
      .tuple(fc.integer({min: 1, max: 5}), fc.constantFrom(...names), fc.integer({min: -5, max: 5}))
      .map(([factor, name, shift]) => addDims(multiplyDims(factor, name), shift)),
  );
  const valueOf = (each: Dim, given: Record<string, number>) => evaluateDim(each, (symbol) => given[symbol]);

  it('means what it means on numbers', () => {
    const laws = [
      [addDims, (x: number, y: number) => x + y],
      [subtractDims, (x: number, y: number) => x - y],
      [multiplyDims, (x: number, y: number) => x * y],
    ] as const;
    fc.assert(
      fc.property(dim, dim, sizes, (a, b, given) => {
        for (const [rule, plain] of laws)
          expect(valueOf(rule(a, b), given)).to.equal(plain(Number(valueOf(a, given)), Number(valueOf(b, given))) + 0);
        const quotient = valueOf(divideExactly(a, b), given);
        const [whole, divisor] = [Number(valueOf(a, given)), Number(valueOf(b, given))];
        if (quotient !== undefined && divisor !== 0) expect(quotient * divisor).to.equal(whole);
        expect(leastOf(a)).to.be.at.most(whole);
      }),
    );
  });

  it('writes equal sizes alike', () => {
    fc.assert(
      fc.property(dim, dim, dim, (a, b, c) => {
        expect(addDims(addDims(a, b), c)).to.equal(addDims(a, addDims(c, b)));
        expect(multiplyDims(a, addDims(b, c))).to.equal(addDims(multiplyDims(a, b), multiplyDims(c, a)));
        expect(subtractDims(a, a)).to.equal(0);
      }),
    );
  });

  it('reckons with no symbol of another spelling, but passes it on', () => {
    expect(addDims('floor(s0/2)', 1)).to.equal('');
    expect(addDims('-1', 1)).to.equal('');
    expect(multiplyDims('floor(s0/2)', 1)).to.equal('floor(s0/2)');
    expect(subtractDims('floor(s0/2)', 'floor(s0/2)')).to.equal(0);
  });
});

describe('inferGraph', () => {
  const node = (opType: string, inputs: string[], output: string, domain = ''): Node => ({
    opType,
    domain,
    name: output,
    inputs,
    outputs: [output],
    attributes: {},
  });
  const graph: Graph = {
    name: 'g',
    inputs: [{name: 'x', dtype: 'float32', shape: ['n', 2]}],
    outputs: [{name: 'y', dtype: 'float32', shape: undefined}],
    nodes: [node('Odd', ['x'], 'odd', 'custom'), node('Relu', ['odd'], 'r'), node('Transpose', ['x'], 'y')],
    initializers: new Map(),
    values: new Map(),
  };

  it('goes past what it cannot type where asked to, and stops there otherwise', () => {
    const types = inferGraph(graph, {isTolerant: true});
    expect(types.find('y')).to.deep.equal({name: 'y', dtype: 'float32', shape: [2, 'n']});
    expect(types.find('r')).to.equal(undefined);
    expect(() => inferGraph(graph)).to.throw(/custom:Odd/);
  });

  it('tells open sizes of inputs apart, and knows where they went', () => {
    const open = {
      ...graph,
      inputs: [{name: 'x', dtype: 'float32', shape: ['', 2]} as const],
      nodes: graph.nodes.slice(2),
    };
    expect(inferGraph(open).find('y')?.shape).to.deep.equal([2, 'x.0']);
  });

  it('takes what the graph declares of an op it does not know', () => {
    const declared = {...graph, values: new Map([['odd', {name: 'odd', dtype: 'float32', shape: ['n']} as const]])};
    expect(inferGraph(declared).find('r')?.shape).to.deep.equal(['n']);
  });
});
