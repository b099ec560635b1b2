// Plain text, one row a line. Of several files, each line gets the name of its file as a label beside it.
import {basename, extname} from 'node:path';
import {cellParser} from './parse-cell.js';
import {readLines} from './read-lines.js';
import type {Source} from './sources.js';
import type {OpenedText, TextChunk, TextFormat} from './text-format.js';

const TEXT = 'text';
const LABEL = 'label';

/** `reviews/good.txt` → `good`; other endings stay, since they tell files apart: `rt-polarity.pos`. */
function labelOf({fileName}: Source): string {
  return extname(fileName).toLowerCase() === '.txt' ? basename(fileName, extname(fileName)) : basename(fileName);
}

async function* readChunks(source: Source, label: string | undefined): AsyncGenerator<TextChunk> {
  let line = 0;
  for await (const {texts} of readLines(source)) {
    const chunk = {rows: [] as string[][], lines: [] as number[]};
    for (const text of texts) {
      line += 1;
      // The end of a line as Windows writes it; a line of blanks is no row.
      const cell = (line === 1 ? text.replace(/^\ufeff/, '') : text).replace(/\r$/, '');
      if (cell.trim() === '') continue;
      chunk.rows.push(label === undefined ? [cell] : [cell, label]);
      chunk.lines.push(line);
    }
    yield chunk;
  }
}

/** @param isLabelled - whether the files are classes */
export function linesFormat(isLabelled: boolean): TextFormat {
  return {
    name: 'lines',
    open: (source): Promise<OpenedText> =>
      Promise.resolve({
        names: isLabelled ? [TEXT, LABEL] : [TEXT],
        chunks: readChunks(source, isLabelled ? labelOf(source) : undefined),
        notes: [],
        allowDecimalComma: false,
        dialect: {format: 'lines'},
        // A line that says "None" is text like any other.
        decided: {usualMissing: false, kinds: {[TEXT]: 'text'}, ...(isLabelled ? {target: LABEL} : {})},
      }),
    parser: (rule) => {
      const parse = cellParser(rule);
      return (cell) => parse(String(cell));
    },
    formatRow: (cells) => JSON.stringify(cells),
  };
}
