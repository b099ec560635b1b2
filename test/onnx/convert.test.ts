// Conversion to a later opset: every rule is held by a model of an old opset that gives the same numbers before and after.
import {expect} from 'chai';
import {
  convertOpset,
  decodeModel,
  encodeModel,
  findProblems,
  makeModel,
  type Attributes,
  type Graph,
  type Model,
  type Node,
  type Tensor,
  type Value,
} from '../../src/onnx/index.js';
import {conversions} from '../../src/onnx/convert/index.js';
import {createSession} from '../../src/runtime/index.js';
import {float, int, ints, samples, single, type Sample} from '../support/conversion-samples.js';
import {errorOf} from '../support/error-of.js';
import {readNodeTests} from '../support/onnx-node-tests.js';

const titleOf = ({op, opset, name}: Sample): string => `${op} of opset ${String(opset)}: ${name}`;

function modelOf({opset, op, attributes = {}, inputs, outputs = 1, dtype = 'float32', outputDtypes}: Sample): Model {
  const names = inputs.map((_, index) => `in${String(index)}`);
  const results = Array.from({length: outputs}, (_, index) => `out${String(index)}`);
  const fed: Value[] = [];
  const initializers = new Map<string, Tensor>();
  for (const [index, input] of inputs.entries())
    if ('dims' in input) initializers.set(`in${String(index)}`, input);
    else fed.push({name: `in${String(index)}`, dtype, shape: input});
  const graph: Graph = {
    name: 'sample',
    inputs: fed,
    outputs: results.map((name, index) => ({name, dtype: outputDtypes?.[index] ?? dtype, shape: undefined})),
    nodes: [{opType: op, domain: '', name: 'it', inputs: names, outputs: results, attributes}],
    initializers,
    values: new Map(),
  };
  return {...makeModel({graph, opsets: {'': opset}}), irVersion: 4};
}

function feedsOf(model: Model): Record<string, Tensor> {
  return Object.fromEntries(
    model.graph.inputs.map(({name, dtype, shape = []}) => {
      const dims = shape.map(Number);
      const count = dims.reduce((product, size) => product * size, 1);
      const numbers = Array.from({length: count}, (_, index) => Math.abs(Math.sin(index * 1.7 + 1)) + 0.05 * index);
      return [name, {dtype, dims, data: dtype === 'float64' ? Float64Array.from(numbers) : Float32Array.from(numbers)}];
    }),
  );
}

async function outputsOf(model: Model, feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
  const session = await createSession(encodeModel(model), {threads: 1, optimize: false});
  try {
    return await session.run(feeds);
  } finally {
    await session.close();
  }
}

/** Rounding may differ where an operator has another kernel in the later opset. */
const TOLERANCE = 2e-6;

function expectSame(after: Readonly<Record<string, Tensor>>, before: Readonly<Record<string, Tensor>>): void {
  expect(Object.keys(after)).to.deep.equal(Object.keys(before));
  for (const [name, {dtype, dims, data}] of Object.entries(before)) {
    expect({dtype: after[name]?.dtype, dims: after[name]?.dims}).to.deep.equal({dtype, dims});
    if (dtype !== 'float32' && dtype !== 'float64') expect(after[name]?.data).to.deep.equal(data);
    else
      for (const [index, value] of (data as Float32Array).entries()) {
        const other = Number(after[name]?.data[index]);
        const isNear =
          Object.is(other, value) || other === value || Math.abs(other - value) <= TOLERANCE * (1 + Math.abs(value));
        expect(isNear, `${name}[${String(index)}]: ${String(value)} became ${String(other)}`).to.equal(true);
      }
  }
}

describe('conversion to opset 18', () => {
  for (const sample of samples)
    it(`keeps the numbers of ${titleOf(sample)}`, async () => {
      const model = modelOf(sample);
      expect(findProblems(model), 'the sample is sound').to.deep.equal([]);
      const converted = convertOpset(model);
      expect(converted.opsets['']).to.equal(18);
      expect(findProblems(converted)).to.deep.equal([]);
      const feeds = feedsOf(model);
      expectSame(await outputsOf(converted, feeds), await outputsOf(model, feeds));
    });

  it('has a sample for every rule, or refuses every node that it is about', () => {
    const covered = (op: string, to: number): boolean =>
      samples.some(
        (sample) => (sample.op === op || (sample.op === 'Upsample' && op === 'Resize')) && sample.opset < to,
      );
    const missing = conversions.flatMap(({ops, to}) =>
      ops.filter((op) => !covered(op, to)).map((op) => `${op}-${String(to)}`),
    );
    expect(missing).to.deep.equal(['Scan-9']);
  });

  it("keeps the numbers of ONNX's own tests of opsets 7 to 17, one of each operator", async () => {
    let count = 0;
    for (const {name, model: bytes, inputs} of readNodeTests()) {
      const model = decodeModel(bytes);
      const opset = model.opsets[''] ?? 18;
      if (!inputs || opset < 7 || opset > 17) continue;
      count += 1;
      const feeds: Record<string, Tensor> = {};
      for (const [index, tensor] of inputs.entries()) feeds[model.graph.inputs[index]!.name] = tensor;
      const converted = convertOpset(model);
      expect(findProblems(converted), name).to.deep.equal([]);
      expectSame(await outputsOf(converted, feeds), await outputsOf(model, feeds));
    }
    expect(count).to.be.above(20);
  });

  const nodeOf = (opType: string, attributes: Attributes, outputs = ['y'], inputs = ['x']): Node => ({
    opType,
    domain: '',
    name: 'it',
    inputs,
    outputs,
    attributes,
  });
  const x: Value = {name: 'x', dtype: 'float32', shape: [2, 3]};
  const y: Value = {name: 'y', dtype: 'float32', shape: undefined};
  const old = (opset: number, nodes: Node[], more: Partial<Graph> = {}): Model =>
    makeModel({
      graph: {name: 'g', inputs: [x], outputs: [y], nodes, initializers: new Map(), values: new Map(), ...more},
      opsets: {'': opset},
    });

  it('reaches the graphs inside nodes, whose constants stand beside the nodes', async () => {
    const branch = (name: string, value: number): Graph => ({
      name,
      inputs: [],
      outputs: [{...y, name: `${name}_y`}],
      nodes: [nodeOf('Clip', {min: float(value)}, [`${name}_y`])],
      initializers: new Map(),
      values: new Map(),
    });
    const flag: Tensor = {dtype: 'bool', dims: [], data: Uint8Array.of(1)};
    const attributes: Attributes = {
      then_branch: {type: 'graph', value: branch('then', 0.5)},
      else_branch: {type: 'graph', value: branch('else', -1)},
    };
    const model = old(10, [nodeOf('If', attributes, ['y'], ['flag'])], {initializers: new Map([['flag', flag]])});
    const converted = convertOpset(model);
    expect(findProblems(converted)).to.deep.equal([]);
    const feeds = feedsOf(model);
    expectSame(await outputsOf(converted, feeds), await outputsOf(model, feeds));
  });

  it('reaches the functions of the model, where constants are nodes', () => {
    const body = {domain: 'own', name: 'Cut', inputs: ['a'], outputs: ['b'], attributes: [], defaults: {}};
    const node = nodeOf('Squeeze', {axes: ints(0)}, ['b'], ['a']);
    const model: Model = {
      ...old(12, [{...nodeOf('Cut', {}), domain: 'own'}]),
      opsets: {'': 12, own: 1},
      functions: [{...body, nodes: [node], opsets: {'': 12}, values: new Map()}],
    };
    const [converted] = convertOpset(model).functions ?? [];
    expect(converted?.opsets).to.deep.equal({'': 18});
    expect(converted?.nodes.map(({opType}) => opType)).to.deep.equal(['Constant', 'Squeeze']);
    expect(findProblems(convertOpset(model))).to.deep.equal([]);
  });

  it('makes constants of the initializers that old files list as inputs', () => {
    const w: Tensor = single([3], [1, 2, 3]);
    const model = {
      ...old(8, [nodeOf('Add', {}, ['y'], ['x', 'w'])], {
        inputs: [x, {name: 'w', dtype: 'float32', shape: [3]}],
        initializers: new Map([['w', w]]),
      }),
      irVersion: 3,
    };
    const {graph, irVersion} = convertOpset(model);
    expect([graph.inputs.map(({name}) => name), irVersion]).to.deep.equal([['x'], 8]);
  });

  it('takes no name that the model has', () => {
    const model = old(12, [
      nodeOf('Squeeze', {axes: ints(0)}, ['axes/const_0']),
      nodeOf('Relu', {}, ['y'], ['axes/const_0']),
    ]);
    expect([...convertOpset(model).graph.initializers.keys()]).to.deep.equal(['axes/const_1']);
  });

  it('returns a model that is there already', () => {
    const model = old(18, [nodeOf('Relu', {})]);
    expect(convertOpset(model)).to.equal(model);
  });

  const refused = [
    {
      name: 'opset 6',
      model: old(6, [nodeOf('Relu', {})]),
      says: 'Expected a model of an opset from 7 to 18, to bring it to 18, got 6.',
    },
    {
      name: 'a later opset',
      model: old(21, [nodeOf('Relu', {})]),
      says: 'Expected a model of an opset from 7 to 18, to bring it to 18, got 21.',
    },
    {
      name: 'statistics of every place',
      model: old(8, [nodeOf('BatchNormalization', {spatial: int(0)})]),
      says: "Graph 'g': node 'it' (BatchNormalization) cannot be brought from opset 8 to 18: statistics of every place by itself (spatial = 0) were taken away.",
    },
    {
      name: 'a training file',
      model: old(13, [nodeOf('BatchNormalization', {}, ['y', 'mean'])]),
      says: "Graph 'g': node 'it' (BatchNormalization) cannot be brought from opset 13 to 18: its statistics are outputs: a file for training.",
    },
    {
      name: 'the first Scan',
      model: old(8, [nodeOf('Scan', {})]),
      says: "Graph 'g': node 'it' (Scan) cannot be brought from opset 8 to 18: its first form, with a batch axis, was taken away.",
    },
    {
      name: 'an operator that no opset has',
      model: old(12, [nodeOf('Crop', {})]),
      says: "Graph 'g': node 'it' (Crop) cannot be brought from opset 12 to 18: its operator is not there.",
    },
    {
      name: 'a type that nothing tells',
      model: old(10, [nodeOf('Clip', {min: float(0)}, ['y'], ['z'])]),
      says: "Graph 'g': node 'it' (Clip) cannot be brought from opset 10 to 18: nothing tells the type of 'z'.",
    },
  ];
  for (const {name, model, says} of refused)
    it(`refuses ${name}`, () => {
      const error = errorOf(() => convertOpset(model));
      expect(error).to.include({code: 'MODEL_UNSUPPORTED', exitStatus: 3, message: says});
    });
});
