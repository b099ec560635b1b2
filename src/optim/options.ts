// Options of optimizers and schedules: each definition declares its own, and what people give is checked against that.
import {describeRange, isInRange, nearest, type NumberRange} from '../core/index.js';
import type {OptimizerDefinition, ScheduleDefinition} from './define.js';
import {optimError} from './errors.js';

export interface NumberOption extends NumberRange {
  readonly default: number;
}

/** What a definition declares: its options by name, as people spell them. */
export type OptionTable<Name extends string = string> = Readonly<Record<Name, NumberOption>>;

export type OptionValues<Name extends string = string> = Readonly<Record<Name, number>>;

/** For options that are on or off. */
export const SWITCH: NumberOption = {default: 0, min: 0, max: 1, whole: true};

/** @throws IngotError `OPTIMIZER_OPTION_UNKNOWN`, `OPTIMIZER_OPTION_INVALID` */
export function resolveOptimizerOptions(optimizer: OptimizerDefinition, given: OptionValues): OptionValues {
  const values = resolve(
    {kind: 'optimizer', unknown: 'OPTIMIZER_OPTION_UNKNOWN', invalid: 'OPTIMIZER_OPTION_INVALID'},
    optimizer,
    given,
  );
  const conflict = optimizer.conflict?.(values);
  if (conflict !== undefined)
    throw optimError('OPTIMIZER_OPTION_INVALID', `Optimizer '${optimizer.name}': ${conflict}`);
  return values;
}

/** @throws IngotError `SCHEDULE_OPTION_UNKNOWN`, `SCHEDULE_OPTION_INVALID` */
export function resolveScheduleOptions(schedule: ScheduleDefinition, given: OptionValues): OptionValues {
  return resolve(
    {kind: 'schedule', unknown: 'SCHEDULE_OPTION_UNKNOWN', invalid: 'SCHEDULE_OPTION_INVALID'},
    schedule,
    given,
  );
}

interface Area {
  readonly kind: string;
  readonly unknown: Parameters<typeof optimError>[0];
  readonly invalid: Parameters<typeof optimError>[0];
}

function resolve(area: Area, definition: {readonly name: string; readonly options: OptionTable}, given: OptionValues) {
  const {name, options} = definition;
  const known = Object.keys(options);
  for (const [key, value] of Object.entries(given)) {
    const option = options[key];
    if (!option) {
      const near = nearest(key, known);
      throw optimError(area.unknown, `The ${area.kind} '${name}' has no option '${key}': it would do nothing.`, {
        hints: [
          ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
          known.length === 0 ? `'${name}' takes no options.` : `Known, with defaults: ${describeOptions(options)}.`,
        ],
      });
    }
    if (typeof value !== 'number' || !isInRange(value, option))
      throw optimError(
        area.invalid,
        `Option '${key}' of the ${area.kind} '${name}' expects ${describeRange(option)}, got ${JSON.stringify(value)}.`,
      );
  }
  return {...Object.fromEntries(known.map((key) => [key, options[key]?.default ?? 0])), ...given};
}

/** @returns for example 'momentum 0, nesterov 0' */
export function describeOptions(options: OptionTable): string {
  return Object.entries(options)
    .map(([name, option]) => `${name} ${String(option.default)}`)
    .join(', ');
}
