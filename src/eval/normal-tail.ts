// The upper tail of the standard normal distribution, to the last digits: p values are small.

/** Below this the series of erf is used, above it the continued fraction of erfc. */
const BORDER = 2;

/**
 * The chance that a standard normal variable is above z, with a relative error near 1e-14.
 *
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 7.1.6 and 7.1.14
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const x = z / Math.SQRT2;
  return x < BORDER ? (1 - erfSeries(x)) / 2 : erfcFraction(x) / 2;
}

/** erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)): all terms positive, nothing cancels. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * Number.EPSILON; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc(x) = e^(−x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), from the inside out. */
function erfcFraction(x: number): number {
  let rest = 0;
  for (let n = 120; n >= 1; n -= 1) rest = n / 2 / (x + rest);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + rest);
}
