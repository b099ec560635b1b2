import {expect} from 'chai';
import {
  checkModel,
  decodeModel,
  encodeModel,
  findProblems,
  makeModel,
  printModel,
  type Attributes,
  type Model,
  type ModelFunction,
  type Node,
} from '../../src/onnx/index.js';
import {errorOf} from '../support/error-of.js';

const node = (opType: string, inputs: string[], outputs: string[], more: Partial<Node> = {}): Node => ({
  opType,
  domain: '',
  name: 'n',
  inputs,
  outputs,
  attributes: {},
  ...more,
});

const [x, y] = ['x', 'y'].map((name) => ({name, dtype: 'float32', shape: [2]}) as const);
const ends = {inputs: [x!], outputs: [y!]};

describe('functions of a model', () => {
  const double: ModelFunction = {
    domain: 'custom',
    name: 'Double',
    inputs: ['a'],
    outputs: ['b'],
    attributes: ['by'],
    defaults: {},
    nodes: [
      node('Constant', [], ['c'], {name: '', attributes: {value_float: {type: 'reference', value: 'by', of: 'float'}}}),
      node('Mul', ['a', 'c'], ['b'], {name: ''}),
    ],
    opsets: {'': 18},
    values: new Map(),
  };
  const call = (attributes: Attributes = {by: {type: 'float', value: 2}}, more: Partial<Node> = {}): Node =>
    node('Double', ['x'], ['y'], {domain: 'custom', attributes, ...more});
  const withFunctions = (functions: ModelFunction[], nodes = [call()]): Model => ({
    ...makeModel({graph: {name: 'g', ...ends, nodes, initializers: new Map(), values: new Map()}}),
    opsets: {'': 18, custom: 1},
    functions,
  });
  const messages = (each: Model): string[] => findProblems(each).map(({message}) => message);

  it('are read, written and printed', () => {
    const each = withFunctions([double]);
    expect(findProblems(each)).to.deep.equal([]);
    expect(decodeModel(encodeModel(each)).functions).to.deep.equal([double]);
    expect(printModel(each)).to.equal(
      [
        'model(ir 8, opset 18, custom 1)',
        'function custom.Double<by>(a) -> (b)  # opset 18',
        '  c = Constant<value_float=@by>()',
        '  b = Mul(a, c)',
        'graph g(x: float32[2]) -> (y: float32[2])',
        '  y = custom.Double<by=2>(x)',
        '',
      ].join('\n'),
    );
  });

  it('may not call themselves, not even through others', () => {
    const other = {...double, name: 'Other', nodes: [call({}, {inputs: ['a'], outputs: ['b'], name: ''})]};
    const recursive = {...double, nodes: [{...call(), opType: 'Other', inputs: ['a'], outputs: ['b'], name: ''}]};
    const opsets = {'': 18, custom: 1};
    const each = withFunctions([
      {...recursive, attributes: [], opsets},
      {...other, attributes: [], opsets},
    ]);
    expect(messages(each)).to.include(
      "Function 'custom.Double': it calls itself (Double → Other → Double): functions may not be recursive.",
    );
    expect(errorOf(() => checkModel(each)).code).to.equal('MODEL_INVALID');
  });

  const broken = [
    {
      name: 'an unknown input in the body',
      functions: [{...double, inputs: []}],
      says: "Function 'custom.Double': a node without a name (Mul → b) reads 'a', which nothing computes.",
    },
    {
      name: 'a reference to an attribute that is not declared',
      functions: [{...double, attributes: []}],
      says:
        "Function 'custom.Double': attribute 'value_float' of a node without a name (Constant → c) refers to 'by', " +
        'which the function does not declare.',
    },
    {
      name: 'a domain without an opset in the body',
      functions: [{...double, opsets: {}}],
      says: "Function 'custom.Double': a node without a name (Constant → c) is of domain '', of which the model imports no opset.",
    },
    {
      name: 'a second definition',
      functions: [double, double],
      says: "Function 'custom.Double': it is defined a second time.",
    },
    {
      name: 'a call without a needed attribute',
      functions: [double],
      nodes: [call({})],
      says: "Graph 'g': node 'n' (Double) lacks attribute 'by' of the function, which has no default.",
    },
    {
      name: 'a call with too many inputs',
      functions: [double],
      nodes: [call(undefined, {inputs: ['x', 'x']})],
      says: "Graph 'g': node 'n' (Double) has 2 inputs, but the function takes 1.",
    },
  ];
  for (const {name, functions, nodes, says} of broken)
    it(`are found out: ${name}`, () => {
      expect(messages(withFunctions(functions, nodes))).to.include(says);
    });
});
