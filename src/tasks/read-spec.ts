// A network written down in YAML: its options, as an architecture takes them.
import {readYaml} from '../core/index.js';
import {camelKeys} from '../models/index.js';
import {taskError} from './errors.js';

/**
 * @throws IngotError `MODEL_SPEC_INVALID` for what is no YAML or no map with `layers`; what opening the file throws.
 * What the layers say is checked by the architecture.
 */
export function readSpec(path: string): Readonly<Record<string, unknown>> {
  const content = readYaml(path, (message, cause) => invalid(path, message, cause));
  if (typeof content !== 'object' || content === null || !('layers' in content))
    throw invalid(path, `${path}: expected a map with 'layers', got ${JSON.stringify(content)}`);
  return camelKeys(content);
}

function invalid(path: string, message: string, cause?: unknown): Error {
  return taskError('MODEL_SPEC_INVALID', `${message}.`, {
    hints: ["Write 'layers:' and below it one layer a line, such as '- dense: 64'."],
    data: {path},
    cause,
  });
}
