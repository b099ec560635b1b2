// Text in UTF-8 as lines, in pieces as they come.
import {dataError} from './errors.js';
import type {Source} from './sources.js';

const MAX_LINE_CHARACTERS = 1 << 24;

export interface Lines {
  readonly texts: readonly string[];
  /** The one text has no line end behind it: the input ended there. */
  readonly isLast: boolean;
}

/** @throws IngotError `DATA_CORRUPT` for a line that is too long to be one */
export async function* readLines(source: Source): AsyncGenerator<Lines> {
  const decoder = new TextDecoder('utf-8');
  const decode = (chunk?: Uint8Array): string => decoder.decode(chunk, {stream: chunk !== undefined});
  let rest = '';
  let line = 0;
  for await (const bytes of source.bytes()) {
    const texts = (rest + decode(bytes)).split('\n');
    rest = texts.pop() ?? '';
    line += texts.length;
    if (rest.length > MAX_LINE_CHARACTERS)
      throw dataError(
        'DATA_CORRUPT',
        `${source.name}, line ${String(line + 1)}: a line longer than 16 million characters.`,
      );
    yield {texts, isLast: false};
  }
  yield {texts: [rest + decode()], isLast: true};
}
