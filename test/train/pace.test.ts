import {expect} from 'chai';
import {createPace} from '../../src/train/pace.js';

/** Runs until the pace has settled. @returns seconds of a run */
function settle(secondsPerStep: number, limit = Infinity): {seconds: number; steps: number} {
  const pace = createPace();
  for (let run = 0; run < 30; run += 1) {
    const steps = Math.min(pace.steps, limit);
    pace.record(steps, steps * secondsPerStep);
  }
  return {seconds: pace.steps * secondsPerStep, steps: pace.steps};
}

describe('the number of steps of a run', () => {
  for (const secondsPerStep of [1e-4, 1e-3, 2e-2, 0.1])
    it(`settles where a run takes 0.2 to 0.5 s, at ${String(secondsPerStep)} s a step`, () => {
      expect(settle(secondsPerStep).seconds).to.be.within(0.2, 0.5);
    });

  it('is one step where a step takes longer than that', () => {
    expect(settle(3).steps).to.equal(1);
  });

  it('is bounded where steps cost next to nothing', () => {
    expect(settle(1e-9).steps).to.be.at.most(16_384);
  });

  it('slows down at once when steps become dear', () => {
    const pace = createPace();
    for (let run = 0; run < 10; run += 1) pace.record(pace.steps, pace.steps * 1e-3);
    pace.record(pace.steps, pace.steps * 1e-1);
    expect(pace.steps * 1e-1).to.be.at.most(0.5);
  });
});
