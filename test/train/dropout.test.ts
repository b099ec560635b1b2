import {expect} from 'chai';
import {OpGraph} from '../../src/ops/index.js';
import {buildMask, dropoutKeys, dropoutTable, rewriteDropout} from '../../src/train/dropout.js';
import {errorOf} from '../support/error-of.js';
import {buildAndRun, numbersOf} from '../support/build-and-run.js';

const ROWS = 128;
const WIDTH = 64;
const STEPS = 40;
const CELLS = ROWS * WIDTH;

/** Kept cells, 0 or 1, of consecutive steps of a layer, computed in the graph. */
async function masks(seed: number, layer: number, ratio: number, firstStep = 1): Promise<Uint8Array[]> {
  const table = dropoutTable(seed, layer, [ROWS, WIDTH]);
  const keys = dropoutKeys(seed, layer, {first: firstStep, count: STEPS});
  const found: Uint8Array[] = [];
  const outputs = await buildAndRun(
    (g) => {
      const t = g.input('table', 'uint32', table.dims);
      const all = g.input('keys', 'uint32', [STEPS]);
      return Object.fromEntries(
        Array.from({length: STEPS}, (_, step) => {
          const key = g.gather(all, g.scalar(step, 'int64'));
          return [`mask${String(step)}`, buildMask(g, t, key, ratio)];
        }),
      );
    },
    {table, keys},
  );
  for (let step = 0; step < STEPS; step += 1)
    found.push(Uint8Array.from(numbersOf(outputs[`mask${String(step)}`]), (value) => (value === 0 ? 0 : 1)));
  return found;
}

/** How many standard errors a share over `count` independent pairs lies from its expectation. */
function score(observed: number, expected: number, count: number): number {
  return Math.abs(observed - expected) / Math.sqrt((expected * (1 - expected)) / count);
}

const share = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + value, 0) / mask.length;

/** Share of the cells in which both masks keep. */
function both(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (let index = 0; index < a.length; index += 1) count += (a[index] ?? 0) & (b[index] ?? 0);
  return count / a.length;
}

/** Some thousand comparisons are made: the largest of them stays below this when the masks are independent. */
const LARGEST_SCORE = 4.6;

describe('dropout masks', () => {
  for (const ratio of [0.1, 0.3, 0.5, 0.9]) {
    const keep = 1 - ratio;

    it(`keep the share they should, at every step: ratio ${String(ratio)}`, async () => {
      for (const mask of await masks(1, 0, ratio)) expect(score(share(mask), keep, CELLS)).to.be.below(LARGEST_SCORE);
    });

    it(`are independent between steps, neighbours and rows: ratio ${String(ratio)}`, async () => {
      const steps = await masks(2, 0, ratio);
      for (const [index, mask] of steps.entries()) {
        for (const later of steps.slice(index + 1))
          expect(score(both(mask, later), keep * keep, CELLS)).to.be.below(LARGEST_SCORE);
        for (const shift of [1, WIDTH])
          expect(
            score(both(mask.subarray(shift), mask.subarray(0, CELLS - shift)), keep * keep, CELLS - shift),
          ).to.be.below(LARGEST_SCORE);
      }
    });
  }

  it('drop every cell about equally often over the steps', async () => {
    const steps = await masks(3, 1, 0.5);
    let chiSquare = 0;
    for (let cell = 0; cell < CELLS; cell += 1) {
      const kept = steps.reduce((sum, mask) => sum + (mask[cell] ?? 0), 0);
      chiSquare += (kept - STEPS / 2) ** 2 / (STEPS / 4);
    }
    // Mean 1 a cell, standard error √(2 / cells) = 0.016.
    expect(chiSquare / CELLS).to.be.closeTo(1, 0.07);
  });

  it('differ between layers and seeds, and are the same from any starting step', async () => {
    const [base, otherLayer, otherSeed, later] = await Promise.all([
      masks(4, 0, 0.5),
      masks(4, 1, 0.5),
      masks(5, 0, 0.5),
      masks(4, 0, 0.5, 11),
    ]);
    for (const other of [otherLayer, otherSeed])
      for (const [step, mask] of other.entries())
        expect(score(both(mask, base[step] ?? mask), 0.25, CELLS)).to.be.below(LARGEST_SCORE);
    expect(later.slice(0, STEPS - 10)).to.deep.equal(base.slice(10));
  });

  it('scale what is kept so that the expectation stays', async () => {
    const table = dropoutTable(1, 0, [ROWS, WIDTH]);
    const keys = dropoutKeys(1, 0, {first: 1, count: 1});
    const {mask} = await buildAndRun(
      (g) => ({mask: buildMask(g, g.input('table', 'uint32', [ROWS, WIDTH]), g.input('keys', 'uint32', [1]), 0.2)}),
      {table, keys},
    );
    expect([...new Set(numbersOf(mask))].toSorted()).to.deep.equal([0, 1.25]);
  });
});

describe('rewriteDropout', () => {
  const build = (ratio: number, shape: readonly (string | number)[] = ['batch', 3]) => {
    const g = new OpGraph({name: 'network'});
    const x = g.input('x', 'float32', shape);
    g.output(g.op('Dropout', [x, g.scalar(ratio)], {}, {name: 'drop', outputs: ['y']}));
    return g.build();
  };

  it('puts a mask input in the place of each node', () => {
    const {graph, layers} = rewriteDropout(build(0.25));
    expect(layers).to.deep.equal([{maskInput: 'train/mask_0', ratio: 0.25, dims: [3]}]);
    expect(graph.inputs.map(({name}) => name)).to.deep.equal(['x', 'train/mask_0']);
    expect(graph.nodes.map(({opType, inputs}) => [opType, ...inputs])).to.deep.equal([['Mul', 'x', 'train/mask_0']]);
  });

  it('leaves a ratio of 0 as the identity', () => {
    const {graph, layers} = rewriteDropout(build(0));
    expect(layers).to.deep.equal([]);
    expect(graph.nodes.map(({opType}) => opType)).to.deep.equal(['Identity']);
  });

  it('refuses activations of unknown width', () => {
    const error = errorOf(() => rewriteDropout(build(0.5, ['batch', 'width'])));
    expect(error).to.have.property('code', 'TRAIN_NETWORK_INVALID');
    expect(error.message).to.include("'drop'");
  });
});
