// Reading the options of a transform, which arrive as JSON from flags, files and saved stages.
import type {Json} from '../core/index.js';
import {transformError} from './errors.js';

type Options = Readonly<Record<string, Json>>;

/** @throws IngotError `TRANSFORM_OPTION` when the option is not a number within the range */
export function numberOption(options: Options, name: string, low = -Infinity, high = Infinity): number {
  const value = options[name];
  if (typeof value === 'number' && value >= low && value <= high) return value;
  throw transformError(
    'TRANSFORM_OPTION',
    `Option '${name}' expects a number from ${String(low)} to ${String(high)}, got ${JSON.stringify(value)}.`,
  );
}

/** @throws IngotError `TRANSFORM_OPTION` when the option is none of `choices` */
export function choiceOption<const Choice extends string>(
  options: Options,
  name: string,
  choices: readonly Choice[],
): Choice {
  const value = choices.find((choice) => choice === options[name]);
  if (value !== undefined) return value;
  throw transformError(
    'TRANSFORM_OPTION',
    `Option '${name}' expects one of ${choices.join(', ')}, got ${JSON.stringify(options[name])}.`,
  );
}
