// YAML, loaded when first needed: most commands read none.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {fileError} from './files.js';

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
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError(error, path);
  }
  try {
    return parseYaml(text);
  } catch (error) {
    throw fail(`${path}: not readable as YAML: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}
