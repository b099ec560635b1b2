// Finds where a training first went wrong, by walking again through the steps of the run that ended badly.
import {counted} from '../core/index.js';
import {describeAnomaly, type Anomaly} from './anomaly.js';
import type {Engine, EngineMark, EngineSteps} from './engine.js';
import {trainError} from './errors.js';
import {firstNonFinite} from './tensors.js';

const SHOWN_ROWS = 8;

export interface Sighting {
  /** Weights, slots and counters before the run. */
  readonly before: EngineMark;
  readonly steps: EngineSteps;
  readonly batchSize: number;
  /** The last step whose state is on disk. */
  readonly checkpointStep: number;
}

/** @returns `TRAIN_NON_FINITE` naming the step, its rows and the first operation or parameter that is no number */
export async function diagnoseNonFinite(engine: Engine, sighting: Sighting): Promise<Error> {
  const {before, steps, batchSize} = sighting;
  engine.restore(before);
  for (let index = 0; index < steps.lengths.length; index += 1) {
    const step = oneStep(steps, index, batchSize);
    const mark = engine.mark();
    const losses = await engine.run(step);
    const {parameters, slots} = engine.tensors();
    if (Number.isFinite(losses[0]) && engine.isFinite()) continue;
    engine.restore(mark);
    const anomaly = await engine.anomaly(step);
    if (anomaly) return anomalyError(step, anomaly, sighting.checkpointStep);
    const parameter = firstNonFinite(parameters);
    const what =
      parameter === undefined ? `optimizer state '${firstNonFinite(slots) ?? ''}'` : `parameter '${parameter}'`;
    return nonFiniteError(step, {what: `${what} after the update`, data: {}}, sighting.checkpointStep);
  }
  const first = oneStep(steps, 0, batchSize);
  return nonFiniteError(first, {what: 'the loss', data: {}}, sighting.checkpointStep);
}

/** One of several steps. */
export function oneStep(steps: EngineSteps, index: number, batchSize: number): EngineSteps {
  const length = steps.lengths[index] ?? batchSize;
  return {
    firstStep: steps.firstStep + index,
    indices: steps.indices.slice(index * batchSize, (index + 1) * batchSize),
    lengths: [length],
    totals: [steps.totals[index] ?? length],
    learningRates: [steps.learningRates[index] ?? 0],
    averageShares: [steps.averageShares?.[index] ?? 0],
  };
}

/** @returns `TRAIN_NON_FINITE` naming the operation and what it was given */
export function anomalyError(step: EngineSteps, anomaly: Anomaly, checkpointStep: number): Error {
  return nonFiniteError(step, {what: describeAnomaly(anomaly), data: {anomaly}}, checkpointStep);
}

function nonFiniteError(
  {firstStep: step, indices, lengths}: EngineSteps,
  found: {readonly what: string; readonly data: Readonly<Record<string, unknown>>},
  checkpointStep: number,
): Error {
  const rows = indices.subarray(0, lengths[0]);
  const numbers = Array.from(rows.subarray(0, SHOWN_ROWS), (row) => row + 1);
  const more = rows.length > SHOWN_ROWS ? `, … (${counted(rows.length, 'row')})` : '';
  return trainError(
    'TRAIN_NON_FINITE',
    `Training left the numbers at step ${String(step)}, batch of rows ${numbers.join(', ')}${more}: ` +
      `the first NaN or infinity is ${found.what}.`,
    {
      hints: [
        'Lower --learning-rate, or bound the gradients with --clip-norm 1.',
        `The checkpoint of step ${String(checkpointStep)} is still good.`,
      ],
      data: {step, rows: Array.from(rows, (row) => row + 1), checkpointStep, ...found.data},
    },
  );
}
