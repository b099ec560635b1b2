// Drift as a table, for terminals.
import type {ColumnDrift, DriftResult} from './compare.js';

const SHOWN = ['ks', 'chi-square', 'psi', 'wasserstein', 'jensen-shannon', 'missing'];
const HEAD = ['column', 'kind', ...SHOWN, 'drifted'];
const gone = (name: string): string[] => [name, '', ...SHOWN.map(() => ''), 'yes: no such column'];

function cells({name, kind, measures, drifted, because, skipped}: ColumnDrift): string[] {
  const shown = SHOWN.map((wanted) => measures.find(({measure}) => measure === wanted)?.value.toFixed(4) ?? '');
  const verdict = drifted ? `yes: ${because.join(', ')}` : skipped === null ? 'no' : `no: ${skipped}`;
  return [name, kind, ...shown, verdict];
}

export const driftTable = ({columns, onlyReference}: DriftResult): {head: string[]; rows: string[][]} => ({
  head: HEAD,
  rows: [...columns.map(cells), ...onlyReference.map(gone)],
});
