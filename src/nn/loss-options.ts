// A loss's options as people give them: checked, completed by the defaults.
import {resolveOptions, type OptionTable, type OptionValues} from '../core/index.js';
import {nnError} from './errors.js';

/**
 * @returns every option of the loss
 * @throws IngotError `LOSS_OPTION_UNKNOWN` with the nearest name, `LOSS_OPTION_INVALID`
 */
export function resolveLossOptions<Name extends string>(
  loss: {readonly name: string; readonly options: OptionTable<Name>},
  given: OptionValues,
): OptionValues<Name> {
  return resolveOptions({...loss, kind: 'loss'}, given, ({problem, message, hints}) =>
    nnError(problem === 'unknown' ? 'LOSS_OPTION_UNKNOWN' : 'LOSS_OPTION_INVALID', message, {hints}),
  );
}
