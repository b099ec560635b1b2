// The factor on the learning rate of one step: the schedule's, under a linear warm-up.
import type {ScheduleDefinition, ScheduleMemory} from './define.js';
import type {OptionValues} from '../core/index.js';

export interface ScheduledStep {
  /** 1 to totalSteps. */
  readonly step: number;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  /** Steps over which the factor rises linearly to where the schedule begins. */
  readonly warmupSteps: number;
}

/**
 * The warm-up multiplies: (step / warmupSteps) · factor. A schedule that spans the run starts where the warm-up ends.
 *
 * @param options - resolved, see {@link resolveScheduleOptions}
 * @returns 0 to 1
 */
export function scheduleFactor(
  schedule: ScheduleDefinition,
  options: OptionValues,
  {step, totalSteps, stepsPerEpoch, warmupSteps}: ScheduledStep,
  memory: ScheduleMemory | null = null,
): number {
  const before = schedule.dependsOnTotal ? warmupSteps : 0;
  const point = {
    taken: Math.max(0, step - 1 - before),
    totalSteps: Math.max(1, totalSteps - before),
    stepsPerEpoch,
  };
  const rise = step < warmupSteps ? step / warmupSteps : 1;
  return rise * schedule.factor(point, options, memory);
}
