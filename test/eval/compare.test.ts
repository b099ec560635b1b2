// Two models on the same rows: differences are paired, so they are sharper than two intervals side by side.
import {expect} from 'chai';
import {Random} from '../../src/core/index.js';
import {compareScored, makeClassRows, measureRows, RowSample, type ScoredRows} from '../../src/eval/index.js';

type Scored = Parameters<typeof compareScored>[0];

function scored(rows: ScoredRows, positions?: number[]): Scored {
  const count = new RowSample(rows).weights.length;
  return {
    rows,
    loss: 0,
    skipped: {missingTarget: 0, missingValue: 0},
    positions: positions ?? Array.from({length: count}, (_, row) => row),
    by: [],
    weight: undefined,
    name: 'rows',
  };
}

describe('compareScored', () => {
  const random = new Random('compare test');
  const targets = Float64Array.from({length: 300}, () => random.normal() * 10);
  const shared = Float64Array.from({length: 300}, () => random.normal());
  const near = targets.map((target, row) => target + (shared[row] ?? 0));
  const far = targets.map((target, row) => target + 1.1 * (shared[row] ?? 0));
  const values = (predictions: Float64Array, weights?: Float64Array): ScoredRows => ({
    task: 'regression',
    targets,
    predictions,
    weights,
  });

  it('gives A − B with a paired interval that sees what two intervals cannot', () => {
    const {metrics, rows, test} = compareScored(scored(values(near)), scored(values(far)), 'far.onnx');
    const [a, b] = [measureRows(values(near))['rmse'], measureRows(values(far))['rmse']];
    expect(rows).to.equal(300);
    expect(metrics['rmse']).to.deep.include({a: a?.value, b: b?.value, better: 'a'});
    expect(metrics['rmse']?.difference).to.equal((a?.value ?? NaN) - (b?.value ?? NaN));
    expect(metrics['rmse']?.high).to.be.below(0);
    // Side by side the two intervals overlap.
    expect(a?.high).to.be.above(b?.low ?? NaN);
    // R² is better when higher, RMSE when lower: the same model wins both.
    expect(metrics['r2']).to.include({better: 'a'});
    expect(test.name).to.equal('wilcoxon');
    expect(test.pValue).to.be.below(1e-10);
  });

  it('is the mirror image the other way round', () => {
    const one = compareScored(scored(values(near)), scored(values(far)), 'far.onnx');
    const other = compareScored(scored(values(far)), scored(values(near)), 'near.onnx');
    expect(other.metrics['mae']).to.deep.include({
      a: one.metrics['mae']?.b,
      better: 'b',
      difference: -(one.metrics['mae']?.difference ?? NaN),
    });
    expect(other.test.pValue).to.equal(one.test.pValue);
  });

  it('finds no difference between a model and itself', () => {
    const {metrics, test} = compareScored(scored(values(near)), scored(values(near)), 'near.onnx');
    for (const {difference, low, high, better} of Object.values(metrics))
      expect([difference, low, high, better]).to.deep.equal([0, 0, 0, null]);
    expect(test.pValue).to.equal(null);
  });

  it('compares on the rows that both have, found by their place in the data', () => {
    const pick = (from: number, to: number): {rows: ScoredRows; positions: number[]} => ({
      rows: {task: 'regression', targets: targets.slice(from, to), predictions: near.slice(from, to)},
      positions: Array.from({length: to - from}, (_, row) => from + row),
    });
    const [a, b] = [pick(0, 200), pick(150, 300)];
    const {rows, metrics} = compareScored(scored(a.rows, a.positions), scored(b.rows, b.positions), 'b.onnx');
    expect(rows).to.equal(50);
    expect(metrics['rmse']?.difference).to.equal(0);
    const rest = pick(200, 300);
    expect(() => compareScored(scored(a.rows, a.positions), scored(rest.rows, rest.positions), 'b.onnx')).to.throw(
      /no row .* both/,
    );
  });

  it('counts rows by their weights', () => {
    const weights = targets.map((_, row) => (row < 30 ? 1 : 0));
    const {metrics} = compareScored(scored(values(near, weights)), scored(values(far, weights)), 'far.onnx');
    expect(metrics['mae']?.a).to.be.closeTo(
      shared.slice(0, 30).reduce((sum, error) => sum + Math.abs(error), 0) / 30,
      1e-12,
    );
    expect(metrics['mae']?.better).to.equal('a');
  });

  it('tests classes by the rows that only one model has right', () => {
    const labels = Int32Array.from({length: 20}, () => 1);
    const sure = (isRight: (row: number) => boolean): ScoredRows =>
      makeClassRows(
        ['no', 'yes'],
        labels,
        Float64Array.from({length: 40}, (_, at) => ((at % 2 === 1) === isRight(Math.floor(at / 2)) ? 0.9 : 0.1)),
      );
    const {test, metrics} = compareScored(scored(sure((row) => row < 18)), scored(sure((row) => row >= 8)), 'b.onnx');
    // 8 rows only A has right, 2 only B: 2 · (1 + 10 + 45) / 2¹⁰.
    expect(test.name).to.equal('mcnemar');
    expect(test.pValue).to.be.closeTo(112 / 1024, 1e-12);
    expect(metrics['accuracy']?.difference).to.be.closeTo(0.3, 1e-12);
    expect(metrics['roc_auc']).to.deep.include({a: null, difference: null, low: null, better: null});
  });
});
