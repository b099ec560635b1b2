// Predictions come back in the target's own units, whatever the target was trained as.
import {expect} from 'chai';
import {runRows} from '../../src/eval/index.js';
import type {Model} from '../../src/onnx/index.js';
import {encodeModel, extractSubgraph, makeModel} from '../../src/onnx/index.js';
import {createSession} from '../../src/runtime/index.js';
import {AGES, builtModel, CITIES, price, PRICES} from '../support/built-model.js';

const rows = AGES.map((age, row) => ({age, city: CITIES[row] ?? null}));

async function logitsOf({graph}: Model): Promise<number[]> {
  const part = extractSubgraph(
    graph,
    graph.inputs.map(({name}) => name),
    ['logits'],
  );
  const session = await createSession(encodeModel(makeModel({graph: part})), {threads: 1});
  const {logits} = await session.run({
    age: {dtype: 'float64', dims: [12, 1], data: Float64Array.from(AGES, (age) => age ?? NaN)},
    city: {dtype: 'string', dims: [12, 1], data: CITIES.map((city) => city ?? '')},
  });
  await session.close();
  return Array.from(logits?.data as Float32Array);
}

const sorted = [...PRICES].sort((a, b) => a - b);
const quantile = (q: number): number => {
  const at = q * 11;
  const below = Math.floor(at);
  return sorted[below]! + (sorted[Math.min(below + 1, 11)]! - sorted[below]!) * (at - below);
};
const logs = PRICES.map(Math.log1p);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

/** The way back by its formula. */
const FORMULAS: Readonly<Record<string, (z: number) => number>> = {
  none: (z) => z,
  'min-max': (z) => sorted[0]! + z * (sorted[11]! - sorted[0]!),
  robust: (z) => quantile(0.5) + z * (quantile(0.75) - quantile(0.25)),
  log1p: (z) => Math.expm1(mean(logs) + z * deviation(logs)),
};

describe('a model of a transformed target', () => {
  for (const [targetTransform, formula] of Object.entries(FORMULAS))
    it(`gives predictions in the target's own units: ${targetTransform}`, async () => {
      const plan = {targetTransform: targetTransform as 'none' | 'log1p'};
      const {model, signature} = await builtModel(price, {}, plan);
      const {prediction} = await runRows(model, signature, rows);
      expect(prediction).to.deep.include({dtype: 'float64', dims: [12, 1]});
      (await logitsOf(model)).forEach((z, row) => {
        const wanted = formula(z);
        expect(Number(prediction?.data[row])).to.be.closeTo(wanted, 1e-9 * Math.max(1, Math.abs(wanted)));
      });
    });

  it('never predicts beyond the values seen when these became normal scores, and rises with the score', async () => {
    const {model, signature} = await builtModel(price, {}, {targetTransform: 'quantile'});
    const {prediction} = await runRows(model, signature, rows);
    const found = (await logitsOf(model))
      .map((z, row) => ({z, value: Number(prediction?.data[row])}))
      .sort((a, b) => a.z - b.z);
    found.forEach(({value}, at) => {
      expect(value).to.be.within(sorted[0]!, sorted[11]!);
      if (at > 0) expect(value).to.be.at.least(found[at - 1]!.value);
    });
    // A score of 0 is the median.
    const near = found.reduce((a, b) => (Math.abs(b.z) < Math.abs(a.z) ? b : a));
    expect(Math.sign(near.value - quantile(0.5)) * Math.sign(near.z)).to.be.at.least(0);
  });
});
