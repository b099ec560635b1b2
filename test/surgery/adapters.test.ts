import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import {buildGradients} from '../../src/autodiff/index.js';
import {makeModel, type Model, type Tensor} from '../../src/onnx/index.js';
import {openGraph, OpGraph} from '../../src/ops/index.js';
import {addAdapters, adapterOf, applyAdapter, extractAdapter, mergeAdapters} from '../../src/surgery/index.js';
import {errorOf} from '../support/error-of.js';
import {crossEntropy} from '../support/foreign.js';
import {numbersOf, runGraph} from '../support/run-graph.js';

interface Recorded {
  readonly loss: number;
  readonly targets: number[];
  readonly tensors: Readonly<Record<string, {dims: number[]; data: number[]}>>;
  readonly gradients: Readonly<Record<string, number[]>>;
}

const oracle = JSON.parse(readFileSync(new URL('../oracle/lora.json', import.meta.url), 'utf8')) as {
  readonly rank: number;
  readonly alpha: number;
  readonly dense: Recorded;
  readonly convolution: Recorded;
};
const {rank, alpha} = oracle;
const options = {rank, alpha, targets: ['w*'], seed: 1};

function tensor({tensors}: Recorded, name: string): Tensor {
  const {dims = [], data = []} = tensors[name] ?? {};
  return {dtype: 'float32', dims, data: Float32Array.from(data)};
}

/** MatMul → Relu → Gemm, as in test/oracle/lora.py. */
function denseModel(recorded = oracle.dense): Model {
  const g = new OpGraph();
  const x = g.input('x', 'float32', ['batch', 4]);
  const hidden = g.relu(g.matMul(x, g.initializer('w0', tensor(recorded, 'w0'))));
  const [w1, b] = [g.initializer('w1', tensor(recorded, 'w1')), g.initializer('b', tensor(recorded, 'b'))];
  g.output(g.op('Gemm', [hidden, w1, b], {transB: 1}, {outputs: ['logits'], name: 'head'}));
  return makeModel({graph: g.build()});
}

function convolutionModel(recorded = oracle.convolution): Model {
  const g = new OpGraph();
  const x = g.input('x', 'float32', ['batch', 2, 5, 5]);
  const [w, b] = [g.initializer('w', tensor(recorded, 'w')), g.initializer('b', tensor(recorded, 'b'))];
  const y = g.op('Conv', [x, w, b], {kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1]});
  g.output(g.op('ReduceMean', [y, g.ints([2, 3])], {keepdims: 0}, {outputs: ['logits']}));
  return makeModel({graph: g.build()});
}

/** The model with what stands in the oracle for A and B. */
function withRecorded(model: Model, recorded: Recorded): Model {
  const initializers = new Map(model.graph.initializers);
  for (const name of Object.keys(recorded.gradients)) initializers.set(name, tensor(recorded, name));
  return {...model, graph: {...model.graph, initializers}};
}

const logitsOf = async (model: Model, recorded: Recorded): Promise<number[]> =>
  numbersOf((await runGraph(model.graph, {x: tensor(recorded, 'x')}))['logits']);

const cases = [
  {name: 'MatMul and Gemm', recorded: oracle.dense, make: denseModel},
  {name: 'Conv', recorded: oracle.convolution, make: convolutionModel},
] as const;

describe('adapters', () => {
  for (const {name, recorded, make} of cases) {
    it(`begin as the model they are added to: ${name}`, async () => {
      const model = make();
      const adapted = addAdapters(model, options);
      expect(adapted.graph.nodes.length).to.be.above(model.graph.nodes.length);
      expect(await logitsOf(adapted, recorded)).to.deep.equal(await logitsOf(model, recorded));
    });

    it(`have the gradients PyTorch has: ${name}`, async () => {
      const adapted = withRecorded(addAdapters(make(), options), recorded);
      const g = openGraph(adapted.graph);
      const loss = crossEntropy(g, g.value('logits'), recorded.targets);
      const names = Object.keys(recorded.gradients);
      const gradients = buildGradients(
        g,
        loss,
        names.map((weight) => g.value(weight)),
      );
      gradients.forEach((gradient, index) => g.output(gradient, `d${String(index)}`));
      g.output(loss, 'loss');
      const found = await runGraph(g.build(), {x: tensor(recorded, 'x')});
      expect(numbersOf(found['loss'])[0]).to.be.closeTo(recorded.loss, 1e-5);
      names.forEach((weight, index) => {
        const actual = numbersOf(found[`d${String(index)}`]);
        recorded.gradients[weight]?.forEach((value, at) => expect(actual[at], weight).to.be.closeTo(value, 1e-5));
      });
    });

    it(`merge into weights that give the same, and leave the graph as it was: ${name}`, async () => {
      const model = make();
      const adapted = withRecorded(addAdapters(model, options), recorded);
      const merged = mergeAdapters(adapted);
      const expected = await logitsOf(adapted, recorded);
      expect(expected).not.to.deep.equal(await logitsOf(model, recorded));
      (await logitsOf(merged, recorded)).forEach((value, at) => expect(value).to.be.closeTo(expected[at] ?? NaN, 1e-5));
      expect(merged.graph.nodes).to.deep.equal(model.graph.nodes);
      expect([...merged.graph.initializers.keys()]).to.deep.equal([...model.graph.initializers.keys()]);
      expect(adapterOf(merged)).to.equal(undefined);
    });

    it(`travel as a file of their own: ${name}`, async () => {
      const model = make();
      const adapted = withRecorded(addAdapters(model, options), recorded);
      const file = extractAdapter(adapted);
      expect([...file.graph.initializers.keys()].sort()).to.deep.equal(Object.keys(recorded.gradients).sort());
      const applied = applyAdapter(model, file, 'a.onnx');
      expect(await logitsOf(applied, recorded)).to.deep.equal(await logitsOf(mergeAdapters(adapted), recorded));
    });
  }

  it('are drawn from the seed', () => {
    const down = (seed: number) =>
      addAdapters(denseModel(), {...options, seed}).graph.initializers.get('w0.lora_a')?.data;
    expect(down(1)).to.deep.equal(down(1));
    expect(down(1)).not.to.deep.equal(down(2));
  });

  it('multiply by what the Gemm beside them multiplies by', async () => {
    const model = denseModel();
    const nodes = model.graph.nodes.map((node) =>
      node.opType === 'Gemm'
        ? {...node, attributes: {...node.attributes, alpha: {type: 'float', value: 0.5} as const}}
        : node,
    );
    const adapted = withRecorded(addAdapters({...model, graph: {...model.graph, nodes}}, options), oracle.dense);
    const expected = await logitsOf(adapted, oracle.dense);
    (await logitsOf(mergeAdapters(adapted), oracle.dense)).forEach((value, at) =>
      expect(value).to.be.closeTo(expected[at] ?? NaN, 1e-5),
    );
  });

  it('go where a pattern of weight or node names says', () => {
    const chosen = (...targets: string[]) =>
      adapterOf(addAdapters(denseModel(), {...options, targets}))?.weights.map(({weight}) => weight);
    expect(chosen('head')).to.deep.equal(['w1']);
    expect(chosen('w1', 'w0')).to.deep.equal(['w0', 'w1']);
    expect(chosen('*0')).to.deep.equal(['w0']);
  });

  it('are refused where the pattern matches nothing, naming what could be adapted', () => {
    const error = errorOf(() => addAdapters(denseModel(), {...options, targets: ['w0', 'attn*']}));
    expect(error).to.include({code: 'LORA_NO_MATCH', exitStatus: 2});
    expect(error.message).to.contain("'attn*'");
    expect(error.suggestions[0]).to.contain('w0 (MatMul), w1 (Gemm)');
  });

  it('are refused for a weight that something else reads too', () => {
    const model = denseModel();
    const g = openGraph(model.graph);
    g.output(g.value('logits'));
    g.output(g.gather(g.value('w0'), g.ints([0])), 'row');
    const tied = makeModel({graph: g.build()});
    const error = errorOf(() => addAdapters(tied, {...options, targets: ['w0']}));
    expect(error.data['candidates']).to.deep.equal(['w1']);
  });

  it('are refused on a model that has some, and on another base', () => {
    const adapted = addAdapters(denseModel(), options);
    expect(errorOf(() => addAdapters(adapted, options))).to.include({code: 'ADAPTER_STATE', exitStatus: 2});
    const file = extractAdapter(adapted);
    const other = withRecorded(denseModel(), {
      ...oracle.dense,
      gradients: {w1: []},
      tensors: {w1: {dims: [3, 6], data: new Array<number>(18).fill(1)}},
    });
    const error = errorOf(() => applyAdapter(other, file, 'a.onnx'));
    expect(error).to.include({code: 'ADAPTER_MISMATCH', exitStatus: 3});
    expect(errorOf(() => applyAdapter(adapted, file, 'a.onnx'))).to.include({code: 'ADAPTER_STATE'});
    expect(errorOf(() => extractAdapter(denseModel()))).to.include({code: 'ADAPTER_STATE'});
  });
});
