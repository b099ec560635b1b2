import {expect} from 'chai';
import {describeTrace} from '../../src/train/describe-trace.js';
import type {TraceNumbers, TraceResult} from '../../src/train/trace.js';

function tensor(name: string, shape: readonly number[], value: (index: number) => number): TraceNumbers {
  return {name, shape, values: Array.from({length: shape.reduce((a, b) => a * b, 1)}, (_, index) => value(index))};
}

function traceOf(forward: TraceNumbers, weight: TraceNumbers): TraceResult {
  const {shape, values: before} = weight;
  return {
    model: 'm.onnx',
    entry: [],
    forward: [{...forward, op: 'Gemm', inputs: ['x', 'w']}],
    target: {name: 'y', value: 3},
    loss: {name: 'mse', value: 0.25},
    gradients: [],
    optimizer: {name: 'sgd', learningRate: 0.1},
    parameters: [{name: 'w', shape, before, gradient: before, after: before}],
  };
}

describe('describeTrace', () => {
  it('shows a matrix as rows of aligned numbers, and weights by their position', () => {
    const text = describeTrace(
      traceOf(
        tensor('z', [2, 2], (index) => index * 12),
        tensor('w', [2, 2], (index) => index / 2),
      ),
    );
    expect(text).to.include('  z = Gemm(x, w)\n     0  12\n    24  36\n');
    expect(text).to.include('y = 3 (target)');
    expect(text).to.match(/w\[1,0\] +1 +1 +1\n/u);
  });

  it('cuts long rows, tall tensors and long lists of weights, and says so', () => {
    const text = describeTrace(
      traceOf(
        tensor('z', [40, 30], () => 1),
        tensor('w', [100], () => 1),
      ),
    );
    expect(text).to.include('… 30 in all').and.to.include('… 40 rows in all').and.to.include('w … 100 in all');
    expect(text.split('\n')).to.have.length.below(60);
  });

  it('writes very small and very large numbers with an exponent', () => {
    const text = describeTrace(
      traceOf(
        tensor('z', [1, 3], (index) => [1.5e-7, 1 / 3, 2.5e12][index] ?? 0),
        tensor('w', [1], () => 1),
      ),
    );
    expect(text).to.match(/1\.5000e-7 +0\.333333 +2500000000000/u);
  });
});
