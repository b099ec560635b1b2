// What the losses of a sweep suggest; the sweep itself is run by test/e2e/train-weights.test.ts.
import {expect} from 'chai';
import {describeSweep, readSweep, sweepRates} from '../../src/train/learning-rate-sweep.js';

const rates = sweepRates();

describe('a sweep of learning rates', () => {
  it('grows by one factor from 1e-7 to 10', () => {
    expect(rates).to.have.length(100);
    expect(rates[0]).to.equal(1e-7);
    expect(rates.at(-1)).to.be.closeTo(10, 1e-12);
    const factors = rates.slice(1).map((rate, index) => rate / (rates[index] ?? NaN));
    expect(Math.max(...factors) - Math.min(...factors)).to.be.below(1e-12);
  });

  it('suggests where the loss falls fastest, and ends where it grows without bounds', () => {
    // A slope that is steepest at 1e-3, a minimum, and a wall.
    const losses = rates.map((rate) => 1 - 0.9 / (1 + (1e-3 / rate) ** 2) + (rate > 1 ? 1e3 * rate : 0));
    const {points, suggestion, diverged} = readSweep(rates, losses);
    expect(diverged).to.equal(true);
    expect(points.at(-1)?.learningRate).to.be.within(0.5, 1.5);
    // Smoothing comes a few steps late.
    expect(suggestion).to.be.within(1e-3, 5e-3);
    expect(describeSweep(readSweep(rates, losses))).to.include(`--learning-rate ${String(suggestion)}`);
  });

  it('suggests nothing where the loss only grows, and stops at what is no number', () => {
    const growing = readSweep(
      rates,
      rates.map((_, index) => 1 + index / 100),
    );
    expect(growing.suggestion).to.equal(null);
    expect(describeSweep(growing)).to.include('No suggestion');
    const broken = readSweep(rates, [...Array.from({length: 30}, () => 1), NaN, 1]);
    expect(broken.diverged).to.equal(true);
    expect(broken.points).to.have.length(30);
  });
});
