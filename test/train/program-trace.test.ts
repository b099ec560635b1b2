// The traced step of the 3-2-1 network, whose numbers can be checked by hand.
import {expect} from 'chai';
import {encodeModel} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {createSession} from '../../src/runtime/index.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import {numbersOf} from '../support/run-graph.js';
import {float32} from '../support/training.js';

describe('traced training step', () => {
  it('gives every value, gradient and updated weight of the 3-2-1 network', async () => {
    const g = new OpGraph({name: 'network'});
    const w = g.initializer('w', float32([3, 2], [0.5, 0.5, 0.5, 0, 0, 0.5]));
    const mask = g.initializer('mask', float32([3, 2], [1, 1, 1, 0, 0, 1]));
    const masked = g.op('Mul', [w, mask], {}, {outputs: ['masked']});
    const b = g.initializer('b', float32([2], [0.5, 1]));
    const z = g.op('Gemm', [g.input('x', 'float32', ['batch', 3]), masked, b], {}, {outputs: ['z']});
    const v = g.initializer('v', float32([2, 1], [0.5, 0.5]));
    g.output(g.op('Gemm', [z, v, g.initializer('c', float32([1], [2]))], {}, {outputs: ['y']}));
    const network = g.build();
    const program = buildTrainingProgram({
      network,
      logits: 'y',
      parameters: ['w', 'b', 'v', 'c'],
      loss: 'half-squared-error',
      optimizer: 'sgd',
      seed: 1,
      traceValues: true,
    });
    const session = await createSession(encodeModel(program.model), {threads: 1});
    const outputs = await session.run({
      ...program.pack(network.initializers),
      x: float32([1, 3], [1, 2, 3]),
      [program.targetInput.name]: float32([1], [3]),
      ...program.stepFeeds({
        firstStep: 1,
        indices: Int32Array.of(0),
        batchSize: 1,
        lengths: [1],
        learningRates: [0.1],
      }),
    });
    await session.close();
    const trace = program.readTrace(outputs);
    const find = (kind: string, name: string): number[] =>
      numbersOf(trace.find((entry) => entry.kind === kind && entry.name === name)?.tensor);
    expect(find('value', 'z')).to.deep.equal([2, 3]);
    expect(find('value', 'y')).to.deep.equal([4.5]);
    expect([...program.readLosses(outputs)]).to.deep.equal([1.125]);
    expect(find('gradient', 'y')).to.deep.equal([1.5]);
    expect(find('gradient', 'z')).to.deep.equal([0.75, 0.75]);
    expect(find('gradient', 'v')).to.deep.equal([3, 4.5]);
    expect(find('gradient', 'w')).to.deep.equal([0.75, 0.75, 1.5, 0, 0, 2.25]);
    const after = program.unpack(outputs).parameters;
    const expected = {w: [0.425, 0.425, 0.35, 0, 0, 0.275], b: [0.425, 0.925], v: [0.2, 0.05], c: [1.85]};
    for (const [name, values] of Object.entries(expected))
      // 0.1 is no float32: exact up to its rounding.
      for (const [index, value] of values.entries())
        expect(numbersOf(after.get(name))[index], name).to.be.closeTo(value, 1e-7);
  });
});
