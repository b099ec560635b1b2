// What makes a file of whatever origin trainable: each change against the file as it was.
import {expect} from 'chai';
import {Random} from '../../src/core/index.js';
import {encodeModel, makeModel, type Graph, type Model, type Node, type Tensor} from '../../src/onnx/index.js';
import {
  checkOpenBatch,
  findLogits,
  fixedBatch,
  liftWeights,
  openBatch,
  refuseQuantized,
  replaceHead,
  storeFilled,
  toFloat32,
} from '../../src/surgery/index.js';
import {createSession} from '../../src/runtime/index.js';
import {errorOf, rejectionOf} from '../support/error-of.js';
import {float32} from '../support/training.js';
import {numbersOf} from '../support/run-graph.js';

const node = (opType: string, inputs: string[], output: string, attributes: Node['attributes'] = {}): Node => ({
  ...{opType, domain: '', name: `${opType}_${output}`, inputs, attributes},
  outputs: [output],
});

const int = (value: number): Node['attributes'][string] => ({type: 'int', value});

function graphOf(
  nodes: readonly Node[],
  shape: readonly (number | string)[],
  initializers: Record<string, Tensor> = {},
): Graph {
  return {
    name: 'test',
    inputs: [{name: 'x', dtype: 'float32', shape}],
    outputs: [{name: nodes.at(-1)?.outputs[0] ?? '', dtype: 'float32', shape: undefined}],
    nodes,
    initializers: new Map(Object.entries(initializers)),
    values: new Map(),
  };
}

async function run(model: Model, x: Tensor): Promise<Tensor | undefined> {
  const session = await createSession(encodeModel(model), {threads: 1});
  try {
    return Object.values(await session.run({x}))[0];
  } finally {
    await session.close();
  }
}

describe('openBatch', () => {
  const shape = (...sizes: number[]): Tensor => ({
    dtype: 'int64',
    dims: [sizes.length],
    data: BigInt64Array.from(sizes, BigInt),
  });

  it('lets a file for one row take any number, shown by running both', async () => {
    const graph = graphOf([node('Reshape', ['x', 's'], 'y')], [1, 2, 3], {s: shape(1, 6)});
    expect(fixedBatch(graph)).to.equal(1);
    const [original, opened] = [makeModel({graph}), makeModel({graph: openBatch(graph, 1)})];
    await checkOpenBatch(original, opened, 1);
    expect((await run(opened, float32([4, 2, 3], new Float32Array(24))))?.dims).to.deep.equal([4, 6]);
  });

  it('is refused where rows are mixed', async () => {
    // The mean over everything is another one for two rows.
    const graph = graphOf([node('ReduceMean', ['x'], 'm'), node('Sub', ['x', 'm'], 'y')], [1, 3]);
    const error = await rejectionOf(checkOpenBatch(makeModel({graph}), makeModel({graph: openBatch(graph, 1)}), 1));
    expect(error).to.include({code: 'MODEL_BATCH_FIXED', exitStatus: 3});
  });

  it('is refused where the number of rows stands elsewhere', async () => {
    const graph = graphOf([node('Expand', ['r', 's'], 'e'), node('Concat', ['x', 'e'], 'y', {axis: int(1)})], [1, 3], {
      r: float32([1, 2], [1, 2]),
      s: shape(1, 2),
    });
    const error = await rejectionOf(checkOpenBatch(makeModel({graph}), makeModel({graph: openBatch(graph, 1)}), 1));
    expect(error.message).to.include('with 2 rows it cannot run');
  });

  it('has nothing to do where the batch is open', () => {
    expect(fixedBatch(graphOf([node('Relu', ['x'], 'y')], ['n', 3]))).to.equal(undefined);
  });
});

describe('liftWeights', () => {
  it('makes weights of constants, and names numbers of formulas as such', () => {
    const weight = {type: 'tensor', value: float32([2, 2], [1, 2, 3, 4])} as const;
    const number = {type: 'tensor', value: float32([], [0.5])} as const;
    const nodes = [
      node('Constant', [], 'w', {value: weight}),
      node('Constant', [], 'half', {value: number}),
      {...node('MatMul', ['x', 'w'], 'z'), name: ''},
      node('Mul', ['z', 'half'], 'y'),
    ];
    const graph = liftWeights({
      ...graphOf(nodes, ['n', 2], {eps: float32([], [1e-5])}),
      inputs: [
        {name: 'x', dtype: 'float32', shape: ['n', 2]},
        {name: 'eps', dtype: 'float32', shape: []},
      ],
    });
    expect([...graph.initializers.keys()]).to.deep.equal(['eps/const_0', 'w', 'half/const_0']);
    expect(graph.inputs.map(({name}) => name)).to.deep.equal(['x']);
    expect(graph.nodes.map(({name, inputs}) => [name, ...inputs])).to.deep.equal([
      ['MatMul_z', 'x', 'w'],
      ['Mul_y', 'z', 'half/const_0'],
    ]);
  });

  it('stores weights that a file only fills', () => {
    const value = {type: 'tensor', value: float32([1], [0.25])} as const;
    const sizes: Tensor = {dtype: 'int64', dims: [2], data: BigInt64Array.of(2n, 1n)};
    const graph = storeFilled(
      graphOf([node('ConstantOfShape', ['s'], 'w', {value}), node('MatMul', ['x', 'w'], 'y')], ['n', 2], {s: sizes}),
    );
    expect(graph.initializers.get('w')).to.deep.equal(float32([2, 1], [0.25, 0.25]));
    expect(graph.nodes.map(({opType}) => opType)).to.deep.equal(['MatMul']);
  });
});

describe('toFloat32', () => {
  it('reads half precision as IEEE 754 and bfloat16 as the upper half of float32', () => {
    const half = {dtype: 'float16', dims: [5], data: Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00, 0x3555)} as const;
    const brain = {dtype: 'bfloat16', dims: [2], data: Uint16Array.of(0x3f80, 0xc049)} as const;
    const {graph, changed} = toFloat32(graphOf([node('Cast', ['x'], 'y', {to: int(10)})], ['n'], {half, brain}));
    expect(changed).to.deep.equal(['float16', 'bfloat16']);
    // 0x3555 is 1365/4096, the nearest to 1/3; 0xc049 is −201/64.
    expect(numbersOf(graph.initializers.get('half'))).to.deep.equal([1, -2, 2 ** -24, Infinity, 1365 / 4096]);
    expect(numbersOf(graph.initializers.get('brain'))).to.deep.equal([1, -3.140625]);
    expect(graph.nodes[0]?.attributes['to']).to.deep.equal({type: 'int', value: 1});
  });
});

describe('refuseQuantized', () => {
  for (const op of ['QLinearConv', 'MatMulInteger', 'DynamicQuantizeLinear', 'DequantizeLinear', 'ConvInteger'])
    it(`names the node: ${op}`, () => {
      const error = errorOf(() => refuseQuantized(graphOf([node('Relu', ['x'], 'z'), node(op, ['z'], 'y')], ['n'])));
      expect(error).to.include({code: 'MODEL_QUANTIZED', exitStatus: 3});
      expect(error.message).to.include(`'${op}_y' (${op})`);
    });
});

describe('findLogits', () => {
  it('looks before Softmax and Sigmoid, through what only changes the shape', () => {
    const nodes = [node('Softmax', ['x'], 'p'), node('Flatten', ['p'], 'y')];
    expect(findLogits(graphOf(nodes, ['n', 2])).name).to.equal('x');
    expect(findLogits(graphOf([node('Relu', ['x'], 'y')], ['n', 2])).name).to.equal('y');
  });

  it('asks where there are several outputs, and refuses names that are not there', () => {
    const graph = graphOf([node('Relu', ['x'], 'y')], ['n', 2]);
    const two = {...graph, outputs: [...graph.outputs, ...graph.inputs]};
    expect(errorOf(() => findLogits(two)).suggestions[0]).to.include('--logits TENSOR');
    expect(findLogits(two, 'y').name).to.equal('y');
    expect(errorOf(() => findLogits(graph, 'z'))).to.include({code: 'LOGITS_NOT_FOUND', exitStatus: 3});
  });
});

describe('replaceHead', () => {
  const random = () => new Random(1);

  it('draws a Gemm with its bias anew, as wide as asked for', () => {
    const initializers = {w: float32([4, 3], new Float32Array(12)), b: float32([4], [1, 2, 3, 4])};
    const graph = graphOf([node('Gemm', ['x', 'w', 'b'], 'y', {transB: int(1)})], ['n', 3], initializers);
    const head = replaceHead(graph, 'y', {outputs: 2, random: random()});
    expect(head).to.deep.include({weights: ['w', 'b'], before: 4});
    const {dims, data = []} = head.graph.initializers.get('w') ?? {};
    expect(dims).to.deep.equal([2, 3]);
    expect(Math.max(...Array.from(data as Float32Array, Math.abs))).to.be.within(0.01, 1 / Math.sqrt(3));
    expect(numbersOf(head.graph.initializers.get('b'))).to.deep.equal([0, 0]);
    expect(replaceHead(graph, 'y', {outputs: 2, random: random()}).graph.initializers.get('w')?.data).to.deep.equal(
      data,
    );
  });

  it('follows a convolution through pooling, and changes the width in a Reshape behind it', () => {
    const sizes: Tensor = {dtype: 'int64', dims: [2], data: BigInt64Array.of(-1n, 5n)};
    const nodes = [
      node('Conv', ['x', 'w'], 'c'),
      node('GlobalAveragePool', ['c'], 'p'),
      node('Reshape', ['p', 's'], 'y'),
    ];
    const graph = graphOf(nodes, ['n', 3, 4, 4], {w: float32([5, 3, 1, 1], new Float32Array(15)), s: sizes});
    const head = replaceHead(graph, 'y', {outputs: 2, random: random()});
    expect(head.graph.initializers.get('w')?.dims).to.deep.equal([2, 3, 1, 1]);
    expect(head.graph.initializers.get('s')?.data).to.deep.equal(BigInt64Array.of(-1n, 2n));
  });

  it('finds the bias behind a MatMul', () => {
    const initializers = {w: float32([3, 4], new Float32Array(12)), b: float32([4], [1, 2, 3, 4])};
    const graph = graphOf([node('MatMul', ['x', 'w'], 'z'), node('Add', ['b', 'z'], 'y')], ['n', 3], initializers);
    const head = replaceHead(graph, 'y', {outputs: 2, random: random()});
    expect(head.weights).to.deep.equal(['w', 'b']);
    expect(head.graph.initializers.get('w')?.dims).to.deep.equal([3, 2]);
  });

  it('is refused where something else stands before the logits, or the weights are shared', () => {
    const w = float32([3, 3], new Float32Array(9));
    const tanh = graphOf([node('MatMul', ['x', 'w'], 'z'), node('Tanh', ['z'], 'y')], ['n', 3], {w});
    expect(errorOf(() => replaceHead(tanh, 'y', {outputs: 2, random: random()})).message).to.include("'Tanh_y' (Tanh)");
    const shared = graphOf([node('MatMul', ['x', 'w'], 'z'), node('MatMul', ['z', 'w'], 'y')], ['n', 3], {w});
    expect(errorOf(() => replaceHead(shared, 'y', {outputs: 2, random: random()}))).to.include({
      code: 'HEAD_NOT_FOUND',
    });
  });
});
