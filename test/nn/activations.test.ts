import {expect} from 'chai';
import {buildGradients} from '../../src/autodiff/index.js';
import {activations} from '../../src/nn/index.js';
import {buildAndRun, numbersOf} from '../support/build-and-run.js';
import {readNnOracle} from '../support/nn-oracle.js';
import {float32, largestDifference} from '../support/training.js';

const {points, activations: recorded} = readNnOracle();

/** σ(1 − σ) near σ = 1 has an error of 2⁻²⁴, here times x and the slope of the inner cube: 35 at x = 5. */
const SLOPE_ROUNDING: Readonly<Record<string, number>> = {'gelu-tanh': 35 * 2 ** -24};

describe('activations', () => {
  it('covers every registered activation with recorded values, and every number it takes', () => {
    expect(recorded.filter(({alpha}) => alpha === null).map(({name}) => name)).to.have.members(activations.names());
    const withAlpha = activations.values().filter(({alpha, parameterCount}) => alpha && parameterCount === undefined);
    expect(recorded.filter(({alpha}) => alpha !== null).map(({name}) => name)).to.have.members(
      withAlpha.map(({name}) => name),
    );
  });

  for (const {name, alpha, values, slopes} of recorded)
    it(`equals PyTorch, and so does its slope: ${name}${alpha === null ? '' : ` ${String(alpha)}`}`, async () => {
      const feeds = {x: float32([points.length], points)};
      const {y, slope} = await buildAndRun((g) => {
        const x = g.input('x', 'float32', ['n']);
        const result = activations.get(name).build(g, x, {name: 'layer.a', ...(alpha === null ? {} : {alpha})});
        expect(result.name).to.equal('layer.a');
        const [gradient = x] = buildGradients(g, g.reduceSum(result), [x]);
        return {y: result, slope: gradient};
      }, feeds);
      // Float32 approximations of erf, exp and tanh differ in the last places.
      expect(largestDifference(numbersOf(y), values)).to.be.below(1e-6);
      expect(largestDifference(numbersOf(slope), slopes)).to.be.below(SLOPE_ROUNDING[name] ?? 1e-6);
    });

  it('learns the slope of prelu from alpha on', async () => {
    const {slope, gradient} = await buildAndRun(
      (g) => {
        const x = g.input('x', 'float32', ['n']);
        const y = activations.get('prelu').build(g, x, {name: 'dense_0.a', alpha: 0.5});
        const parameter = g.value('dense_0.slope');
        const [byParameter = x] = buildGradients(g, g.reduceSum(y), [parameter]);
        return {slope: g.identity(parameter), gradient: byParameter};
      },
      {x: float32([4], [-2, -1, 3, 0])},
    );
    expect(numbersOf(slope)).to.deep.equal([0.5]);
    expect(numbersOf(gradient)).to.deep.equal([-3]);
  });

  it('uses standard operators of opset 18 only', async () => {
    const domains = new Set<string>();
    const since19 = ['Gelu', 'Swish', 'RMSNormalization'];
    for (const activation of activations.values())
      await buildAndRun(
        (g) => {
          const y = activation.build(g, g.input('x', 'float32', ['n']), {name: 'l.a'});
          for (const {domain, opType} of g.build().nodes) {
            domains.add(domain);
            expect(since19).not.to.include(opType);
          }
          return {y};
        },
        {x: float32([1], [0])},
      );
    expect([...domains]).to.deep.equal(['']);
  });
});
