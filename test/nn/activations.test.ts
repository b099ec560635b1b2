import {expect} from 'chai';
import {activations} from '../../src/nn/index.js';
import {readTrainingOracle} from '../support/oracle.js';
import {buildAndRun, numbersOf} from '../support/build-and-run.js';
import {float32, largestDifference} from '../support/training.js';

const {points, values} = readTrainingOracle().activations;

describe('activations', () => {
  it('covers every registered activation with recorded values', () => {
    expect(Object.keys(values)).to.have.members(activations.names());
  });

  for (const activation of activations.values())
    it(`equals PyTorch: ${activation.name}`, async () => {
      const feeds = {x: float32([points.length], points)};
      const {y} = await buildAndRun((g) => ({y: activation.build(g, g.input('x', 'float32', ['n']), 'named')}), feeds);
      // Float32 approximations of erf, exp and tanh differ in the last places.
      expect(largestDifference(numbersOf(y), values[activation.name] ?? [])).to.be.below(1e-6);
    });
});
