// Which character separates the cells of a text.

const CANDIDATES = [',', ';', '\t', '|'] as const;
const LINES = 30;

/** Counts each candidate outside quotes, line by line. */
function countByLine(text: string): Map<string, number>[] {
  const lines: Map<string, number>[] = [];
  let counts = new Map<string, number>();
  let isQuoted = false;
  let isEmpty = true;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (!isQuoted && (character === '\n' || character === '\r')) {
      if (!isEmpty) lines.push(counts);
      if (lines.length === LINES) return lines;
      counts = new Map();
      isEmpty = true;
      continue;
    }
    isEmpty = false;
    if (!isQuoted) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  // The last line may be cut; it is used only when there is no other.
  if (lines.length === 0 && !isEmpty) lines.push(counts);
  return lines;
}

/**
 * Finds the delimiter: the candidate that splits most lines into as many cells as the first, and among equals into the
 * most cells.
 *
 * @param text - the beginning of the file
 * @returns `','` where nothing separates anything: one column
 */
export function findDelimiter(text: string): string {
  const lines = countByLine(text);
  const ranked = CANDIDATES.map((candidate) => {
    const expected = lines[0]?.get(candidate) ?? 0;
    const agreeing = lines.filter((counts) => (counts.get(candidate) ?? 0) === expected).length;
    return {candidate, expected, agreeing};
  })
    .filter(({expected}) => expected > 0)
    .sort((a, b) => b.agreeing - a.agreeing || b.expected - a.expected);
  return ranked[0]?.candidate ?? ',';
}
