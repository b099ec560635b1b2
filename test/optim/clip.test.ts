import {expect} from 'chai';
import {clipByGlobalNorm} from '../../src/optim/index.js';
import {buildAndRun, numbersOf} from '../support/build-and-run.js';
import {float32} from '../support/training.js';

describe('clipByGlobalNorm', () => {
  const run = (maxNorm: number) =>
    buildAndRun(
      (g) => {
        const gradients = [g.input('a', 'float32', [2]), g.input('b', 'float32', [1, 1])];
        const {gradients: clipped, norm} = clipByGlobalNorm(g, gradients, maxNorm);
        return {a2: clipped[0] ?? norm, b2: clipped[1] ?? norm, norm};
      },
      {a: float32([2], [3, 0]), b: float32([1, 1], [-4])},
    );

  it('scales all gradients by one factor when their norm is too large', async () => {
    const {a2, b2, norm} = await run(2.5);
    expect(numbersOf(norm)).to.deep.equal([5]);
    expect(numbersOf(a2)[0]).to.be.closeTo(1.5, 1e-5);
    expect(numbersOf(b2)[0]).to.be.closeTo(-2, 1e-5);
  });

  it('leaves smaller gradients exactly as they are', async () => {
    const {a2, b2} = await run(6);
    expect([...numbersOf(a2), ...numbersOf(b2)]).to.deep.equal([3, 0, -4]);
  });
});
