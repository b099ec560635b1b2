// How much the weights after a step count in their average.
import type {OptionValues} from '../core/index.js';
import type {AverageDefinition, AveragePoint} from './define.js';

/** 0 before the average begins. @param options - resolved, see {@link resolveAverageOptions} */
export function averageShare(average: AverageDefinition, options: OptionValues<'from'>, point: AveragePoint): number {
  return hasAverageBegun(average, options, point) ? average.share(point, options) : 0;
}

/** Whether there is an average after this step. */
export function hasAverageBegun(
  average: AverageDefinition,
  options: OptionValues<'from'>,
  {step, stepsPerEpoch}: AveragePoint,
): boolean {
  return step >= average.firstStep(options, stepsPerEpoch);
}
