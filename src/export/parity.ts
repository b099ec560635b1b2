// Whether two runs of a model over the same rows say the same. see ARCHITECTURE, Same numbers.
import {scoredOutput, type OutputRows} from '../eval/index.js';
import {LABEL_THRESHOLD, type ModelSignature} from '../prepare/index.js';

const TOLERANCE = 1e-5;

export interface Difference {
  readonly output: string;
  /** 0-based. */
  readonly row: number;
  readonly expected: number | string | null;
  readonly actual: number | string | null;
  /** What would have been allowed; absent for labels. */
  readonly allowed?: number;
}

export interface Parity {
  readonly rows: number;
  /** The largest |a − b| over probabilities or predictions. */
  readonly largest: number;
  /** The values beyond the tolerance, at most ten. */
  readonly differences: readonly Difference[];
}

/**
 * |a − b| ≤ 1e-5·(1 + |b|) on probabilities and ≤ 1e-5·(target deviation + |b|) on regression, b being `expected`;
 * labels are equal unless the two best probabilities lie closer than 1e-5; of several, unless theirs is so close to 0.5.
 */
export function compareOutputs(signature: ModelSignature, expected: OutputRows, actual: OutputRows): Parity {
  const differences: Difference[] = [];
  let largest = 0;
  const scored = scoredOutput(signature);
  const scale = scored === 'probabilities' ? 1 : (signature.target.deviation ?? 0);
  (expected[scored] ?? []).forEach((row, index) => {
    row.forEach((b, at) => {
      const a = actual[scored]?.[index]?.[at] ?? null;
      const isEqual = a === b;
      const distance = isEqual ? 0 : typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) : Infinity;
      const allowed = TOLERANCE * (scale + Math.abs(Number(b)));
      largest = Math.max(largest, distance);
      if (!(distance <= allowed)) differences.push({output: scored, row: index, expected: b, actual: a, allowed});
    });
  });
  (expected['label'] ?? []).forEach(([b = null], row) => {
    const [a = null] = actual['label']?.[row] ?? [];
    if (String(a) !== String(b) && margin(expected[scored]?.[row] ?? []) >= TOLERANCE)
      differences.push({output: 'label', row, expected: b, actual: a});
  });
  (expected['labels'] ?? []).forEach((labels, row) => {
    labels.forEach((b, at) => {
      const a = actual['labels']?.[row]?.[at] ?? null;
      const distance = Math.abs(Number(expected[scored]?.[row]?.[at]) - LABEL_THRESHOLD);
      if (a !== b && distance >= TOLERANCE) differences.push({output: 'labels', row, expected: b, actual: a});
    });
  });
  return {rows: expected[scored]?.length ?? 0, largest, differences: differences.slice(0, 10)};
}

/** By how much the best probability leads. */
function margin(row: readonly (number | string | null)[]): number {
  const [best = 0, second = 0] = row.map(Number).sort((a, b) => b - a);
  return best - second;
}
