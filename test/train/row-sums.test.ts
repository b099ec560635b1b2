import {expect} from 'chai';
import {OpGraph} from '../../src/ops/index.js';
import {multiplyRowSums} from '../../src/train/row-sums.js';

describe('multiplyRowSums', () => {
  const build = (shape: readonly (string | number)[], axes: readonly number[] | undefined, keepdims = false) => {
    const g = new OpGraph({name: 'test'});
    g.input('ones', 'float32', ['batch']);
    g.output(g.reduceSum(g.input('x', 'float32', shape), axes, keepdims), 'sum');
    return multiplyRowSums(g.build(), 'ones');
  };

  it('makes a product of a sum over the rows of the batch', () => {
    const [node] = build(['batch', 3], [0]).nodes;
    expect(node).to.deep.include({opType: 'MatMul', inputs: ['ones', 'x']});
  });

  for (const [name, graph] of [
    ['over the columns', build(['batch', 3], [1])],
    ['over everything', build(['batch', 3], undefined)],
    ['of what is no batch', build([5, 3], [0])],
    ['that keeps the axis', build(['batch', 3], [0], true)],
    ['of more than two dimensions', build(['batch', 3, 2], [0])],
  ] as const)
    it(`leaves a sum ${name} as it is`, () => {
      expect(graph.nodes.map(({opType}) => opType))
        .to.include('ReduceSum')
        .and.not.to.include('MatMul');
    });
});
