// Bounds of distributions for a schema: what was seen, and how far from it the next rows may be.
import type {ColumnStatistics, Kind} from '../../data/index.js';

const QUANTILES = [0.05, 0.5, 0.95];
const MOST_SHARES = 30;

/** What {@link boundLines} does, for the head of the schema. */
export function slackLine(slack: number): string {
  return (
    `# Bounds of distributions: means and quantiles ${String(slack)} standard deviations around what was seen, deviations and ` +
    `numbers of different values ${String(100 * slack)} % around it, shares of values and of missing cells ${String(slack)} around it.`
  );
}

/** Lines of JSON, which is YAML. */
export function boundLines(kind: Kind, statistics: ColumnStatistics, slack: number): string[] {
  const {count, missing, present} = statistics;
  const share = count === 0 ? 0 : missing / count;
  const lines = [`missing_share: ${around(share, slack, [0, 1])}`];
  if (present === 0) return lines;
  return [...lines, ...(BOUNDS[kind]?.(statistics, slack) ?? [])];
}

const BOUNDS: Readonly<Partial<Record<Kind, (statistics: ColumnStatistics, slack: number) => string[]>>> = {
  numeric: (statistics, slack) => {
    const {mean, deviation} = statistics;
    const reach = slack * deviation;
    const quantiles = QUANTILES.map((q) => `"${String(q)}": ${around(statistics.quantile(q), reach)}`);
    return [
      `mean: ${around(mean, reach)}`,
      `std: ${around(deviation, reach, [0, Infinity])}`,
      `quantiles: {${quantiles.join(', ')}}`,
    ];
  },
  boolean: ({mean}, slack) => [`mean: ${around(mean, slack, [0, 1])}`],
  category: ({distinct, isDistinctExact, frequencies, present}, slack) => {
    if (!isDistinctExact || distinct > MOST_SHARES) return [distinctLine(distinct, slack)];
    const shares = [...frequencies]
      .map(([value, seen]) => [String(value), seen] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([value, seen]) => `${JSON.stringify(value)}: ${around(seen / present, slack, [0, 1])}`);
    return [distinctLine(distinct, slack), `shares: {${shares.join(', ')}}`];
  },
  text: ({distinct}, slack) => [distinctLine(distinct, slack)],
};

const distinctLine = (distinct: number, slack: number): string =>
  `distinct: [${String(Math.floor(distinct * (1 - slack)))}, ${String(Math.ceil(distinct * (1 + slack)))}]`;

/** Four digits, outwards, so that what was seen lies inside whatever the slack. */
function around(seen: number, reach: number, [least, most] = [-Infinity, Infinity]): string {
  const low = Math.max(least, seen - reach);
  const high = Math.min(most, seen + reach);
  return `[${String(outwards(low, Math.floor))}, ${String(outwards(high, Math.ceil))}]`;
}

function outwards(value: number, direction: (value: number) => number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const size = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 3);
  return Number((direction(value / size) * size).toPrecision(4));
}
