import {expect} from 'chai';
import {unbroadcast} from '../../src/autodiff/unbroadcast.js';
import type {Dim} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {numbersOf, runGraph} from '../support/run-graph.js';

interface Case {
  readonly name: string;
  /** Declared shapes, and the sizes they turn out to have. */
  readonly gradient: readonly Dim[];
  readonly input: readonly Dim[];
  readonly gradientSizes?: readonly number[];
  readonly inputSizes?: readonly number[];
  readonly ops: readonly string[];
}

const AT_RUN_TIME = [
  'Shape',
  'Shape',
  'Size',
  'Size',
  'Sub',
  'Reshape',
  'ConstantOfShape',
  'Concat',
  'Equal',
  'NonZero',
  'Reshape',
  'ReduceSum',
  'Reshape',
];

const cases: readonly Case[] = [
  {name: 'equal sizes need nothing', gradient: [2, 3], input: [2, 3], ops: []},
  {
    name: 'equal symbols are equal sizes',
    gradient: ['batch', 3],
    input: ['batch', 3],
    gradientSizes: [4, 3],
    inputSizes: [4, 3],
    ops: [],
  },
  {name: 'a bias over a symbolic batch', gradient: ['batch', 3], input: [3], gradientSizes: [4, 3], ops: ['ReduceSum']},
  {name: 'a kept axis', gradient: [4, 3], input: [4, 1], ops: ['ReduceSum']},
  {name: 'leading and inner axes', gradient: [2, 4, 3], input: [4, 1], ops: ['ReduceSum', 'Reshape']},
  {name: 'a scalar', gradient: [2, 3], input: [], ops: ['ReduceSum']},
  {name: 'an unknown size against 1', gradient: ['', 3], input: [1, 3], gradientSizes: [5, 3], ops: ['ReduceSum']},
  {
    name: 'a symbol that turns out to be 1',
    gradient: ['n', 3],
    input: ['m', 3],
    gradientSizes: [4, 3],
    inputSizes: [1, 3],
    ops: AT_RUN_TIME,
  },
  {
    name: 'a symbol that turns out to be equal',
    gradient: ['n', 3],
    input: ['m', 3],
    gradientSizes: [4, 3],
    inputSizes: [4, 3],
    ops: AT_RUN_TIME,
  },
  {
    name: 'unknown sizes below extra axes',
    gradient: [2, '', 3],
    input: ['', 3],
    gradientSizes: [2, 4, 3],
    inputSizes: [1, 3],
    ops: AT_RUN_TIME,
  },
];

/** Sums ones over what was stretched: every element becomes the number of times it was used. */
describe('unbroadcast', () => {
  for (const {name, gradient, input, gradientSizes, inputSizes, ops} of cases)
    it(name, async () => {
      const from = gradientSizes ?? (gradient as readonly number[]);
      const to = inputSizes ?? (input as readonly number[]);
      const count = (dims: readonly number[]) => dims.reduce((product, size) => product * size, 1);
      const ones = (dims: readonly number[]) =>
        ({dtype: 'float32', dims, data: new Float32Array(count(dims)).fill(1)}) as const;
      const g = new OpGraph();
      const x = g.input('x', 'float32', input);
      const sum = unbroadcast(g, g.input('dy', 'float32', gradient), x);
      expect(g.build().nodes.map(({opType}) => opType)).to.deep.equal(ops);
      expect(sum.shape).to.deep.equal(input);
      g.output(sum, 'dx');
      const {dx} = await runGraph(g.build(), {x: ones(to), dy: ones(from)});
      expect(dx?.dims).to.deep.equal(to);
      const times = count(to) === 0 ? 0 : count(from) / count(to);
      expect(numbersOf(dx)).to.deep.equal(Array.from({length: count(to)}, () => times));
    });

  it('stops at a rule that gave a shape which cannot have come from the input', () => {
    const g = new OpGraph();
    const [dy, x] = [g.input('dy', 'float32', [2, 3]), g.input('x', 'float32', [2, 4])];
    expect(() => unbroadcast(g, dy, x)).to.throw(/\[2, 3\] for an input of shape \[2, 4\]/);
  });
});
