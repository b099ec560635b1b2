// The training loop: which rows when, at which rate, when to validate, to save and to stop. It computes nothing
// itself and knows neither files nor clocks: those are the engine and the hooks it is given.
import {
  averages,
  averageShare,
  hasAverageBegun,
  scheduleFactor,
  schedules,
  type ScheduleDefinition,
  type ScheduleMemory,
} from '../optim/index.js';
import {anomalyError, diagnoseNonFinite} from './diagnose.js';
import type {Engine, EngineSteps} from './engine.js';
import {trainError} from './errors.js';
import type {Monitor} from './monitor.js';
import {createPace} from './pace.js';
import {
  afterEpoch,
  afterSteps,
  finishedBy,
  type StopReason,
  type TrainingState,
  type Validation,
} from './progress-state.js';
import {totalsOfSteps} from './row-weights.js';
import {epochOrder, planEpoch, rowsOfSteps, type EpochPlan} from './sampler.js';
import {updateRows, type TrainSettings} from './settings.js';
import {averagedWeights, isFiniteData, type TensorMap} from './tensors.js';

export interface LoopStart {
  readonly rowCount: number;
  /** How much each row counts; undefined: once. */
  readonly weights?: Float32Array | undefined;
  readonly settings: TrainSettings & {readonly batchSize: number};
  readonly monitor: Monitor;
  readonly state: TrainingState;
  readonly best?: TensorMap | undefined;
}

export interface EpochEnd {
  readonly state: TrainingState;
  readonly validation: Validation | undefined;
  readonly isBest: boolean;
  readonly learningRate: number;
}

export interface LoopHooks {
  /** Seconds, from any origin. */
  now(): number;
  isStopping(): boolean;
  onSteps(firstStep: number, losses: Float32Array, state: TrainingState): void;
  onEpoch(end: EpochEnd): void;
  save(state: TrainingState, best: TensorMap | undefined): Promise<void>;
}

export interface LoopEnd {
  readonly reason: StopReason | 'stopped';
  readonly state: TrainingState;
  readonly best: TensorMap | undefined;
  /** Those that the run came to: the average where there is one, else the weights of the last step. */
  readonly weights: TensorMap;
  readonly isAveraged: boolean;
}

/**
 * Trains from a state until something ends it; the last state is saved in every case but a numerical failure.
 *
 * @throws IngotError `TRAIN_NON_FINITE`
 */
export async function runLoop(engine: Engine, start: LoopStart, hooks: LoopHooks): Promise<LoopEnd> {
  const loop = new Loop(engine, start, hooks);
  return loop.run();
}

class Loop {
  private state: TrainingState;
  private best: TensorMap | undefined;
  private readonly plan: EpochPlan;
  private readonly schedule: ScheduleDefinition;
  private readonly pace = createPace();
  private readonly begunAt: number;
  private savedAt: number;
  private savedStep: number;
  private order: {readonly epoch: number; readonly rows: Int32Array} | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly start: LoopStart,
    private readonly hooks: LoopHooks,
  ) {
    this.state = start.state;
    this.best = start.best;
    this.plan = planEpoch(start.rowCount, updateRows(start.settings));
    this.schedule = schedules.get(start.settings.schedule);
    this.begunAt = hooks.now();
    this.savedAt = this.begunAt;
    this.savedStep = start.state.step;
  }

  async run(): Promise<LoopEnd> {
    const {settings} = this.start;
    for (;;) {
      const reason = this.reasonToStop();
      if (reason !== undefined) {
        await this.save();
        return {reason, state: this.state, best: this.best, ...this.kept()};
      }
      await this.takeSteps();
      if (this.state.step === (this.state.epoch + 1) * this.plan.stepCount) await this.endEpoch();
      if (this.hooks.now() - this.savedAt >= settings.checkpointEvery) await this.save();
    }
  }

  /** Finished training is asked first: it depends on the state only, as it would without the interruption. */
  private reasonToStop(): LoopEnd['reason'] | undefined {
    const {settings} = this.start;
    if (this.state.step === this.state.epoch * this.plan.stepCount) {
      const finished = finishedBy(this.state, settings);
      if (finished !== undefined) return finished;
    }
    if (this.hooks.isStopping()) return 'stopped';
    if (settings.maxTime !== null && this.hooks.now() - this.begunAt >= settings.maxTime) return 'max-time';
    return undefined;
  }

  private async takeSteps(): Promise<void> {
    const {engine, hooks, plan, state} = this;
    const first = state.step - state.epoch * plan.stepCount;
    const most = this.start.settings.detectAnomaly ? 1 : this.pace.steps;
    const count = Math.min(most, plan.stepCount - first);
    const {indices, lengths} = rowsOfSteps(plan, this.orderOf(state.epoch), first, count);
    const learningRates = Array.from({length: count}, (_, index) => this.learningRate(state.step + index + 1));
    const totals = totalsOfSteps({indices, lengths}, plan.batchSize, this.start.weights);
    const averageShares = Array.from({length: count}, (_, index) => this.averageShare(state.step + index + 1));
    const steps = {firstStep: state.step + 1, indices, lengths, totals, learningRates, averageShares};
    const anomaly = this.start.settings.detectAnomaly ? await engine.anomaly(steps) : undefined;
    if (anomaly) throw anomalyError(steps, anomaly, this.savedStep);
    const before = engine.mark();
    const begun = hooks.now();
    const losses = await engine.run(steps);
    this.pace.record(count, hooks.now() - begun);
    const isGood = isFiniteData(losses) && engine.isFinite();
    if (!isGood) throw await this.diagnose(before, steps);
    this.state = afterSteps(state, losses, totals);
    hooks.onSteps(steps.firstStep, losses, this.state);
  }

  private async endEpoch(): Promise<void> {
    const {engine, hooks, start} = this;
    const validation = engine.hasValidation ? await engine.validate(this.weights()) : undefined;
    if (validation && !Number.isFinite(validation.loss)) throw validationError(this.state.epoch + 1, this.savedStep);
    const learningRate = this.learningRate(this.state.step);
    const isProvisional = start.settings.average !== null && !this.isAveraged();
    const watch = {monitor: start.monitor, minDelta: start.settings.minDelta, isProvisional};
    const {state, isBest} = afterEpoch(this.state, validation, watch);
    this.state = {...state, scheduleMemory: this.remembered(validation)};
    if (isBest) this.best = this.weights();
    hooks.onEpoch({state, validation, isBest, learningRate});
  }

  private async save(): Promise<void> {
    if (this.state.step !== this.savedStep) await this.hooks.save(this.state, this.best);
    this.savedStep = this.state.step;
    this.savedAt = this.hooks.now();
  }

  private diagnose(before: unknown, steps: EngineSteps): Promise<Error> {
    const {batchSize} = this.plan;
    return diagnoseNonFinite(this.engine, {before, steps, batchSize, checkpointStep: this.savedStep});
  }

  private learningRate(step: number): number {
    const {learningRate, scheduleOption, epochs, warmupSteps} = this.start.settings;
    const {stepCount: stepsPerEpoch} = this.plan;
    const at = {step, totalSteps: epochs * stepsPerEpoch, stepsPerEpoch, warmupSteps};
    return learningRate * scheduleFactor(this.schedule, scheduleOption, at, this.state.scheduleMemory);
  }

  private averageShare(step: number): number {
    const {average, averageOption} = this.start.settings;
    if (average === null || averageOption === null) return 0;
    return averageShare(averages.get(average), averageOption, {step, stepsPerEpoch: this.plan.stepCount});
  }

  /** Whether the steps taken have an average. */
  private isAveraged(): boolean {
    const {average, averageOption} = this.start.settings;
    if (average === null || averageOption === null) return false;
    const point = {step: this.state.step, stepsPerEpoch: this.plan.stepCount};
    return hasAverageBegun(averages.get(average), averageOption, point);
  }

  /** What is evaluated and kept. */
  private weights(): TensorMap {
    const tensors = this.engine.tensors();
    return this.isAveraged() ? averagedWeights(tensors) : tensors.parameters;
  }

  private kept(): Pick<LoopEnd, 'weights' | 'isAveraged'> {
    return {weights: this.weights(), isAveraged: this.isAveraged()};
  }

  private remembered(validation: Validation | undefined): ScheduleMemory | null {
    const {scheduleMemory} = this.state;
    if (!validation || !this.schedule.feedback) return scheduleMemory;
    return this.schedule.feedback.remember(scheduleMemory, validation.loss, this.start.settings.scheduleOption);
  }

  private orderOf(epoch: number): Int32Array {
    if (this.order?.epoch !== epoch)
      this.order = {epoch, rows: epochOrder(this.plan.rowCount, this.start.settings.seed, epoch)};
    return this.order.rows;
  }
}

function validationError(epoch: number, checkpointStep: number): Error {
  return trainError('TRAIN_NON_FINITE', `The validation loss after epoch ${String(epoch)} is no number.`, {
    hints: [
      'Look for extreme values in the validation rows, or lower --learning-rate.',
      `The checkpoint of step ${String(checkpointStep)} is still good.`,
    ],
    data: {epoch, checkpointStep},
  });
}
