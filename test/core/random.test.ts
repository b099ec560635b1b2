import {expect} from 'chai';
import fc from 'fast-check';
import {philox, Random} from '../../src/core/index.js';

type Counter = readonly [number, number, number, number];
type Key = readonly [number, number];

describe('philox', () => {
  // Known-answer vectors of Random123 1.14 (tests/kat_vectors, "philox4x32 10"), the code of Salmon et al. (2011).
  const vectors: readonly {name: string; counter: Counter; key: Key; out: readonly number[]}[] = [
    {name: 'zeros', counter: [0, 0, 0, 0], key: [0, 0], out: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]},
    {
      name: 'ones',
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      key: [0xffffffff, 0xffffffff],
      out: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      name: 'digits of pi',
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      out: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ];
  for (const {name, counter, key, out} of vectors)
    it(`gives the published block for ${name}`, () => expect([...philox(counter, key)]).to.deep.equal(out));
});

describe('Random', () => {
  it('gives the same stream for the same seed and another for another', () => {
    const draw = (seed: number | string): number[] => Array.from({length: 9}, () => streamOf(seed)());
    const streamOf = (seed: number | string): (() => number) => {
      const random = new Random(seed);
      return () => random.uint32();
    };
    expect(draw(42)).to.deep.equal(draw(42));
    expect(draw(42)).not.to.deep.equal(draw(43));
  });

  it('never changes what a seed gives: files made with it must stay reproducible', () => {
    const random = new Random(42);
    expect([random.uint32(), random.uniform(), random.normal(), random.integer(1000)]).to.deep.equal([
      4289882511, 0.8650973150850397, -2.098075888495169, 955,
    ]);
  });

  it('fills an array with what single draws give, from any point of the stream', () => {
    for (const [before, count] of [
      [0, 8],
      [1, 3],
      [3, 10],
      [5, 2],
    ] as const) {
      const [one, many] = [new Random('fill'), new Random('fill')];
      for (let draw = 0; draw < before; draw += 1) expect(many.uint32()).to.equal(one.uint32());
      const filled = new Uint32Array(count);
      many.fillUint32(filled);
      expect([...filled]).to.deep.equal(Array.from(filled, () => one.uint32()));
      expect(many.uint32()).to.equal(one.uint32());
    }
  });

  it('derives streams that do not depend on what was drawn before', () => {
    const fresh = new Random(1).derive('shuffle', 3).uint32();
    const used = new Random(1);
    used.uint32();
    expect(used.derive('shuffle', 3).uint32()).to.equal(fresh);
    expect(used.derive('shuffle', 4).uint32()).not.to.equal(fresh);
  });

  it('draws uniform numbers in [0, 1)', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const value = new Random(seed).uniform();
        return value >= 0 && value < 1;
      }),
    );
  });

  it('draws integers below the bound, each about as often', () => {
    const counts = new Array<number>(7).fill(0);
    const random = new Random('dice');
    for (let draw = 0; draw < 70_000; draw += 1) counts[random.integer(7)]! += 1;
    // 10,000 expected each, deviation 93: five of them.
    for (const count of counts) expect(count).to.be.within(9_535, 10_465);
  });

  it('draws normal numbers of mean 0 and deviation 1', () => {
    const random = new Random('bell');
    const count = 100_000;
    let sum = 0;
    let squares = 0;
    for (let draw = 0; draw < count; draw += 1) {
      const value = random.normal();
      sum += value;
      squares += value * value;
    }
    expect(Math.abs(sum / count)).to.be.below(5 / Math.sqrt(count)); // five standard errors
    expect(Math.abs(squares / count - 1)).to.be.below(5 * Math.sqrt(2 / count));
  });

  it('permutes: every index exactly once, for any count', () => {
    fc.assert(
      fc.property(fc.integer({min: 0, max: 200}), fc.integer(), (count, seed) => {
        const order = [...new Random(seed).permutation(count)].sort((a, b) => a - b);
        expect(order).to.deep.equal(Array.from({length: count}, (_, index) => index));
      }),
    );
  });
});
