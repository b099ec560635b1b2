// Reading an Einsum equation against the ranks of its operands: each term as a list of labels, one an axis.

export interface EinsumTerms {
  /** For each operand, its labels. */
  readonly operands: readonly (readonly string[])[];
  readonly result: readonly string[];
}

/** Labels that stand for the axes of an ellipsis; equations may hold letters only, so these are free. */
const ellipsisLabels = (count: number): string[] => Array.from({length: count}, (_, at) => `…${String(count - at)}`);

/**
 * @param equation - as NumPy's: `ij,jk->ik`, with or without a result, `...` for further axes
 * @param ranks - of the operands
 * @returns undefined where the equation does not fit them
 */
export function readEinsum(equation: string, ranks: readonly number[]): EinsumTerms | undefined {
  const [left = '', right] = equation.replaceAll(' ', '').split('->');
  const terms = left.split(',');
  if (terms.length !== ranks.length) return undefined;
  const operands = terms.map((term, index) => labelsOf(term, ranks[index] ?? 0));
  if (!operands.every((labels, index) => labels?.length === ranks[index])) return undefined;
  const known = operands.map((labels) => labels ?? []);
  const result = right === undefined ? impliedResult(known) : labelsOf(right, ellipsisRank(known) + letters(right));
  return result && {operands: known, result};
}

const letters = (term: string): number => term.replace('...', '').length;

function labelsOf(term: string, rank: number): string[] | undefined {
  if (!/^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/.test(term)) return undefined;
  const [before = '', after] = term.split('...');
  if (after === undefined) return Array.from(before);
  return [...Array.from(before), ...ellipsisLabels(Math.max(0, rank - letters(term))), ...Array.from(after)];
}

const ellipsisRank = (operands: readonly (readonly string[])[]): number =>
  Math.max(0, ...operands.map((labels) => labels.filter((label) => label.startsWith('…')).length));

/** Without `->`: the ellipsis, then the labels that stand once, in the order of the alphabet. */
function impliedResult(operands: readonly (readonly string[])[]): string[] {
  const all = operands.flat().filter((label) => !label.startsWith('…'));
  const once = [...new Set(all)].filter((label) => all.indexOf(label) === all.lastIndexOf(label));
  return [...ellipsisLabels(ellipsisRank(operands)), ...once.sort()];
}

/** The terms as an equation again, without ellipses: any label becomes a letter. */
export function writeEinsum(operands: readonly (readonly string[])[], result: readonly string[]): string {
  const every = [...new Set([...operands.flat(), ...result])];
  const letter = (label: string): string => {
    const at = every.indexOf(label);
    return String.fromCharCode(at < 26 ? 97 + at : 39 + at);
  };
  const term = (labels: readonly string[]): string => labels.map(letter).join('');
  return `${operands.map(term).join(',')}->${term(result)}`;
}
