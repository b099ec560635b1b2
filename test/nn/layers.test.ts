import {expect} from 'chai';
import {buildGradients} from '../../src/autodiff/index.js';
import {Random} from '../../src/core/index.js';
import {dropout, layers, oneHot} from '../../src/nn/index.js';
import type {Dim, Tensor} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {errorOf} from '../support/error-of.js';
import {buildAndRun, numbersOf} from '../support/build-and-run.js';

const BATCH = 7;
/** Weights by name; the running statistics of batch normalization are none. */
const PARAMETER = /weight|bias|scale|slope|embedding/u;
const concrete = (shape: readonly Dim[]): number[] => shape.map((dim) => (typeof dim === 'number' ? dim : BATCH));

function sampleInput(dtype: 'float32' | 'int32', dims: readonly number[]): Tensor {
  const length = dims.reduce((product, dim) => product * dim, 1);
  const random = new Random('layer input');
  return dtype === 'int32'
    ? {dtype, dims, data: Int32Array.from({length}, () => random.integer(2))}
    : {dtype, dims, data: Float32Array.from({length}, () => random.normal())};
}

describe('layers', () => {
  for (const layer of layers.values())
    for (const [index, {shape, dtype, options, output}] of layer.samples.entries()) {
      const title = `${layer.name}, sample ${String(index + 1)}`;

      it(`gives the declared shape and has the declared number of parameters: ${title}`, async () => {
        const g = new OpGraph({name: 'layer'});
        const y = layer.build(g, g.input('x', dtype, shape), options, new Random(1));
        expect(y.shape).to.deep.equal(output);
        const parameters = [...g.build().initializers].filter(([name]) => PARAMETER.test(name));
        const count = parameters.reduce((sum, [, {data}]) => sum + data.length, 0);
        expect(count).to.equal(layer.parameterCount(shape, options));

        const feeds = {x: sampleInput(dtype, concrete(shape))};
        const {y: run} = await buildAndRun(
          (graph) => ({y: layer.build(graph, graph.input('x', dtype, shape), options, new Random(1))}),
          feeds,
        );
        expect(run?.dims).to.deep.equal(concrete(output));
      });

      it(`lets a gradient reach every parameter: ${title}`, async () => {
        const feeds = {x: sampleInput(dtype, concrete(shape))};
        const outputs = await buildAndRun((g) => {
          const y = layer.build(g, g.input('x', dtype, shape), options, new Random(1));
          const names = [...g.build().initializers.keys()].filter((name) => PARAMETER.test(name));
          const wrt = names.map((name) => g.value(name));
          const gradients = buildGradients(g, g.reduceSum(y), wrt);
          return {y, ...Object.fromEntries(gradients.map((gradient, at) => [`gradient/${names[at] ?? ''}`, gradient]))};
        }, feeds);
        for (const [name, tensor] of Object.entries(outputs))
          if (name.startsWith('gradient/'))
            expect(
              numbersOf(tensor).some((value) => value !== 0),
              name,
            ).to.equal(true);
      });
    }

  it('writes one-hot rows in column order, in both formulations', async () => {
    for (const sizes of [
      [2, 3],
      [2, 4000],
    ]) {
      const codes: Tensor = {dtype: 'int32', dims: [2, 2], data: Int32Array.of(1, 0, 0, 2)};
      const {y} = await buildAndRun(
        (g) => ({y: oneHot.build(g, g.input('x', 'int32', ['batch', 2]), {name: 'c', sizes}, new Random(1))}),
        {x: codes},
      );
      const width = sizes.reduce((sum, size) => sum + size, 0);
      const ones = numbersOf(y).flatMap((value, index) =>
        value === 1 ? [[Math.floor(index / width), index % width]] : [],
      );
      expect(ones).to.deep.equal([
        [0, 1],
        [0, 2],
        [1, 0],
        [1, 4],
      ]);
    }
  });

  it('refuses a dropout ratio of 1', () => {
    const g = new OpGraph({name: 'layer'});
    const x = g.input('x', 'float32', ['batch', 2]);
    const error = errorOf(() => dropout.build(g, x, {name: 'd', ratio: 1}, new Random(1)));
    expect(error).to.have.property('code', 'LAYER_OPTION_INVALID');
  });
});
