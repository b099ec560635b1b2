// The interval of a share of independent rows.

/** Two-sided 95 %: the standard normal's 0.975 quantile. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval, 95 %. Stays within [0, 1] and is honest at 0, at 1 and for few rows; [0, 1] for none.
 *
 * @see Wilson, "Probable inference, the law of succession, and statistical inference" (1927)
 */
export function wilsonInterval(successes: number, trials: number): {readonly low: number; readonly high: number} {
  if (trials === 0) return {low: 0, high: 1};
  const share = successes / trials;
  const scale = 1 + Z ** 2 / trials;
  const centre = (share + Z ** 2 / (2 * trials)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2));
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === trials ? 1 : Math.min(1, centre + half),
  };
}
