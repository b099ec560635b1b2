// A profile beside its table of columns, for people.
import {ledgerLines} from '../../data/index.js';
import type {DatasetProfile} from './profile.js';

const MAX_CLASSES = 20;

/** Classes, findings, stages and history, a line each. */
export function profileLines({classes, findings, stages, lineage, sampledRows, rows}: DatasetProfile): string[] {
  const shown = (classes ?? []).slice(0, MAX_CLASSES).map(({value, count, share}) => {
    return `${String(value)} ${String(count)} (${(100 * share).toFixed(1)} %)`;
  });
  const more = (classes?.length ?? 0) - shown.length;
  return [
    ...(shown.length === 0 ? [] : [`classes: ${shown.join(', ')}${more > 0 ? `, and ${String(more)} more` : ''}`]),
    ...(sampledRows < rows ? [`relations to the target: from an even sample of ${String(sampledRows)} rows`] : []),
    ...findings.map(({kind, message}) => `${kind}: ${message}`),
    ...stages.map(({transform, columns}) => `fitted: ${transform} of ${columns.join(', ')}`),
    ...lineage.flatMap(({command, ledger}) => [
      `${command}: ${String(ledger.rowsKept)} of ${String(ledger.rowsRead)} rows kept`,
      ...ledgerLines(ledger).map((line) => `  ${line}`),
    ]),
  ];
}
