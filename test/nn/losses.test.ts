import {expect} from 'chai';
import {buildGradients} from '../../src/autodiff/index.js';
import {losses, resolveLossOptions} from '../../src/nn/index.js';
import type {Tensor} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {readLossOracle} from '../support/oracle.js';
import {buildAndRun, numbersOf} from '../support/build-and-run.js';
import {errorOf} from '../support/error-of.js';
import {float32, largestDifference} from '../support/training.js';

const oracle = readLossOracle();
/** Recorded by itself: see test/train/language-model.test.ts. */
const OF_TOKENS = 'next-token';

/** Two float32 formulations of one function: a few units in the last place of the larger terms. */
const ROUNDING = 1e-6;

describe('losses', () => {
  it('covers every registered loss with a recorded case', () => {
    expect([...new Set([...oracle.values, ...oracle.labels.values].map(({loss}) => loss))]).to.have.members(
      losses.names().filter((name) => name !== OF_TOKENS),
    );
    expect([...new Set([...oracle.trainings, ...oracle.labels.trainings].map(({loss}) => loss))]).to.have.members(
      losses.names().filter((name) => name !== OF_TOKENS),
    );
  });

  for (const recorded of oracle.values) {
    const loss = losses.get(recorded.loss);
    const [rows = 0] = recorded.dims;
    const {options} = recorded;
    const target: Tensor = {
      dtype: loss.targetDtype,
      dims: [rows],
      data: loss.targetDtype === 'int32' ? Int32Array.from(recorded.target) : Float32Array.from(recorded.target),
    };
    const feeds = {logits: float32(recorded.dims, recorded.logits), target};

    describe(`${loss.name} ${JSON.stringify(options)}`, () => {
      it('equals PyTorch from small and from extreme logits', async () => {
        const {mean} = await buildAndRun((g) => {
          const logits = g.input('logits', 'float32', ['batch', recorded.dims[1] ?? 1]);
          return {mean: loss.build(g, logits, g.input('target', loss.targetDtype, ['batch']), options)};
        }, feeds);
        expect(mean?.dims).to.deep.equal([]);
        expect(largestDifference(numbersOf(mean), [recorded.mean])).to.be.below(ROUNDING);
      });

      it('has the gradient PyTorch gives, in closed form and by reverse mode', async () => {
        const {closed, reverse} = await buildAndRun((g) => {
          const logits = g.input('logits', 'float32', ['batch', recorded.dims[1] ?? 1]);
          const labels = g.input('target', loss.targetDtype, ['batch']);
          const [gradient] = buildGradients(g, loss.build(g, logits, labels, options), [logits]);
          return {
            closed: g.scale(loss.parts(g, logits, labels, options).gradient(), 1 / rows),
            reverse: gradient ?? logits,
          };
        }, feeds);
        expect(largestDifference(numbersOf(closed), recorded.gradient)).to.be.below(ROUNDING);
        expect(largestDifference(numbersOf(reverse), recorded.gradient)).to.be.below(ROUNDING);
      });

      it('takes a target of either form and needs no extra node for the one it names', () => {
        // Asserted through the graph: a Squeeze or Unsqueeze appears only for the other form.
        const count = async (shape: readonly string[] | readonly [string, number]): Promise<number> => {
          let nodes = 0;
          await buildAndRun(
            (g) => {
              const logits = g.input('logits', 'float32', ['batch', recorded.dims[1] ?? 1]);
              const mean = loss.build(g, logits, g.input('target', loss.targetDtype, shape));
              nodes = g.build().nodes.length;
              return {mean};
            },
            {...feeds, target: {...target, dims: shape.length === 1 ? [rows] : [rows, 1]}},
          );
          return nodes;
        };
        return Promise.all([count(['batch']), count(['batch', 1])]).then(([vector, column]) => {
          expect(vector - column).to.equal(loss.targetForm === 'vector' ? -1 : 1);
        });
      });
    });
  }

  for (const recorded of [...oracle.shares.values, ...oracle.labels.values]) {
    const {loss: name, options, dims} = recorded;
    it(`takes numbers for all classes as PyTorch does: ${name} ${JSON.stringify(options)}`, async () => {
      const loss = losses.get(name);
      expect(loss.takesShares).to.equal(true);
      const [rows = 0, outputs = 1] = dims;
      const classes = recorded.target.length / rows;
      const {mean, closed, reverse} = await buildAndRun(
        (g) => {
          const logits = g.input('logits', 'float32', ['batch', outputs]);
          const target = g.input('target', 'float32', ['batch', classes]);
          const built = loss.build(g, logits, target, options);
          const [gradient] = buildGradients(g, built, [logits]);
          const parts = loss.parts(g, logits, target, options);
          return {mean: built, closed: g.scale(parts.gradient(), 1 / rows), reverse: gradient ?? logits};
        },
        {logits: float32(dims, recorded.logits), target: float32([rows, classes], recorded.target)},
      );
      expect(largestDifference(numbersOf(mean), [recorded.mean])).to.be.below(ROUNDING);
      expect(largestDifference(numbersOf(closed), recorded.gradient)).to.be.below(ROUNDING);
      expect(largestDifference(numbersOf(reverse), recorded.gradient)).to.be.below(ROUNDING);
    });
  }

  it('names an unknown option with the nearest known, and a value out of range', () => {
    const resolve = (name: string, given: Record<string, number>) => () => resolveLossOptions(losses.get(name), given);
    const unknown = errorOf(resolve('huber', {dleta: 1}));
    expect(unknown).to.have.property('code', 'LOSS_OPTION_UNKNOWN');
    expect(unknown.suggestions.join(' ')).to.include("'delta'");
    expect(errorOf(resolve('mse', {delta: 1})).suggestions.join()).to.include('no options');
    for (const [name, given] of [
      ['huber', {delta: 0}],
      ['quantile', {tau: 1}],
      ['cross-entropy', {smoothing: -0.1}],
      ['focal', {gamma: NaN}],
    ] as const)
      expect(errorOf(resolve(name, given)), name).to.have.property('code', 'LOSS_OPTION_INVALID');
    expect(resolveLossOptions(losses.get('binary-focal'), {gamma: 3})).to.deep.equal({gamma: 3, alpha: 0.25});
  });

  it('keeps the focal gradient a number where the true class has all of the probability', async () => {
    const feeds = {logits: float32([2, 2], [200, -200, -200, 200])};
    for (const gamma of [0, 0.5, 2]) {
      const {gradient} = await buildAndRun((g) => {
        const logits = g.input('logits', 'float32', ['batch', 2]);
        const target = g.constant('int32', [2], Int32Array.of(0, 1));
        return {gradient: losses.get('focal').parts(g, logits, target, {gamma}).gradient()};
      }, feeds);
      expect(numbersOf(gradient).map(Math.abs), String(gamma)).to.deep.equal([0, 0, 0, 0]);
    }
  });

  it('refuses cross-entropy over an unknown number of classes', () => {
    const g = new OpGraph({name: 'test'});
    const logits = g.input('logits', 'float32', ['batch', 'classes']);
    const target = g.input('target', 'int32', ['batch']);
    expect(() => losses.get('cross-entropy').build(g, logits, target)).to.throw(/fixed number of classes/u);
  });
});
