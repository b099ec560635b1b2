// YAML, loaded when first needed: most commands read none.
import {createRequire} from 'node:module';
import {readText} from './files.js';

type Yaml = typeof import('yaml');

let loaded: Yaml | undefined;
const yaml = (): Yaml => (loaded ??= createRequire(import.meta.url)('yaml') as Yaml);

/** @throws what the parser throws, naming line and column */
export function parseYaml(text: string): unknown {
  return yaml().parse(text, {prettyErrors: true});
}

export function stringifyYaml(value: unknown): string {
  return yaml().stringify(value);
}

/**
 * Reads a YAML (or JSON) file.
 *
 * @param fail - makes the error for what is no YAML, in the words of the layer that reads
 * @throws IngotError what `fail` makes, and what opening the file throws
 */
export function readYaml(path: string, fail: (message: string, cause: unknown) => Error): unknown {
  const text = readText(path);
  try {
    return parseYaml(text);
  } catch (error) {
    throw fail(`${path}: not readable as YAML: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

/** Where something stands in a text, 1-based. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

export interface LocatedYaml {
  readonly value: unknown;
  /** Why it is no YAML; then `value` means nothing. */
  readonly problem?: {readonly message: string; readonly place: TextPlace};
  /** Where the value at a path begins, or the nearest part around it that stands in the text. */
  readonly placeOf: (path: readonly (string | number)[]) => TextPlace;
}

/** Reads YAML so that later complaints about a value can say where it stands. Duplicate keys are a problem. */
export function parseLocatedYaml(text: string): LocatedYaml {
  const {LineCounter, parseDocument} = yaml();
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {lineCounter, prettyErrors: false});
  const placeAt = (offset: number): TextPlace => {
    const {line, col} = lineCounter.linePos(offset);
    return {line: Math.max(1, line), column: Math.max(1, col)};
  };
  const placeOf = (path: readonly (string | number)[]): TextPlace => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as {range?: readonly number[]} | undefined;
      const start = node?.range?.[0];
      if (start !== undefined) return placeAt(start);
    }
    return {line: 1, column: 1};
  };
  const [error] = document.errors;
  if (error) return {value: null, problem: {message: error.message, place: placeAt(error.pos[0])}, placeOf};
  return {value: document.toJS({maxAliasCount: 100}), placeOf};
}
