// What decides which weights are the best and when nothing is gained any more: the validation loss, or a metric.
import {nearest} from '../core/index.js';
import {metrics, metricsOf} from '../eval/index.js';
import type {Task} from '../prepare/index.js';
import {trainError} from './errors.js';

export interface Monitor {
  /** `loss`, or a registered metric. */
  readonly name: string;
  readonly better: 'higher' | 'lower';
}

export const LOSS_MONITOR = 'loss';

/** @throws IngotError `TRAIN_OPTION_INVALID` when it is neither the loss nor a metric */
export function checkMonitor(name: string, known: readonly string[] = [LOSS_MONITOR, ...metrics.names()]): void {
  if (known.includes(name)) return;
  const near = nearest(name, known);
  throw trainError('TRAIN_OPTION_INVALID', `--monitor expects what validation measures, got '${name}'.`, {
    hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Known here: ${known.join(', ')}.`],
  });
}

/** @throws IngotError `TRAIN_OPTION_INVALID` when the metric is of another task */
export function monitorOf(name: string, task: Task): Monitor {
  checkMonitor(name, [LOSS_MONITOR, ...metricsOf(task).map((metric) => metric.name)]);
  return {name, better: name === LOSS_MONITOR ? 'lower' : metrics.get(name).better};
}

/** @throws IngotError `TRAIN_MONITOR_UNDEFINED` when the validation rows give the metric no value */
export function monitoredValue(
  {name}: Monitor,
  validation: {readonly loss: number; readonly metrics: Readonly<Record<string, number>>},
): number {
  const value = name === LOSS_MONITOR ? validation.loss : validation.metrics[name];
  if (value !== undefined) return value;
  throw trainError('TRAIN_MONITOR_UNDEFINED', `--monitor ${name} has no value on the validation rows.`, {
    hints: ['Look at their targets: ingot data describe FILE. A ranking needs rows of more than one class.'],
  });
}

export function isBetter({better}: Monitor, value: number, than: number, by = 0): boolean {
  return better === 'lower' ? value < than - by : value > than + by;
}
