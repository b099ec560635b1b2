// Models of a few nodes with hand-checkable answers, for tests that need a real session.
import {makeModel, writeModel, type Graph} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {writeSignature, type ModelSignature} from '../../src/prepare/index.js';

const numeric = {kind: 'numeric', missing: []} as const;

const signature: ModelSignature = {
  format: 1,
  task: 'regression',
  architecture: {name: 'linear', options: {}},
  inputs: [
    {name: 'a', role: 'feature', parse: numeric, required: false},
    {name: 'b', role: 'feature', parse: numeric, required: true},
  ],
  target: {name: 'y', parse: numeric, mean: 0, deviation: 1},
  stages: [],
  tensors: {},
  entry: [],
  logits: 'prediction',
  loss: 'mse',
  parents: {},
};

/** prediction = 2·a + b, with a missing a counted as 10. */
function linearGraph(): Graph {
  const g = new OpGraph({name: 'linear'});
  const a = g.input('a', 'float64', ['batch', 1]);
  const b = g.input('b', 'float64', ['batch', 1]);
  const filled = g.where(g.isNaN(a), g.scalar(10, 'float64'), a);
  g.output(g.cast(g.add(g.scale(filled, 2), b), 'float32'), 'prediction', ['batch', 1]);
  return g.build();
}

/** Takes a while for every row: a chain of large products. */
function slowGraph(): Graph {
  const g = new OpGraph({name: 'slow'});
  const a = g.input('a', 'float64', ['batch', 1]);
  const b = g.input('b', 'float64', ['batch', 1]);
  const size = 1500;
  const weights = g.initializer('weights', {
    dtype: 'float64',
    dims: [size, size],
    data: new Float64Array(size * size).fill(1 / size),
  });
  let wide = g.op('Expand', [g.add(g.scale(a, 2), b), g.ints([1, size])]);
  for (let step = 0; step < 12; step += 1) wide = g.matMul(wide, weights);
  g.output(g.cast(g.reduceMean(wide, [1], true), 'float32'), 'prediction', ['batch', 1]);
  return g.build();
}

export async function writeLinearModel(path: string): Promise<void> {
  await writeModel(path, writeSignature(makeModel({graph: linearGraph()}), signature));
}

export async function writeSlowModel(path: string): Promise<void> {
  await writeModel(path, writeSignature(makeModel({graph: slowGraph()}), signature));
}

/** The same computation by a file that ingot did not make. */
export async function writeForeignModel(path: string): Promise<void> {
  await writeModel(path, makeModel({graph: linearGraph()}));
}
