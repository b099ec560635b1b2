// Tails of the two distributions that the tests need.

/** Lanczos's coefficients for g = 7 (Godfrey, 2001). */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x ≥ 0.5. */
function logGamma(x: number): number {
  const z = x - 1;
  const series = LANCZOS.reduce((total, each, index) => total + (index === 0 ? each : each / (z + index)), 0);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(series);
}

/** P(X ≥ statistic) for a chi-square of `freedom` ≥ 1: the regularized upper incomplete gamma function (DLMF 8.9, 8.11). */
export function chiSquareTail(statistic: number, freedom: number): number {
  const [a, x] = [freedom / 2, statistic / 2];
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let [term, total] = [1 / a, 1 / a];
    for (let n = 1; term > total * 1e-17; n += 1) {
      term *= x / (a + n);
      total += term;
    }
    return Math.max(0, 1 - scale * total);
  }
  // Lentz's continued fraction.
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 10_000; n += 1) {
    const an = n * (a - n);
    b += 2;
    d = 1 / (b + an * d);
    c = b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return Math.min(1, scale * h);
}

/** Upper tail at x of Kolmogorov's limiting distribution; below 1 by its theta transform, which converges there. */
export function kolmogorovTail(x: number): number {
  if (x <= 0) return 1;
  let total = 0;
  if (x < 1) {
    for (let k = 1; k <= 19; k += 2) total += Math.exp((-(k ** 2) * Math.PI ** 2) / (8 * x ** 2));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * total;
  }
  for (let k = 1; k <= 10; k += 1) total += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k ** 2 * x ** 2);
  return total;
}
