import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import {decodeModel, GraphBuilder, float, printGraph} from '../../src/onnx/index.js';

const fixture = (name: string) => decodeModel(readFileSync(new URL(`../../fixtures/onnx/${name}`, import.meta.url)));

describe('printGraph', () => {
  it('shows inputs, constants, nodes, types and inner graphs', () => {
    expect(printGraph(fixture('kitchen-sink.onnx').graph)).to.equal(
      [
        'graph kitchen_sink(x: float32[batch], image: float32[n,3,?], count: int64[], many: sequence(float32[...]), rankless: float32[...]) -> (y: float32[batch])',
        '  weight: float32[1,2] = {1, 2}',
        '  sparse_weight: sparse(float32[4])',
        '  looped = Loop<body=(below)>(count, _, x)  # float32[batch]',
        '    body:',
        '      graph body(step: int64[], condition: bool[], previous: untyped) -> (goes_on: bool[], next: untyped)',
        '        next = Add(x, previous)  # untyped',
        '        goes_on = Identity(condition)  # bool[]',
        '  y = custom.Odd:second<bytes=(14 bytes), floats=[0.5, -1], graphs=(below), ints=[1152921504606846976, -1], nothing=[], sparse=(68 bytes), strings=["a", "ü"], tensors=[float32[1,2] = {1, 2}], type=(30 bytes)>(looped, weight)  # float32[batch]',
        '    graphs:',
        '      graph empty() -> ()',
        '',
      ].join('\n'),
    );
  });

  it('shows numbers shortly but exactly, and long constants by type only', () => {
    const g = new GraphBuilder({infer: (_, [x]) => [{dtype: x?.dtype ?? 'float32', shape: x?.shape}]});
    const x = g.input('x', 'float32', ['batch']);
    const numbers = Float32Array.of(0.1, -0, 1e-7, 16777217, Math.fround(1 / 3), NaN);
    g.initializer('some', {dtype: 'float32', dims: [6], data: numbers});
    g.initializer('words', {dtype: 'string', dims: [2], data: ['a"b', '']});
    g.initializer('many', {dtype: 'float32', dims: [3, 3], data: new Float32Array(9)});
    g.output(g.op('LeakyRelu', [x], {alpha: float(0.01)}), 'y');
    expect(printGraph(g.build())).to.equal(
      [
        'graph(x: float32[batch]) -> (y: float32[batch])',
        '  some: float32[6] = {0.1, -0, 1e-7, 16777216, 0.33333334, NaN}',
        '  words: string[2] = {"a\\"b", ""}',
        '  many: float32[3,3]',
        '  LeakyRelu_0_out = LeakyRelu<alpha=0.01>(x)  # float32[batch]',
        '  y = Identity(LeakyRelu_0_out)  # float32[batch]',
        '',
      ].join('\n'),
    );
  });
});
