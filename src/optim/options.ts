// An optimizer's options as people give them: checked, completed by the defaults.
import {nearest} from '../core/index.js';
import type {OptimizerDefinition, OptimizerOptions} from './define.js';
import {optimError} from './errors.js';

/**
 * @throws IngotError `OPTIMIZER_OPTION_UNKNOWN`, `OPTIMIZER_OPTION_INVALID` (each option is at least 0; those below 1
 * in the defaults, all of them, stay below 1)
 */
export function resolveOptimizerOptions(optimizer: OptimizerDefinition, given: OptimizerOptions): OptimizerOptions {
  const {options: defaults} = optimizer.defaults;
  for (const [name, value] of Object.entries(given)) {
    if (!(name in defaults)) {
      const known = Object.keys(defaults);
      const near = nearest(name, known);
      throw optimError('OPTIMIZER_OPTION_UNKNOWN', `Optimizer '${optimizer.name}' has no option '${name}'.`, {
        hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Known: ${known.join(', ')}.`],
      });
    }
    if (!(value >= 0 && value < 1))
      throw optimError(
        'OPTIMIZER_OPTION_INVALID',
        `Optimizer option '${name}' expects a number of at least 0 and below 1, got ${String(value)}.`,
      );
  }
  return {...defaults, ...given};
}
