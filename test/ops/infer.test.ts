import {expect} from 'chai';
import type {Dim, Value} from '../../src/onnx/index.js';
import {OpGraph, formatShape} from '../../src/ops/index.js';

interface Case {
  readonly name: string;
  readonly inputs: readonly (readonly Dim[])[];
  readonly build: (g: OpGraph, inputs: readonly Value[]) => Value;
  readonly shape: readonly Dim[] | undefined;
}

const binary = (g: OpGraph, [a, b]: readonly Value[]): Value => g.op('Add', [a, b]);
const product = (g: OpGraph, [a, b]: readonly Value[]): Value => g.op('MatMul', [a, b]);
const reshape =
  (...target: number[]) =>
  (g: OpGraph, [x]: readonly Value[]): Value =>
    g.op('Reshape', [x, g.ints(target)]);
const slice =
  (start: number, end: number) =>
  (g: OpGraph, [x]: readonly Value[]): Value =>
    g.op('Slice', [x, ...[[start], [end], [0]].map((values) => g.ints(values))]);

const cases: readonly Case[] = [
  {
    name: 'a symbol meets itself',
    inputs: [
      ['batch', 3],
      ['batch', 1],
    ],
    build: binary,
    shape: ['batch', 3],
  },
  {
    name: 'a symbol meets a number above 1',
    inputs: [
      ['batch', 3],
      [4, 3],
    ],
    build: binary,
    shape: [4, 3],
  },
  {
    name: 'two symbols leave the size open',
    inputs: [
      ['n', 3],
      ['m', 3],
    ],
    build: binary,
    shape: ['', 3],
  },
  {name: 'a symbol meets 1', inputs: [['batch'], [1]], build: binary, shape: ['batch']},
  {
    name: 'an empty axis meets 1',
    inputs: [
      [0, 3],
      [1, 3],
    ],
    build: binary,
    shape: [0, 3],
  },
  {
    name: 'the batch goes through a layer',
    inputs: [
      ['batch', 3],
      [3, 2],
    ],
    build: product,
    shape: ['batch', 2],
  },
  {
    name: 'batches of matrices',
    inputs: [
      ['batch', 4, 3],
      [3, 2],
    ],
    build: product,
    shape: ['batch', 4, 2],
  },
  {name: 'a batch of rows and a vector', inputs: [['batch', 3], [3]], build: product, shape: ['batch']},
  {name: 'Reshape keeps what cancels', inputs: [['batch', 4, 3]], build: reshape(-1, 12), shape: ['batch', 12]},
  {name: 'Reshape copies with 0', inputs: [['batch', 4, 3]], build: reshape(0, -1), shape: ['batch', 12]},
  {name: 'Reshape of [batch, 1] to a vector', inputs: [['batch', 1]], build: reshape(-1), shape: ['batch']},
  {name: 'Reshape that mixes a symbol with numbers', inputs: [['batch', 4]], build: reshape(-1), shape: ['4*batch']},
  {name: 'Slice of everything keeps the symbol', inputs: [['batch', 2]], build: slice(0, 2 ** 31), shape: ['batch', 2]},
  {name: 'Slice of part of a symbol is open', inputs: [['batch', 2]], build: slice(0, 2), shape: ['', 2]},
  {name: 'Slice counted from the end', inputs: [[5, 2]], build: slice(-2, 5), shape: [2, 2]},
  {
    name: 'Concat beside a symbol',
    inputs: [
      ['batch', 2],
      ['batch', 3],
    ],
    build: (g, inputs) => g.concat(inputs, 1),
    shape: ['batch', 5],
  },
  {
    name: 'Concat of rows',
    inputs: [
      ['n', 2],
      ['m', 2],
    ],
    build: (g, inputs) => g.concat(inputs, 0),
    shape: ['m + n', 2],
  },
  {
    name: 'Concat of nothing and something',
    inputs: [
      [0, 2],
      ['batch', 2],
    ],
    build: (g, inputs) => g.concat(inputs, 0),
    shape: ['batch', 2],
  },
  {
    name: 'a sum of everything is a scalar',
    inputs: [['batch', 3]],
    build: (g, [x]) => g.op('ReduceSum', [x], {keepdims: 0}),
    shape: [],
  },
  {name: 'Flatten multiplies', inputs: [['batch', 2, 3]], build: (g, [x]) => g.op('Flatten', [x]), shape: ['batch', 6]},
  {
    name: 'Gather by rows of indices',
    inputs: [[10, 4]],
    build: (g, [x]) => g.op('Gather', [x, g.input('rows', 'int64', ['batch', 2])]),
    shape: ['batch', 2, 4],
  },
  {
    name: 'a shape that is fed leaves its rank',
    inputs: [[2, 3]],
    build: (g, [x]) => g.op('Reshape', [x, g.input('sizes', 'int64', [2])]),
    shape: ['', ''],
  },
  {
    name: 'Squeeze of all ones leaves the rank open',
    inputs: [['batch', 1]],
    build: (g, [x]) => g.op('Squeeze', [x]),
    shape: undefined,
  },
];

describe('shape inference with symbols', () => {
  for (const {name, inputs, build, shape} of cases)
    it(name, () => {
      const g = new OpGraph();
      const values = inputs.map((dims, index) => g.input(`x${String(index)}`, 'float32', dims));
      expect(build(g, values).shape).to.deep.equal(shape);
    });

  it('of a Loop: carried values as the body declares, scans along a new first axis', () => {
    const body = new OpGraph({prefix: 'body/'});
    body.input('body/i', 'int64', []);
    const condition = body.input('body/condition', 'bool', []);
    const state = body.input('body/state', 'float32', [3]);
    body.output(body.identity(condition));
    body.output(body.relu(state));
    body.output(body.reduceSum(state));
    const g = new OpGraph();
    const graph = {type: 'graph', value: body.build()} as const;
    const inputs = [g.scalar(5, 'int64'), undefined, g.input('state', 'float32', [3])];
    const outputs = g.ops('Loop', inputs, {body: graph}, {outputCount: 2});
    expect(outputs.map(({shape}) => shape)).to.deep.equal([[3], [5]]);
  });
});

describe('the short forms of OpGraph', () => {
  it('add the ops they are named for', () => {
    const g = new OpGraph();
    const [a, b] = [g.input('a', 'float32', [2, 3]), g.input('b', 'float32', [3])];
    const forms = [g.min(a, b), g.max(a, b), g.tanh(a), g.isNaN(a), g.reduceMax(a, [-1]), g.logSoftmax(a), g.sign(a)];
    expect(forms.map(({shape}) => shape)).to.deep.equal([...Array<number[]>(4).fill([2, 3]), [2], [2, 3], [2, 3]]);
    const opTypes = ['Min', 'Max', 'Tanh', 'IsNaN', 'ReduceMax', 'LogSoftmax', 'Sign'];
    expect(g.build().nodes.map(({opType}) => opType)).to.deep.equal(opTypes);
  });
});

describe('inference refuses', () => {
  const refused: readonly {name: string; code: string; says: RegExp; build: (g: OpGraph) => unknown}[] = [
    {
      name: 'sizes that cannot stretch',
      code: 'SHAPE_MISMATCH',
      says: /Add cannot broadcast \[batch, 3\] with \[4\]/,
      build: (g) => g.add(g.input('a', 'float32', ['batch', 3]), g.input('b', 'float32', [4])),
    },
    {
      name: 'matrices that do not fit',
      code: 'SHAPE_MISMATCH',
      says: /MatMul cannot multiply \[batch, 3\] by \[4, 2\]/,
      build: (g) => g.matMul(g.input('a', 'float32', ['batch', 3]), g.input('b', 'float32', [4, 2])),
    },
    {
      name: 'a Gemm of three axes',
      code: 'SHAPE_MISMATCH',
      says: /two matrices/,
      build: (g) => g.gemm(g.input('a', 'float32', [2, 2, 3]), g.input('b', 'float32', [3, 2])),
    },
    {
      name: 'parts that differ beside the axis',
      code: 'SHAPE_MISMATCH',
      says: /Concat along axis 1/,
      build: (g) => g.concat([g.input('a', 'float32', [2, 3]), g.input('b', 'float32', [4, 3])], 1),
    },
    {
      name: 'a Reshape that loses elements',
      code: 'SHAPE_MISMATCH',
      says: /Reshape cannot bring \[2, 3\] into \[4\]/,
      build: (g) => g.reshape(g.input('a', 'float32', [2, 3]), [4]),
    },
    {
      name: 'a Reshape that cannot be worked out',
      code: 'SHAPE_MISMATCH',
      says: /Reshape cannot bring \[2, 3\] into \[-1, 4\]/,
      build: (g) => g.reshape(g.input('a', 'float32', [2, 3]), [-1, 4]),
    },
    {
      name: 'a Reshape of symbols that cannot cancel',
      code: 'SHAPE_MISMATCH',
      says: /into \[0, -1, 4\]/,
      build: (g) => g.reshape(g.input('a', 'float32', ['batch', 6]), [0, -1, 4]),
    },
    {
      name: 'a Transpose of another rank',
      code: 'SHAPE_MISMATCH',
      says: /Transpose by \[0, 2, 1\]/,
      build: (g) => g.transpose(g.input('a', 'float32', [2, 3]), [0, 2, 1]),
    },
    {
      name: 'an axis that is not there',
      code: 'SHAPE_MISMATCH',
      says: /ReduceSum asks for axis 2 of a tensor of rank 2/,
      build: (g) => g.reduceSum(g.input('a', 'float32', [2, 3]), [2]),
    },
    {
      name: 'float and double together',
      code: 'DTYPE_MISMATCH',
      says: /'a' is float32 and 'b' is float64/,
      build: (g) => g.add(g.input('a', 'float32', [2]), g.input('b', 'float64', [2])),
    },
    {name: 'an op it does not know', code: 'OP_UNKNOWN', says: /'Warp'/, build: (g) => g.op('Warp', [])},
    {name: 'a missing input', code: 'OP_INVALID', says: /Relu needs input 0/, build: (g) => g.op('Relu', [])},
    {
      name: 'an attribute of another kind',
      code: 'OP_INVALID',
      says: /'axis' of Softmax|'axis' of Concat/,
      build: (g) => g.op('Concat', [g.input('a', 'float32', [2])], {axis: 'first'}),
    },
    {
      name: 'a Cast to no dtype',
      code: 'OP_INVALID',
      says: /code of a dtype/,
      build: (g) => g.op('Cast', [g.input('a', 'float32', [2])], {to: 99}),
    },
    {name: 'a Loop without a body', code: 'OP_INVALID', says: /'body'/, build: (g) => g.op('Loop', [])},
    {
      name: 'a Constant without a tensor',
      code: 'OP_INVALID',
      says: /no dense tensor/,
      build: (g) => g.op('Constant', []),
    },
  ];
  for (const {name, code, says, build} of refused)
    it(name, () => {
      expect(() => build(new OpGraph()))
        .to.throw(says)
        .with.property('code', code);
    });
});

describe('formatShape', () => {
  it('shows sizes, symbols and what is unknown', () => {
    expect([formatShape(['batch', 3, '']), formatShape([]), formatShape(undefined)]).to.deep.equal([
      '[batch, 3, ?]',
      '[]',
      '[…]',
    ]);
  });
});
