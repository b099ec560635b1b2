// One small graph for each pass, on which it has something to do.
import type {Graph, Node, Tensor, Value} from '../../src/onnx/index.js';
import {OpGraph, numbers} from '../../src/ops/index.js';

export interface PassExample {
  readonly graph: Graph;
  readonly variables?: readonly string[];
  readonly keep?: readonly string[];
}

type Build = (g: OpGraph) => Value | readonly Value[];

function graphOf(build: Build): Graph {
  const g = new OpGraph({name: 'example'});
  const outputs = [build(g)].flat();
  for (const [index, value] of outputs.entries()) g.output(value, `y${String(index)}`);
  return g.build();
}

const weight = (g: OpGraph, name: string, dims: readonly number[]): Value => g.initializer(name, filled(dims));

function filled(dims: readonly number[]): Tensor {
  const count = dims.reduce((product, size) => product * size, 1);
  return {dtype: 'float32', dims, data: Float32Array.from({length: count}, (_, at) => Math.fround(Math.sin(at + 1)))};
}

const branch = (name: string, node: Omit<Node, 'domain' | 'name' | 'attributes'>, tensor?: Tensor): Graph => ({
  name,
  inputs: [],
  outputs: [{name: node.outputs[0] ?? '', dtype: 'float32', shape: undefined}],
  nodes: [{...node, domain: '', name: '', attributes: {}}],
  initializers: new Map(tensor ? [['offset', tensor]] : []),
  values: new Map(),
});

export const EXAMPLES: Readonly<Record<string, PassExample>> = {
  'remove-dropout': {
    graph: graphOf((g) => {
      const x = g.input('x', 'float32', ['batch', 3]);
      const [kept = x] = g.ops('Dropout', [g.relu(x), g.scalar(0.5)]);
      const [read = x, mask = x] = g.ops('Dropout', [kept], {}, {outputCount: 2});
      return [g.add(read, g.cast(mask, 'float32')), g.op('Dropout', [kept])];
    }),
  },
  'fold-shapes': {
    graph: graphOf((g) => {
      const x = g.input('x', 'float32', ['batch', 6]);
      const width = g.div(g.gather(g.shapeOf(x), g.ints([1])), g.ints([2]));
      const target = g.concat([g.ints([-1]), g.ints([2]), width], 0);
      return g.op('Reshape', [x, target]);
    }),
  },
  'settle-targets': {
    graph: graphOf((g) => {
      const x = g.input('x', 'float32', ['batch', 'seq', 6]);
      const sizes = g.shapeOf(x);
      const heads = g.concat([g.gather(sizes, g.ints([0, 1])), g.ints([2, 3])], 0);
      const token = g.op('Expand', [x, g.concat([g.ints([1]), g.gather(sizes, g.ints([1])), g.ints([6])], 0)]);
      const folded = g.concat(
        [g.mul(g.gather(sizes, g.ints([0])), g.ints([2])), g.gather(sizes, g.ints([1])), g.ints([3])],
        0,
      );
      return [g.op('Reshape', [x, heads]), g.op('Reshape', [token, folded])];
    }),
  },
  'fold-constants': {
    graph: graphOf((g) => {
      const x = g.input('x', 'float32', ['batch', 3]);
      const scaled = g.transpose(g.scale(weight(g, 'frozen', [2, 3]), 0.5), [1, 0]);
      const trained = g.transpose(weight(g, 'trained', [2, 2]), [1, 0]);
      return g.matMul(g.matMul(x, scaled), trained);
    }),
    variables: ['trained'],
  },
  'fold-if': {
    graph: graphOf((g) => {
      const x = g.input('x', 'float32', ['batch', 2]);
      const then = branch('then', {opType: 'Add', inputs: [x.name, 'offset'], outputs: ['inner']}, filled([2]));
      const other = branch('else', {opType: 'Neg', inputs: [x.name], outputs: ['inner']});
      const choose = (condition: Value): Value =>
        g.op('If', [condition], {
          then_branch: {type: 'graph', value: then},
          else_branch: {type: 'graph', value: other},
        });
      const isWide = g.equal(g.gather(g.shapeOf(x), g.scalar(1, 'int64')), g.scalar(2, 'int64'));
      const [taken, left] = [choose(isWide), choose(g.not(isWide))];
      return [g.mul(taken, left), choose(g.input('condition', 'bool', []))];
    }),
  },
  'remove-identities': {
    graph: graphOf((g) => {
      const x = g.input('x', 'float32', ['batch', 3]);
      const same = g.identity(g.cast(x, 'float32'));
      const still = g.op('Reshape', [g.relu(same), g.ints([-1, 3])]);
      const whole = g.op('Slice', [g.transpose(still, [0, 1]), g.ints([0]), g.ints([3]), g.ints([1])]);
      return [g.op('Concat', [whole], {axis: 0}), g.identity(x)];
    }),
  },
  'merge-common': {
    graph: graphOf((g) => {
      const x = g.input('x', 'float32', ['batch', 3]);
      const twice = [g.op('ReduceMax', [x], {axes: undefined, keepdims: 0}), g.op('ReduceMax', [x], {keepdims: 0})];
      const shifted = twice.map((most) => g.sub(x, most));
      const axes = ['first', 'second'].map((name) =>
        g.initializer(name, {dtype: 'int64', dims: [1], data: BigInt64Array.of(1n)}),
      );
      const sums = shifted.map((value, index) => g.op('ReduceSum', [g.exp(value), axes[index]]));
      return sums.reduce((a, b) => g.add(a, b));
    }),
  },
  'cancel-transposes': {
    graph: graphOf((g) => {
      const x = g.input('x', 'float32', ['batch', 4, 5, 3]);
      const first = g.transpose(x, [0, 3, 1, 2]);
      const residual = g.add(g.relu(first), g.scale(g.transpose(g.sigmoid(x), [0, 3, 1, 2]), 2));
      const back = g.transpose(g.tanh(residual), [0, 2, 3, 1]);
      return [g.transpose(g.transpose(back, [0, 3, 1, 2]), [0, 3, 2, 1])];
    }),
  },
  'fold-batch-norm': {
    graph: graphOf((g) => {
      const x = g.input('x', 'float32', ['batch', 2, 5, 5]);
      const convolved = g.op('Conv', [x, weight(g, 'kernel', [3, 2, 3, 3]), weight(g, 'bias', [3])], {
        kernel_shape: [3, 3],
      });
      const variance = g.initializer('variance', {
        dtype: 'float32',
        dims: [3],
        data: Float32Array.of(0.5, 1, 2),
      });
      const parts = ['scale', 'shift', 'mean'].map((name) => weight(g, name, [3]));
      return g.relu(g.op('BatchNormalization', [convolved, ...parts, variance]));
    }),
  },
  'pool-before-relu': {
    graph: graphOf((g) => {
      const x = g.input('x', 'float32', ['batch', 2, 4, 4]);
      const pool = (value: Value): Value => g.op('MaxPool', [value], {kernel_shape: [2, 2], strides: [2, 2]});
      const shared = g.relu(x);
      return [pool(g.op('Clip', [x, g.scalar(0), g.scalar(6)])), g.add(pool(shared), g.reduceSum(shared))];
    }),
  },
  'remove-dead-code': {
    graph: graphOf((g) => {
      const x = g.input('x', 'float32', ['batch', 3]);
      g.matMul(x, weight(g, 'unused', [3, 2]));
      g.neg(weight(g, 'known', [2]));
      return g.relu(x);
    }),
    keep: ['known'],
  },
};

/** Tensors for a graph's inputs: symbols get a size each, elements follow from the place. */
export function feedsOf(graph: Graph): Record<string, Tensor> {
  const sizes: Readonly<Record<string, number>> = {batch: 3, seq: 4};
  return Object.fromEntries(
    graph.inputs.map(({name, dtype, shape}, input) => {
      const dims = (shape ?? []).map((dim) => (typeof dim === 'number' ? dim : (sizes[dim] ?? 2)));
      const count = dims.reduce((product, size) => product * size, 1);
      const element = (at: number): number =>
        dtype === 'bool' ? (at + 1) % 2 : Math.fround(3 * Math.sin(7 * at + input + 1));
      return [
        name,
        {
          dtype,
          dims,
          data: numbers(
            dtype,
            Array.from({length: count}, (_, at) => element(at)),
          ),
        },
      ];
    }),
  );
}
