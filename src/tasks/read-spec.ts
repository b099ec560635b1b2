// A network written down in YAML: its options, as an architecture takes them.
import {readFileSync} from 'node:fs';
import {parse} from 'yaml';
import {fileError} from '../core/index.js';
import {camelKeys} from '../models/index.js';
import {taskError} from './errors.js';

/**
 * @throws IngotError `MODEL_SPEC_INVALID` for what is no YAML or no map with `layers`; what opening the file throws.
 * What the layers say is checked by the architecture.
 */
export function readSpec(path: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError(error, path);
  }
  let content: unknown;
  try {
    content = parse(text, {prettyErrors: true});
  } catch (error) {
    throw invalid(path, `not readable as YAML: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  if (typeof content !== 'object' || content === null || !('layers' in content))
    throw invalid(path, `expected a map with 'layers', got ${JSON.stringify(content)}`);
  return camelKeys(content);
}

function invalid(path: string, what: string, cause?: unknown): Error {
  return taskError('MODEL_SPEC_INVALID', `${path}: ${what}.`, {
    hints: ["Write 'layers:' and below it one layer a line, such as '- dense: 64'."],
    data: {path},
    cause,
  });
}
