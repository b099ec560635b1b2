// From the words of a command line (flags by their names, with where each came from) to a training, new or resumed.
import {resolve} from 'node:path';
import type {OptionValues} from '../core/index.js';
import type {ResumeOptions} from './config.js';
import {trainError} from './errors.js';
import type {LearningRateSweep} from './learning-rate-sweep.js';
import type {TrainResult} from './messages.js';
import {OPTION_SETTINGS, SETTING_NAMES, flagName, type GivenSettings} from './settings.js';
import {trainSeeds, type SeedsResult} from './train-seeds.js';
import {findLearningRate, resumeTraining, train, type TrainHooks, type TrainOptions} from './train.js';

export interface TrainFlags {
  readonly model?: string | undefined;
  readonly data?: string | undefined;
  readonly valid?: string | undefined;
  readonly out?: string | undefined;
  readonly resume?: string | undefined;
  readonly force?: boolean | undefined;
  readonly 'init-from'?: string | undefined;
  readonly seeds?: number | undefined;
  readonly 'find-learning-rate'?: boolean | undefined;
  /** Settings by their flag names: `learning-rate`. */
  readonly [flag: string]: unknown;
}

export type TrainRequest =
  | {
      readonly resume: false;
      readonly options: TrainOptions;
      /** How many trainings that differ by their seed; absent: one. */
      readonly seeds?: number | undefined;
      /** Only look for a learning rate. */
      readonly finds?: boolean;
    }
  | {
      readonly resume: true;
      readonly folder: string;
      readonly overrides: ResumeOptions;
      readonly argv: readonly string[];
    };

/**
 * @param context - `origins` holds the names of what was set, anywhere: other values are defaults of the parser
 * @throws IngotError `TRAIN_OPTION_INVALID` when something needed is not given
 */
export function toTrainRequest(
  flags: TrainFlags,
  context: {readonly origins: Readonly<Record<string, string>>; readonly argv: readonly string[]},
): TrainRequest {
  const {argv, origins} = context;
  const plain = Object.fromEntries(
    SETTING_NAMES.filter((name) => origins[flagName(name)] !== undefined).map((name) => [name, flags[flagName(name)]]),
  ) as GivenSettings;
  const given: GivenSettings = {...plain, ...givenOptions(flags)};
  const {model, data, valid, out, resume, force, seeds, 'init-from': initFrom} = flags;
  const finds = flags['find-learning-rate'] === true;
  const idle = SWEPT.find((name) => origins[name] === 'flag');
  if (finds && idle !== undefined)
    throw trainError('TRAIN_OPTION_INVALID', `--find-learning-rate sets the rates itself: --${idle} would do nothing.`);
  if (resume !== undefined) {
    if (force === true || (out !== undefined && origins['out'] === 'flag' && resolve(out) !== resolve(resume)))
      throw trainError(
        'TRAIN_OPTION_INVALID',
        '--resume goes on in the folder of the run, so --out and --force do not go with it.',
      );
    if (initFrom !== undefined && origins['init-from'] === 'flag')
      throw trainError('TRAIN_OPTION_INVALID', '--resume brings its own weights, so --init-from does not go with it.');
    // `auto` asks for nothing in particular: the run goes on where it ran.
    const device = given.device === 'auto' ? undefined : given.device;
    const overrides = {...given, device, model, data: list(data), valid: list(valid)};
    return {resume: true, folder: resume, overrides, argv};
  }
  const options = {
    ...given,
    model: needed(model, 'MODEL, a model file (make one with: ingot model init)'),
    data: [needed(data, '--data, the rows to train on')],
    valid: list(valid),
    initFrom,
    out: finds ? (out ?? '.') : needed(out, '--out, the run folder to make (or --resume RUN)'),
    force,
    argv,
  };
  return {resume: false, options, seeds, finds};
}

export type TrainingOutcome = TrainResult | SeedsResult | LearningRateSweep;

export function runTraining(request: TrainRequest, hooks: TrainHooks): Promise<TrainingOutcome> {
  if (!request.resume) {
    const {options, seeds, finds} = request;
    if (finds === true) return findLearningRate(options, hooks);
    return seeds === undefined ? train(options, hooks) : trainSeeds(options, seeds, hooks);
  }
  return resumeTraining(request.folder, {...request.overrides, argv: request.argv}, hooks);
}

/** What a sweep of learning rates takes the place of. */
const SWEPT = ['learning-rate', 'schedule', 'schedule-option', 'warmup-steps', 'epochs'];

/** The pairs of `--optimizer-option a=1 --optimizer-option b=2` as an object; `--momentum` is one of them. */
function givenOptions(flags: TrainFlags): Partial<GivenSettings> {
  const {momentum} = flags;
  const given: Partial<Record<(typeof OPTION_SETTINGS)[number], OptionValues>> = {};
  for (const name of OPTION_SETTINGS) {
    const pairs = (flags[flagName(name)] ?? []) as readonly (readonly [string, number])[];
    if (pairs.length > 0) given[name] = Object.fromEntries(pairs);
  }
  if (typeof momentum !== 'number') return given;
  if (given.optimizerOption?.['momentum'] !== undefined)
    throw trainError('TRAIN_OPTION_INVALID', '--momentum and --optimizer-option momentum=X are the same: give one.');
  return {...given, optimizerOption: {...given.optimizerOption, momentum}};
}

function list(value: string | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : [value];
}

function needed(value: string | undefined, what: string): string {
  if (value !== undefined) return value;
  throw trainError('TRAIN_OPTION_INVALID', `Training needs ${what}.`, {
    hints: ['ingot train MODEL --data FILE --valid FILE --out RUN', 'ingot train --resume RUN'],
  });
}
