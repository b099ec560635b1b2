// A loss's options as people give them: checked, completed by the defaults.
import {nearest} from '../core/index.js';
import type {LossOption, LossOptions} from './define.js';
import {nnError} from './errors.js';

/**
 * @returns every option of the loss
 * @throws IngotError `LOSS_OPTION_UNKNOWN` with the nearest name, `LOSS_OPTION_INVALID`
 */
export function resolveLossOptions<Option extends string>(
  loss: {readonly name: string; readonly options: Readonly<Record<Option, LossOption>>},
  given: LossOptions,
): Readonly<Record<Option, number>> {
  const known = Object.keys(loss.options) as Option[];
  for (const name of Object.keys(given)) {
    if ((known as string[]).includes(name)) continue;
    const near = nearest(name, known);
    throw nnError('LOSS_OPTION_UNKNOWN', `Loss '${loss.name}' has no option '${name}'.`, {
      hints: [
        ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
        known.length === 0 ? 'It has no options.' : `Known: ${known.join(', ')}.`,
      ],
    });
  }
  const resolved = known.map((name) => [name, inRange(name, given[name], loss.options[name])] as const);
  return Object.fromEntries(resolved) as Record<Option, number>;
}

function inRange(name: string, value: number | undefined, option: LossOption): number {
  if (value === undefined) return option.default;
  const {min, above = false, below = Infinity} = option;
  if (Number.isFinite(value) && (above ? value > min : value >= min) && value < below) return value;
  const low = above ? `above ${String(min)}` : `of at least ${String(min)}`;
  const high = below === Infinity ? '' : ` and below ${String(below)}`;
  throw nnError('LOSS_OPTION_INVALID', `Loss option '${name}' expects a number ${low}${high}, got ${String(value)}.`);
}
