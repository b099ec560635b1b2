// Transforms against what scikit-learn, NumPy, SciPy and Python's calendar say (test/oracle/transforms.py).
import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import {ColumnStatistics, makeRawField, type Kind, type Stage} from '../../src/data/index.js';
import {buildStage, fitStage, inverseStage} from '../../src/transforms/index.js';
import {normalQuantile} from '../../src/transforms/normal-quantile.js';
import {buildAndRun, numbersOf} from '../support/build-and-run.js';
import {errorOf} from '../support/error-of.js';

interface Oracle {
  readonly quantile: readonly {
    readonly values: number[];
    readonly levels: number;
    readonly at: number[];
    readonly scores: number[];
    readonly knots: number[];
    readonly knotScores: number[];
  }[];
  readonly robust: {readonly values: number[]; readonly scaled: number[]};
  readonly log1p: {readonly x: number[]; readonly log1p: number[]; readonly y: number[]; readonly expm1: number[]};
  readonly dates: readonly {readonly seconds: number; readonly parts: number[]}[];
  readonly normal: readonly (readonly [number, number])[];
}
const oracle = JSON.parse(readFileSync(new URL('../oracle/transforms.json', import.meta.url), 'utf8')) as Oracle;

function fit(
  transform: string,
  values: readonly number[],
  options: Record<string, number> = {},
  kind: Kind = 'numeric',
) {
  const statistics = new ColumnStatistics();
  statistics.add(Float64Array.from(values));
  const fields = [makeRawField('x', kind)];
  return fitStage({transform, columns: ['x'], fields, statistics: new Map([['x', statistics]]), options});
}

async function apply(stage: Stage, values: readonly number[], way: 'build' | 'inverse' = 'build'): Promise<number[]> {
  const x = {dtype: 'float64' as const, dims: [values.length, 1], data: Float64Array.from(values)};
  const outputs = await buildAndRun(
    (g) => {
      const input = g.input('x', 'float64', ['batch', 1]);
      return {y: way === 'build' ? buildStage(g, stage, input) : inverseStage(g, stage, input)};
    },
    {x},
  );
  return numbersOf(outputs['y']);
}

describe('quantile', () => {
  for (const {values, levels, at, scores, knots, knotScores} of oracle.quantile) {
    const title = `${String(values.length)} values, ${String(levels)} levels`;
    it(`equals scikit-learn at the quantiles: ${title}`, async () => {
      const got = await apply(fit('quantile', values, {levels}), knots);
      got.forEach((score, index) => {
        // A quantile that is a value but for its last digit may lie on either side of the ends' jump.
        if (index === 0 || index === knots.length - 1) expect(Math.abs(score)).to.be.closeTo(5.1993, 1e-4);
        else expect(score, `quantile ${String(index)}`).to.be.closeTo(knotScores[index]!, 2e-6); // float32, and a digit of x
      });
    });

    it(`is near scikit-learn between them: ${title}`, async () => {
      const got = await apply(fit('quantile', values, {levels}), at);
      // Within a piece the score is interpolated, not the probability: over a halving of the probability, the widest
      // piece there is, the two differ by less than this.
      got.forEach((score, index) => expect(score, String(at[index])).to.be.closeTo(scores[index]!, 0.025));
    });

    it(`leads back from scores to values within the range: ${title}`, async () => {
      const stage = fit('quantile', values, {levels});
      const range = Math.max(...values) - Math.min(...values);
      const back = await apply(stage, await apply(stage, values), 'inverse');
      back.forEach((value, index) => expect(value).to.be.closeTo(values[index]!, 1e-6 * range)); // float32 on the way
      const beyond = await apply(stage, [-40, 40], 'inverse');
      expect(beyond).to.deep.equal([Math.min(...values), Math.max(...values)]);
    });
  }

  it('never falls where values rise', async () => {
    const [{values}] = oracle.quantile as [Oracle['quantile'][number]];
    const line = Array.from({length: 5000}, (_, step) => step * 0.03);
    const scores = await apply(fit('quantile', values, {levels: 40}), line);
    scores.slice(1).forEach((score, step) => expect(score).to.be.at.least(scores[step]!));
  });

  it('has normal scores from the quantile function of the normal distribution', () => {
    for (const [p, z] of oracle.normal)
      expect(normalQuantile(p)).to.be.closeTo(z, 1e-14 * Math.max(1, Math.abs(z) * 10));
  });
});

describe('robust', () => {
  it('equals scikit-learn', async () => {
    const {values, scaled} = oracle.robust;
    (await apply(fit('robust', values), values)).forEach(
      (value, index) => expect(value).to.be.closeTo(scaled[index]!, 1e-6 * Math.max(1, Math.abs(scaled[index]!))), // float32
    );
  });
});

describe('log1p', () => {
  it('equals NumPy to the last digits, for small arguments too, both ways', async () => {
    const {x, log1p, y, expm1} = oracle.log1p;
    const stage = fit('log1p', x);
    (await apply(stage, x)).forEach((value, index) =>
      expect(value, String(x[index])).to.be.closeTo(log1p[index]!, 4e-16 * Math.max(Math.abs(log1p[index]!), 1e-300)),
    );
    (await apply(stage, y, 'inverse')).forEach((value, index) =>
      expect(value, String(y[index])).to.be.closeTo(expm1[index]!, 1e-15 * Math.max(Math.abs(expm1[index]!), 1e-300)),
    );
  });

  it('refuses values of -1 and below, naming the column', () => {
    for (const low of [-1, -3]) {
      const error = errorOf(() => fit('log1p', [low, 0, 5]));
      expect(error).to.include({code: 'TRANSFORM_RANGE', exitStatus: 3});
      expect(error.message).to.include(`'x' has values down to ${String(low)}`);
    }
  });
});

describe('datetime-parts', () => {
  it("equals Python's calendar from the year 1 to 9999, before 1970 too", async () => {
    const stage = fit('datetime-parts', [0], {}, 'datetime');
    expect(stage.outputs).to.deep.equal(['x_year', 'x_month', 'x_weekday', 'x_hour_sin', 'x_hour_cos']);
    const got = await apply(
      stage,
      oracle.dates.map(({seconds}) => seconds),
    );
    oracle.dates.forEach(({seconds, parts}, row) => {
      const own = got.slice(row * 5, row * 5 + 5);
      expect(own.slice(0, 3), String(seconds)).to.deep.equal(parts.slice(0, 3));
      own.slice(3).forEach((value, at) => expect(value).to.be.closeTo(parts[at + 3]!, 1e-12));
    });
  });
});
