// A table whose target lists labels: each follows from one column, so that a small network learns them.

/** CSV with the columns id, words, links, tone and tags; row 1 has no tag, row 3 none that is known. */
export function posts(rowCount: number): string {
  const rows = Array.from({length: rowCount}, (_, row) => {
    const words = row === 0 ? 99 : (row * 37) % 100;
    const links = row === 0 ? 0 : row === 1 ? 1 : row === 2 ? 9 : (row * 7) % 10;
    const tone = row === 2 || row % 3 === 2 ? 'loud' : 'calm';
    const tags = [
      ...(tone === 'loud' ? ['rant'] : []),
      ...(links > 5 ? ['news'] : []),
      ...(words > 75 || row === 0 ? ['long'] : []),
    ];
    const cell = row % 97 === 3 ? 'NA' : tags.join(' ; ');
    return [row, row === 2 ? 20 : words, links, tone, row === 2 ? 'rant;news' : cell].join(',');
  });
  return `id,words,links,tone,tags\n${rows.join('\n')}\n`;
}
