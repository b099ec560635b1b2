import {readdirSync, readFileSync} from 'node:fs';
import {expect} from 'chai';
import {checkModel, decodeModel, makeModel, type Graph, type Node} from '../../src/onnx/index.js';
import {errorOf} from '../support/error-of.js';

const node = (name: string, inputs: string[], outputs: string[], more: Partial<Node> = {}): Node => ({
  opType: 'Add',
  domain: '',
  name,
  inputs,
  outputs,
  attributes: {},
  ...more,
});
const float = (name: string) => ({name, dtype: 'float32', shape: [1]}) as const;
const graph = (nodes: Node[], more: Partial<Graph> = {}): Graph => ({
  name: 'g',
  inputs: [float('x')],
  outputs: [float('y')],
  nodes,
  initializers: new Map(),
  values: new Map(),
  ...more,
});
const weight = {dtype: 'float32', dims: [1], data: Float32Array.of(1)} as const;

describe('checkModel', () => {
  const folder = new URL('../../fixtures/onnx/', import.meta.url);
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.onnx')))
    it(`accepts ${name}`, () => {
      checkModel(decodeModel(readFileSync(new URL(name, folder))));
    });

  it('accepts old models, whose initializers are inputs too', () => {
    const inputs = [float('x'), float('w')];
    checkModel(
      makeModel({graph: graph([node('a', ['x', 'w'], ['y'])], {inputs, initializers: new Map([['w', weight]])})}),
    );
  });

  const broken = [
    {
      name: 'an input nobody computes',
      graph: graph([node('a', ['x', 'weigth'], ['y'])], {initializers: new Map([['weight', weight]])}),
      message: "Graph 'g': node 'a' (Add) reads 'weigth', which nothing computes.",
    },
    {
      name: 'nodes out of order',
      graph: graph([node('b', ['h', 'x'], ['y']), node('a', ['x', 'x'], ['h'])]),
      message: "Graph 'g': node 'b' (Add) reads 'h' before node 'a' (Add) computes it: nodes must be in order.",
    },
    {
      name: 'a circle',
      graph: graph([node('b', ['h', 'x'], ['y']), node('a', ['x', 'y'], ['h'])]),
      message: "Graph 'g': node 'b' (Add) and node 'a' (Add) need each other's results ('h'): a circle.",
    },
    {
      name: 'a value computed twice',
      graph: graph([node('a', ['x', 'x'], ['y']), node('b', ['x', 'x'], ['y'])]),
      message: "Graph 'g': node 'b' (Add) defines 'y' a second time.",
    },
    {
      name: 'two nodes of one name',
      graph: graph([node('a', ['x', 'x'], ['h']), node('a', ['x', 'h'], ['y'])]),
      message: "Graph 'g': two nodes are named 'a'.",
    },
    {
      name: 'an output nobody computes',
      graph: graph([node('a', ['x', 'x'], ['z'])]),
      message: "Graph 'g': nothing computes output 'y'.",
    },
    {
      name: 'a name of the outer graph used again inside',
      graph: graph([
        node('if', ['x'], ['y'], {
          opType: 'If',
          attributes: {
            then_branch: {
              type: 'graph',
              value: graph([node('in', ['x', 'x'], ['x'])], {name: 'then', inputs: [], outputs: [float('x')]}),
            },
          },
        }),
      ]),
      message: "Graph 'then': node 'in' (Add) defines 'x' again inside a subgraph.",
    },
    {
      name: 'a subgraph that reads what nobody computes',
      graph: graph([
        node('if', ['x'], ['y'], {
          opType: 'If',
          attributes: {
            then_branch: {type: 'graph', value: graph([node('in', ['q', 'x'], ['z'])], {name: 'then', inputs: []})},
          },
        }),
      ]),
      message: "Graph 'g': node 'if' (If) reads 'q', which nothing computes.",
    },
  ];
  for (const {name, graph: bad, message} of broken)
    it(`refuses ${name}`, () => {
      const error = errorOf(() => {
        checkModel(makeModel({graph: bad}));
      });
      expect(error).to.include({code: 'MODEL_INVALID', exitStatus: 3, message});
    });

  it('suggests the name that was meant', () => {
    const model = makeModel({
      graph: graph([node('a', ['x', 'weigth'], ['y'])], {initializers: new Map([['weight', weight]])}),
    });
    const error = errorOf(() => {
      checkModel(model);
    });
    expect(error.suggestions).to.deep.equal(["Did you mean 'weight'?"]);
    expect(error.data).to.deep.equal({node: 'a', tensor: 'weigth'});
  });

  it('refuses a domain without an opset', () => {
    const model = makeModel({graph: graph([node('a', ['x', 'x'], ['y'], {domain: 'custom'})])});
    const error = errorOf(() => {
      checkModel({...model, opsets: {'': 18}});
    });
    expect(error.message).to.equal(
      "Graph 'g': node 'a' (Add) is of domain 'custom', of which the model imports no opset.",
    );
    expect(
      errorOf(() => {
        checkModel({...model, opsets: {custom: 1}, graph: graph([node('a', ['x', 'x'], ['y'])])});
      }).message,
    ).to.contain('standard domain');
  });
});
