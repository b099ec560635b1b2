// Numbers that shape a loss, an optimizer or a schedule: each definition declares its own, by name, and what people
// give is checked against that and completed by the defaults.
import {nearest} from './nearest.js';
import {describeRange, isInRange, type NumberRange} from './ranges.js';

export interface NumberOption extends NumberRange {
  readonly default: number;
}

/** What a definition declares: its options by name, as people spell them. */
export type OptionTable<Name extends string = string> = Readonly<Record<Name, NumberOption>>;

export type OptionValues<Name extends string = string> = Readonly<Record<Name, number>>;

/** For options that are on or off. */
export const SWITCH: NumberOption = {default: 0, min: 0, max: 1, whole: true};

export interface OptionProblem {
  readonly problem: 'unknown' | 'invalid';
  readonly message: string;
  readonly hints: readonly string[];
}

/**
 * @param owner - `kind` as in messages: `'optimizer'`
 * @param fail - makes the error of the layer that owns the definition
 * @returns a value for every option declared
 */
export function resolveOptions<Name extends string>(
  owner: {readonly kind: string; readonly name: string; readonly options: OptionTable<Name>},
  given: OptionValues,
  fail: (problem: OptionProblem) => Error,
): OptionValues<Name> {
  const {kind, name} = owner;
  const options: OptionTable = owner.options;
  const known = Object.keys(options);
  for (const [key, value] of Object.entries(given)) {
    const option = options[key];
    if (!option) {
      const near = nearest(key, known);
      throw fail({
        problem: 'unknown',
        message: `The ${kind} '${name}' has no option '${key}': it would do nothing.`,
        hints: [
          ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
          known.length === 0 ? `'${name}' takes no options.` : `Known, with defaults: ${describeOptions(options)}.`,
        ],
      });
    }
    if (typeof value !== 'number' || !isInRange(value, option))
      throw fail({
        problem: 'invalid',
        message: `Option '${key}' of the ${kind} '${name}' expects ${describeRange(option)}, got ${JSON.stringify(value)}.`,
        hints: [],
      });
  }
  const defaults = Object.fromEntries(known.map((key) => [key, options[key]?.default ?? 0]));
  return {...defaults, ...given} as OptionValues<Name>;
}

/** @returns for example 'momentum 0, nesterov 0' */
export function describeOptions(options: OptionTable): string {
  return Object.entries(options)
    .map(([name, option]) => `${name} ${String(option.default)}`)
    .join(', ');
}
