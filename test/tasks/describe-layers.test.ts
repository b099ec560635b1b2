import {expect} from 'chai';
import {Random} from '../../src/core/index.js';
import {architectures} from '../../src/models/index.js';
import {makeModel, type Graph} from '../../src/onnx/index.js';
import {OpGraph, stateInitializers} from '../../src/ops/index.js';
import {describeLayers, describeMemory} from '../../src/tasks/describe-layers.js';
import {describeModel} from '../../src/tasks/index.js';
import {errorOf} from '../support/error-of.js';

function network(given: Record<string, unknown>): Graph {
  const mlp = architectures.get('mlp');
  const g = new OpGraph({name: 'network'});
  const entry = [g.input('numbers', 'float32', ['batch', 3]), g.input('codes', 'int32', ['batch', 2])];
  const options = mlp.resolve(given);
  g.output(mlp.build(g, {entry, vocabularySizes: [[4, 5]], outputs: 2, options, random: new Random(1)}));
  return g.build();
}

const parametersOf = (graph: Graph): string[] =>
  [...graph.initializers.keys()].filter((name) => /_\d+\.(weight|bias|scale|slope)$/u.test(name));

const layersOf = (graph: Graph) => describeLayers(graph, {isOurs: true, parameters: parametersOf(graph)});

describe('describeLayers', () => {
  it('gives every named value its shape, its parameters and its operations, and leaves none out', () => {
    const rows = layersOf(network({hidden: [6], norm: 'batch', activation: 'silu', residual: true}));
    expect(rows.map(({name, output, parameters, flops}) => [name, output?.[1], parameters, flops])).to.deep.equal([
      ['one_hot_0.x', 9, 0, 2 + 18], // two offsets added; two rows of nine summed
      ['block_0.x', 12, 0, 0],
      ['dense_0.z', 6, 72, 2 * 72], // without bias: a batch norm follows
      ['norm_0.n', 6, 12, 12],
      ['dense_0.a', 6, 0, 12], // Sigmoid, Mul
      ['residual_0.z', 6, 72, 2 * 72],
      ['residual_0.y', 6, 0, 6],
      ['logits', 2, 14, 2 * 12 + 2],
    ]);
  });

  it('takes every node of another graph as a layer, and says what it does not know', () => {
    const g = new OpGraph({name: 'foreign'});
    const x = g.input('x', 'float32', ['n', 4]);
    const y = g.relu(g.matMul(x, g.initializer('w', {dtype: 'float32', dims: [4, 2], data: new Float32Array(8)})));
    g.output(y, 'y');
    const graph = g.build();
    const nodes = [...graph.nodes, {...graph.nodes[0]!, opType: 'Mystery', outputs: ['z']}];
    const rows = describeLayers({...graph, nodes}, {isOurs: false, parameters: ['w']});
    expect(rows.map(({ops}) => ops)).to.deep.equal([['MatMul'], ['Relu'], ['Identity'], ['Mystery']]);
    expect(rows.map(({flops}) => flops).slice(0, 2)).to.deep.equal([16, 2]);
    expect(rows.at(-1)?.flops).to.equal(null);
  });

  it('finds shapes that a foreign file leaves out', () => {
    const graph = network({hidden: [6]});
    const {flops, memory, statistics} = describeModel(makeModel({graph: {...graph, values: new Map()}}));
    expect(flops).to.equal(20 + 2 * 72 + 6 + 6 + 2 * 12 + 2);
    expect(memory.activationsBytes).to.be.above(0);
    expect(statistics.count).to.equal(0);
  });
});

describe('describeMemory', () => {
  const graph = network({hidden: [6], norm: 'batch'});
  const of = (batchSize: number, optimizer: string) =>
    describeMemory(graph, {
      parameters: parametersOf(graph),
      statistics: stateInitializers(graph),
      batchSize,
      optimizer,
    });
  const parameters = 4 * (72 + 12 + 14);

  it('adds weights, gradients, the state of the optimizer and the values of a batch', () => {
    const adam = of(10, 'adam');
    expect(adam.weightsBytes).to.equal(parameters + 4 * 12);
    expect(adam.gradientsBytes).to.equal(parameters);
    expect(adam.optimizerBytes).to.equal(2 * parameters);
    // Rows of: numbers 3, codes 2, their offsets 2, marks 18, one-hot 9, block 12, dense 6, norm 6, relu 6, logits 2.
    expect(adam.activationsBytes).to.equal(10 * 4 * (3 + 2 + 2 + 18 + 9 + 12 + 6 + 6 + 6 + 2));
    const {weightsBytes, gradientsBytes, optimizerBytes, activationsBytes} = adam;
    expect(adam.trainingBytes).to.equal(weightsBytes + gradientsBytes + optimizerBytes + (activationsBytes ?? NaN));
  });

  it('depends on the batch and on the optimizer', () => {
    expect(of(20, 'adam').activationsBytes).to.equal(2 * (of(10, 'adam').activationsBytes ?? NaN));
    expect(of(10, 'sgd').optimizerBytes).to.equal(0);
    expect(errorOf(() => of(10, 'adm'))).to.have.property('code', 'REGISTRY_UNKNOWN');
  });
});
