// Paired tests against values recorded from scipy (test/oracle/metrics.py).
import {expect} from 'chai';
import {readFileSync} from 'node:fs';
import {mcnemar, normalTail, wilcoxon} from '../../src/eval/index.js';

interface Recorded {
  mcnemar: {onlyA: number; onlyB: number; pValue: number}[];
  wilcoxon: {name: string; differences: number[]; pValue: number}[];
  normal_tail: [number, number][];
}
const recorded = JSON.parse(readFileSync(new URL('../oracle/metrics.json', import.meta.url), 'utf8')) as Recorded;

/** Relative: a p value of 1e-200 has as many right digits as one of 0.5. */
function expectRelative(found: number | null, expected: number, tolerance: number): void {
  expect(Math.abs((found ?? NaN) - expected) / expected).to.be.at.most(tolerance);
}

describe('paired tests', () => {
  for (const [z, tail] of recorded.normal_tail)
    it(`normal tail at ${String(z)} agrees with scipy`, () => expectRelative(normalTail(z), tail, 1e-12));

  for (const {onlyA, onlyB, pValue} of recorded.mcnemar)
    it(`McNemar of ${String(onlyA)} and ${String(onlyB)} agrees with scipy, either way round`, () => {
      expectRelative(mcnemar(onlyA, onlyB).pValue, pValue, 1e-9);
      expectRelative(mcnemar(onlyB, onlyA).pValue, pValue, 1e-9);
    });

  for (const {name, differences, pValue} of recorded.wilcoxon)
    it(`Wilcoxon agrees with scipy: ${name}`, () => {
      expectRelative(wilcoxon(Float64Array.from(differences)).pValue, pValue, 1e-9);
      expectRelative(wilcoxon(Float64Array.from(differences, (difference) => -difference)).pValue, pValue, 1e-9);
    });

  it('say that there is nothing to compare when the models do not differ', () => {
    expect(mcnemar(0, 0)).to.deep.include({pValue: null}).and.to.have.property('note');
    expect(wilcoxon(new Float64Array(5)))
      .to.deep.include({pValue: null})
      .and.to.have.property('note');
  });
});
