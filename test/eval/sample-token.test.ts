// Which token comes next, by temperature, by the most probable ones, and by the share they have.
import {expect} from 'chai';
import {sampleToken} from '../../src/eval/index.js';

describe('a token', () => {
  const logits = [9, 1, 3, 2, 3];
  const isAllowed = (token: number): boolean => token > 0;
  const at = (draw: number, options = {}): number =>
    sampleToken(logits, {temperature: 1, ...options}, {isAllowed, draw});

  it('is the most probable one at temperature 0, the first of equals, and never one that may not come', () => {
    expect(at(0.99, {temperature: 0})).to.equal(2);
    expect(new Set(Array.from({length: 100}, (_, k) => at(k / 100)))).to.deep.equal(new Set([2, 4, 3, 1]));
  });

  it('comes as often as its share says', () => {
    const draws = Array.from({length: 10_000}, (_, k) => at((k + 0.5) / 10_000));
    const total = [1, 3, 2, 3].reduce((sum, z) => sum + Math.exp(z), 0);
    for (const [token, z] of [1, 3, 2, 3].entries())
      expect(draws.filter((drawn) => drawn === token + 1).length / 10_000).to.be.closeTo(Math.exp(z) / total, 2e-4);
  });

  it('is one of the k most probable, or of those that have a share together', () => {
    const seen = (options: object): number[] => [...new Set(Array.from({length: 200}, (_, k) => at(k / 200, options)))];
    expect(seen({topK: 1})).to.deep.equal([2]);
    expect(seen({topK: 3})).to.deep.equal([2, 4, 3]);
    expect(seen({topP: 0.1})).to.deep.equal([2]);
    expect(seen({topP: 0.79})).to.deep.equal([2, 4]);
    expect(seen({topP: 0.9})).to.deep.equal([2, 4, 3]);
  });
});
