// Settings that contradict each other, or would do nothing: refused before anything is read.
import {describeRange, isInRange, nearest, type OptionValues} from '../core/index.js';
import {averages, schedules, type ScheduleDefinition} from '../optim/index.js';
import {trainError} from './errors.js';
import {checkMonitor, LOSS_MONITOR} from './monitor.js';
import {GROUP_SETTINGS, type GroupSetting} from './parameter-groups.js';
import {checkClassWeights} from './row-weights.js';
import type {GivenSettings, TrainSettings} from './settings.js';

/** Of a training until convergence: a cap far beyond what is expected, and a longer wait. */
export const CONVERGENCE = {epochs: 10_000, patience: 20};

/** What watches the validation rows needs some. @throws IngotError `TRAIN_OPTION_INVALID` */
export function checkWatched(given: GivenSettings, hasValidation: boolean): void {
  const {patience, minDelta, monitor, classWeight, untilConverged} = given;
  if (classWeight) checkClassWeights(classWeight);
  if (monitor !== undefined) checkMonitor(monitor);
  const needing = [
    ...((patience ?? 0) > 0 ? ['patience'] : []),
    ...((minDelta ?? 0) > 0 ? ['min-delta'] : []),
    ...(monitor !== undefined && monitor !== LOSS_MONITOR ? ['monitor'] : []),
    ...(untilConverged === true ? ['until-converged'] : []),
  ];
  if (untilConverged === true) checkConvergence(given);
  const [first] = needing;
  if (first === undefined || hasValidation) return;
  throw trainError('TRAIN_OPTION_INVALID', `--${first} watches the validation rows, but there is no --valid.`, {
    hints: [`Give --valid FILE, or leave --${first} out.`],
  });
}

function checkConvergence({patience, epochs, schedule}: GivenSettings): void {
  if (patience === 0)
    throw trainError('TRAIN_OPTION_INVALID', '--until-converged ends by --patience, which cannot be 0 then.', {
      hints: ['Leave --patience out, or give the epochs without gain after which to stop.'],
    });
  if (epochs === undefined && schedules.get(schedule ?? 'constant').dependsOnTotal)
    throw trainError(
      'TRAIN_OPTION_INVALID',
      `The ${String(schedule)} schedule ends with the last epoch, which --until-converged leaves open.`,
      {hints: ['Give the most epochs it may take with --epochs, or another --schedule.']},
    );
}

/** A schedule that follows the validation loss needs one, and must act before early stopping ends the training. */
export function checkFeedback(
  {name, feedback}: ScheduleDefinition,
  options: OptionValues,
  {hasValidation, patience}: {readonly hasValidation: boolean; readonly patience: number},
): void {
  if (!feedback) return;
  if (!hasValidation)
    throw trainError(
      'TRAIN_OPTION_INVALID',
      `--schedule ${name} follows the validation loss, but there is no --valid.`,
      {
        hints: ['Give --valid FILE, or choose another schedule.'],
      },
    );
  const actsAfter = feedback.actsAfter(options);
  if (patience > 0 && actsAfter >= patience)
    throw trainError(
      'TRAIN_OPTION_INVALID',
      `--schedule ${name} would do nothing: it acts after ${String(actsAfter)} epochs without gain, ` +
        `and --patience stops after ${String(patience)}.`,
      {hints: ['Give a larger --patience (0 never stops), or a smaller --schedule-option patience=N.']},
    );
}

/** @throws IngotError `TRAIN_OPTION_INVALID` naming the nearest setting, or the range */
export function checkGroups(groups: TrainSettings['group']): void {
  for (const [pattern, settings] of Object.entries(groups ?? {}))
    for (const [key, value] of Object.entries(settings)) {
      if (!GROUP_SETTINGS.includes(key as GroupSetting)) {
        const near = nearest(key, GROUP_SETTINGS);
        throw trainError('TRAIN_OPTION_INVALID', `--group '${pattern}' has no setting '${key}'.`, {
          hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Known: ${GROUP_SETTINGS.join(', ')}.`],
        });
      }
      if (typeof value !== 'number' || !isInRange(value, {min: 0}))
        throw trainError(
          'TRAIN_OPTION_INVALID',
          `--group '${pattern}' expects ${describeRange({min: 0})} for ${key}, got ${JSON.stringify(value)}.`,
        );
    }
}

/** @throws IngotError `TRAIN_OPTION_INVALID` where an option would do nothing */
export function checkIdle(settings: TrainSettings, given: GivenSettings): void {
  const {average, averageOption, epochs, group, weightDecay, decayMatricesOnly} = settings;
  const isSet = Object.keys(given.averageOption ?? {}).length > 0;
  if (average === null && isSet)
    throw trainError('TRAIN_OPTION_INVALID', '--average-option would do nothing without --average.', {
      hints: [`Choose one: --average ${averages.names().join(' or --average ')}.`],
    });
  if (averageOption !== null && averageOption.from > epochs)
    throw trainError(
      'TRAIN_OPTION_INVALID',
      `--average-option from=${String(averageOption.from)} begins after the last of ${String(epochs)} epochs.`,
    );
  const decays = weightDecay > 0 || Object.values(group ?? {}).some((one) => (one['weight-decay'] ?? 0) > 0);
  if (decayMatricesOnly && !decays)
    throw trainError('TRAIN_OPTION_INVALID', '--decay-matrices-only would do nothing: there is no weight decay.', {
      hints: ['Give --weight-decay X, or an optimizer that decays by itself.'],
    });
}
