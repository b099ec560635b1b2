import {checkError} from '../errors.js';
import {measures} from './measures/index.js';

/** @param texts - `'psi=0.1'` each @throws IngotError `DRIFT_OPTION`, `REGISTRY_UNKNOWN` */
export function parseThresholds(texts: readonly string[]): ReadonlyMap<string, number> {
  const thresholds = new Map(measures.values().map(({name, threshold}) => [name, threshold]));
  for (const text of texts) {
    const match = /^\s*([\w-]+)\s*=\s*(\d*\.?\d+(?:e-?\d+)?)\s*$/i.exec(text);
    if (!match)
      throw checkError('DRIFT_OPTION', `A threshold is MEASURE=NUMBER, such as psi=0.1; got '${text}'.`, {
        hints: [`Measures: ${measures.names().join(', ')}.`],
      });
    thresholds.set(measures.get(match[1] ?? '').name, Number(match[2]));
  }
  return thresholds;
}
