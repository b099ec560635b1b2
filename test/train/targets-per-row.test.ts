// A network that gives logits for every step of a sequence trains like one over the steps as rows of their own.
import {expect} from 'chai';
import {Random} from '../../src/core/index.js';
import {dense} from '../../src/nn/index.js';
import {type Dim, encodeModel} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {createSession} from '../../src/runtime/index.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import {numbersOf} from '../support/run-graph.js';

const [ROWS, STEPS, FEATURES, CLASSES] = [4, 2, 3, 5];

/** Losses of three steps over all rows, and the weight after them. */
async function train(isSequence: boolean, loss: 'cross-entropy' | 'mse'): Promise<number[]> {
  const classes = loss === 'mse' ? 1 : CLASSES;
  const g = new OpGraph({name: 'network'});
  const shape: readonly Dim[] = isSequence ? ['batch', STEPS, FEATURES] : ['batch', FEATURES];
  const z = dense.build(g, g.input('x', 'float32', shape), {name: 'dense_0', units: classes}, new Random(1));
  g.output(g.op('Reshape', [z, g.ints([-1, classes])], {}, {outputs: ['logits']}));
  const network = g.build();
  const program = buildTrainingProgram({
    ...{network, logits: 'logits', parameters: ['dense_0.weight', 'dense_0.bias'], loss, optimizer: 'adam', seed: 1},
    ...(isSequence ? {targetsPerRow: STEPS} : {}),
  });
  const session = await createSession(encodeModel(program.model), {threads: 1});
  try {
    const random = new Random(2);
    const x = Float32Array.from({length: ROWS * STEPS * FEATURES}, () => random.normal());
    const y = Array.from({length: ROWS * STEPS}, () => random.integer(CLASSES));
    const count = isSequence ? ROWS : ROWS * STEPS;
    const rows = {
      x: {dtype: 'float32', dims: [count, ...(shape.slice(1) as number[])], data: x},
      [program.targetInput.name]: {
        dtype: program.targetInput.dtype,
        dims: isSequence ? [ROWS, STEPS] : [count],
        data: program.targetInput.dtype === 'int32' ? Int32Array.from(y) : Float32Array.from(y),
      },
    } as const;
    const steps = program.stepFeeds({
      firstStep: 1,
      indices: Int32Array.from({length: 3 * count}, (_, at) => at % count),
      batchSize: count,
      lengths: [count, count, count],
      learningRates: [0.1, 0.1, 0.1],
    });
    const outputs = await session.run({...program.pack(network.initializers), ...rows, ...steps});
    const weight = program.unpack(outputs).parameters.get('dense_0.weight');
    return [...program.readLosses(outputs), ...numbersOf(weight)];
  } finally {
    await session.close();
  }
}

describe('a training program with several targets a row', () => {
  for (const loss of ['cross-entropy', 'mse'] as const)
    it(`takes the mean over all of them: ${loss}`, async () => {
      const [together, apart] = [await train(true, loss), await train(false, loss)];
      expect(together).to.have.lengthOf(3 + FEATURES * (loss === 'mse' ? 1 : CLASSES));
      // The same sums in float32, in another order.
      for (const [at, value] of together.entries()) expect(value).to.be.closeTo(apart[at] ?? NaN, 1e-5);
    });
});
