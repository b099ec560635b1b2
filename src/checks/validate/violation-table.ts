// Violations as a table, for terminals.
import type {Violation} from './tally.js';

const HEAD = ['column', 'rule', 'verdict', 'count', 'share', 'expected', 'first rows', 'found'];

function cells(violation: Violation): string[] {
  const {column, rule, severity, isTolerated, count, share, expected, firstRows, firstValues} = violation;
  return [
    ...[column ?? '', rule, isTolerated ? 'tolerated' : severity, String(count)],
    ...[share === null ? '' : `${(100 * share).toFixed(2)} %`, expected, firstRows.join(', '), firstValues.join(', ')],
  ];
}

export const violationTable = (violations: readonly Violation[]): {head: string[]; rows: string[][]} => ({
  head: HEAD,
  rows: violations.map(cells),
});
