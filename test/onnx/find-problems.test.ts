import {expect} from 'chai';
import {
  findProblems,
  makeModel,
  type Graph,
  type Model,
  type Node,
  type Tensor,
  type Value,
} from '../../src/onnx/index.js';

const node = (opType: string, inputs: string[], outputs: string[], more: Partial<Node> = {}): Node => ({
  opType,
  domain: '',
  name: 'n',
  inputs,
  outputs,
  attributes: {},
  ...more,
});
const value = (name: string, dtype: Value['dtype'] = 'float32', shape: Value['shape'] = [2]): Value => ({
  name,
  dtype,
  shape,
});
const graph = (nodes: Node[], more: Partial<Graph> = {}): Graph => ({
  name: 'g',
  inputs: [value('x')],
  outputs: [value('y')],
  nodes,
  initializers: new Map(),
  values: new Map(),
  ...more,
});
const model = (nodes: Node[], more: Partial<Graph> = {}, opset = 18): Model =>
  makeModel({graph: graph(nodes, more), opsets: {'': opset}});
const weight = (dtype: Tensor['dtype'], dims: number[], data: Tensor['data']): ReadonlyMap<string, Tensor> =>
  new Map([['w', {dtype, dims, data}]]);
const two = Float32Array.of(1, 2);

describe('findProblems', () => {
  const cases: readonly {name: string; model: Model; says: readonly string[]}[] = [
    {name: 'nothing in a sound model', model: model([node('Relu', ['x'], ['y'])]), says: []},
    {
      name: 'every problem, not the first alone',
      model: model([node('Relu', ['q'], ['h']), node('Add', ['h', 'p'], ['y'], {name: 'm'})]),
      says: [
        "Graph 'g': node 'n' (Relu) reads 'q', which nothing computes.",
        "Graph 'g': node 'm' (Add) reads 'p', which nothing computes.",
      ],
    },
    {
      name: 'a node that reads its own result',
      model: model([node('Add', ['x', 'y'], ['y'])]),
      says: ["Graph 'g': node 'n' (Add) reads its own result 'y': a circle."],
    },
    {
      name: 'an operator that came later',
      model: model([node('Gelu', ['x'], ['y'])]),
      says: ["Graph 'g': node 'n' (Gelu) came with opset 20, but the model is of 18."],
    },
    {
      name: 'an operator that never was',
      model: model([node('Sigmod', ['x'], ['y'])]),
      says: ["Graph 'g': node 'n' (Sigmod) is no operator of domain '' (did you mean 'Sigmoid'?)."],
    },
    {
      name: 'an operator that was taken away',
      model: model([node('Upsample', ['x', 'w'], ['y'])], {initializers: weight('float32', [2], two)}),
      says: ["Graph 'g': node 'n' (Upsample) is of an operator that was taken away in opset 10."],
    },
    {
      name: 'a needed input that is absent',
      model: model([node('Add', ['x', ''], ['y'])]),
      says: ["Graph 'g': node 'n' (Add) lacks input 'B' (number 2), which the operator needs."],
    },
    {
      name: 'too many inputs and outputs',
      model: model([node('Relu', ['x', 'x'], ['y', 'z'])]),
      says: [
        "Graph 'g': node 'n' (Relu) has 2 inputs, but takes at most 1.",
        "Graph 'g': node 'n' (Relu) has 2 outputs, but takes at most 1.",
      ],
    },
    {
      name: 'a variadic operator without inputs',
      model: model([node('Concat', [], ['y'], {attributes: {axis: {type: 'int', value: 0}}})]),
      says: ["Graph 'g': node 'n' (Concat) needs at least 1 input 'inputs', but has 0."],
    },
    {
      name: 'a needed attribute that is absent',
      model: model([node('Concat', ['x'], ['y'])]),
      says: ["Graph 'g': node 'n' (Concat) lacks attribute 'axis', which the operator needs."],
    },
    {
      name: 'an attribute that is unknown in this opset, and one of the wrong type',
      model: model([
        node('Transpose', ['x'], ['y'], {
          attributes: {axes: {type: 'ints', value: [0]}, perm: {type: 'int', value: 0}},
        }),
      ]),
      says: [
        "Graph 'g': node 'n' (Transpose) has attribute 'axes', which the operator does not know (it knows: perm).",
        "Graph 'g': attribute 'perm' of node 'n' (Transpose) is of type int, expected ints.",
      ],
    },
    {
      name: 'axes as an attribute where they are an input',
      model: model([node('Squeeze', ['x'], ['y'], {attributes: {axes: {type: 'ints', value: [0]}}})], {}, 13),
      says: ["Graph 'g': node 'n' (Squeeze) has attribute 'axes', which the operator does not know (it knows: none)."],
    },
    {
      name: 'two types where one is needed',
      model: model([node('Add', ['x', 'w'], ['y'])], {initializers: weight('float64', [1], Float64Array.of(1))}),
      says: [
        "Graph 'g': inputs 'x' and 'w' of node 'n' (Add) are tensor(float) and tensor(double), expected one type.",
      ],
    },
    {
      name: 'a type the operator does not take, carried from an earlier node',
      model: model([node('Shape', ['x'], ['s']), node('Sigmoid', ['s'], ['y'], {name: 'm'})]),
      says: [
        "Graph 'g': input 's' of node 'm' (Sigmoid) is tensor(int64), expected tensor(bfloat16) or tensor(double) or " +
          'tensor(float) or tensor(float16).',
      ],
    },
    {
      name: 'an output declared as what the operator does not give',
      model: model([node('Shape', ['x'], ['y'])]),
      says: [
        "Graph 'g': output 'y' of node 'n' (Shape) is declared as tensor(float), but the operator gives tensor(int64).",
      ],
    },
    {
      name: 'a wrong type inside a subgraph, from outside it',
      model: model(
        [
          node('If', ['c'], ['y'], {
            attributes: {
              then_branch: {
                type: 'graph',
                value: graph([node('Add', ['x', 'c'], ['a'])], {name: 'then', inputs: [], outputs: [value('a')]}),
              },
              else_branch: {
                type: 'graph',
                value: graph([node('Relu', ['x'], ['b'])], {name: 'else', inputs: [], outputs: [value('b')]}),
              },
            },
          }),
        ],
        {inputs: [value('x'), value('c', 'bool', [])]},
      ),
      says: [
        "Graph 'then': input 'c' of node 'n' (Add) is tensor(bool), expected one of tensor(bfloat16), tensor(double), " +
          'tensor(float), tensor(float16), tensor(int16), tensor(int32), tensor(int64), tensor(int8), tensor(uint16), ' +
          'tensor(uint32), tensor(uint64), tensor(uint8).',
      ],
    },
    {
      name: 'a tensor whose elements do not fill it',
      model: model([node('Add', ['x', 'w'], ['y'])], {initializers: weight('float32', [3], two)}),
      says: ["Graph 'g': tensor 'w': expected 3 entries for float32[3], found 2."],
    },
    {
      name: 'a tensor of negative size',
      model: model([node('Add', ['x', 'w'], ['y'])], {initializers: weight('float32', [-1, -2], two)}),
      says: ["Graph 'g': tensor 'w' has dims [-1,-2]: sizes are whole numbers from 0."],
    },
    {
      name: 'an initializer unlike the input of its name',
      model: model([node('Add', ['x', 'w'], ['y'])], {
        inputs: [value('x'), value('w', 'float32', [3])],
        initializers: weight('float32', [2], two),
      }),
      says: ["Graph 'g': input 'w' is declared as float32[3], but the initializer of that name is float32[2]."],
    },
    {
      name: 'an opset of the future',
      model: model([node('Relu', ['x'], ['y'])], {}, 999),
      says: [
        "Graph 'g': opset 999 of domain '' is newer than 28, the newest that ingot knows: its operators are not checked.",
      ],
    },
  ];
  for (const {name, model: each, says} of cases)
    it(`finds ${name}`, () => {
      expect(findProblems(each).map(({message}) => message)).to.deep.equal(says);
    });

  it('names the node of each problem', () => {
    const [problem] = findProblems(model([node('Relu', ['xx'], ['y'])]));
    expect(problem).to.deep.include({
      level: 'error',
      graph: 'g',
      node: 'n',
      tensor: 'xx',
      hints: ["Did you mean 'x'?"],
    });
  });

  it('takes two nodes of one name for a warning, which runtimes let pass', () => {
    const problems = findProblems(model([node('Relu', ['x'], ['h']), node('Relu', ['h'], ['y'])]));
    expect(problems.map(({level, message}) => [level, message])).to.deep.equal([
      ['warning', "Graph 'g': two nodes are named 'n'."],
    ]);
  });
});
