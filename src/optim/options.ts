// Options of optimizers and schedules as people give them, checked and completed.
import {resolveOptions, type OptionValues} from '../core/index.js';
import type {AverageDefinition, OptimizerDefinition, ScheduleDefinition} from './define.js';
import {optimError} from './errors.js';

/** @throws IngotError `OPTIMIZER_OPTION_UNKNOWN`, `OPTIMIZER_OPTION_INVALID` */
export function resolveOptimizerOptions(optimizer: OptimizerDefinition, given: OptionValues): OptionValues {
  const values = resolveOptions({...optimizer, kind: 'optimizer'}, given, ({problem, message, hints}) =>
    optimError(problem === 'unknown' ? 'OPTIMIZER_OPTION_UNKNOWN' : 'OPTIMIZER_OPTION_INVALID', message, {hints}),
  );
  const conflict = optimizer.conflict?.(values);
  if (conflict !== undefined)
    throw optimError('OPTIMIZER_OPTION_INVALID', `Optimizer '${optimizer.name}': ${conflict}`);
  return values;
}

/** @throws IngotError `SCHEDULE_OPTION_UNKNOWN`, `SCHEDULE_OPTION_INVALID` */
export function resolveScheduleOptions(schedule: ScheduleDefinition, given: OptionValues): OptionValues {
  return resolveOptions({...schedule, kind: 'schedule'}, given, ({problem, message, hints}) =>
    optimError(problem === 'unknown' ? 'SCHEDULE_OPTION_UNKNOWN' : 'SCHEDULE_OPTION_INVALID', message, {hints}),
  );
}

/** @throws IngotError `AVERAGE_OPTION_UNKNOWN`, `AVERAGE_OPTION_INVALID` */
export function resolveAverageOptions(average: AverageDefinition, given: OptionValues): OptionValues<'from'> {
  return resolveOptions({...average, kind: 'average'}, given, ({problem, message, hints}) =>
    optimError(problem === 'unknown' ? 'AVERAGE_OPTION_UNKNOWN' : 'AVERAGE_OPTION_INVALID', message, {hints}),
  );
}
