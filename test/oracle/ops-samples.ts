// Prints every differentiable op sample, its drawn inputs and the weights of its outputs, for ops.py.
import {Random} from '../../src/core/index.js';
import {buildSample, draw, drawInputs, isDifferentiated, sampleCases} from '../support/op-samples.js';

const plain = (data: unknown): unknown => Array.from(data as ArrayLike<unknown>, (value) => (typeof value === 'bigint' ? Number(value) : value));

const cases = sampleCases.filter(isDifferentiated).map((sampleCase) => {
  const {op, title} = sampleCase;
  const {graph, outputs} = buildSample(sampleCase, {kind: 'float32'});
  const random = new Random(`${title}/weights`);
  return {
    op: op.name,
    title,
    attributes: Object.fromEntries(
      Object.entries(graph.nodes[0]?.attributes ?? {}).map(([name, {value}]) => [name, value]),
    ),
    inputs: drawInputs(sampleCase).map(
      (input) =>
        input && {
          dtype: input.tensor.dtype,
          dims: input.tensor.dims,
          data: plain(input.tensor.data),
          isConstant: input.isConstant,
        },
    ),
    outputs: outputs.map(({dtype, shape}) =>
      dtype === 'float32' || dtype === 'float64' ? plain(draw(random, shape as readonly number[]).data) : null,
    ),
  };
});
process.stdout.write(JSON.stringify(cases));
