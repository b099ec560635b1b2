// Finds where a training first went wrong, by walking again through the steps of the run that ended badly.
import {counted} from '../core/index.js';
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

/** @returns `TRAIN_NON_FINITE` naming the step, its rows and the first tensor or parameter that is no number */
export async function diagnoseNonFinite(engine: Engine, sighting: Sighting): Promise<Error> {
  const {before, steps, batchSize} = sighting;
  engine.restore(before);
  for (let index = 0; index < steps.lengths.length; index += 1) {
    const rows = steps.indices.slice(index * batchSize, (index + 1) * batchSize);
    const step = steps.firstStep + index;
    const mark = engine.mark();
    const length = steps.lengths[index] ?? batchSize;
    const losses = await engine.run({
      firstStep: step,
      indices: rows,
      lengths: [length],
      totals: [steps.totals[index] ?? length],
      learningRates: [steps.learningRates[index] ?? 0],
    });
    if (!Number.isFinite(losses[0])) {
      engine.restore(mark);
      const tensor = (await engine.firstBadTensor(rows.subarray(0, length))) ?? 'the loss';
      return nonFiniteError(sighting, step, rows.subarray(0, length), `${describeTensor(tensor)} in the forward pass`);
    }
    if (engine.isFinite()) continue;
    const {parameters, slots} = engine.tensors();
    const parameter = firstNonFinite(parameters);
    const what =
      parameter === undefined ? `optimizer state '${firstNonFinite(slots) ?? ''}'` : `parameter '${parameter}'`;
    return nonFiniteError(sighting, step, rows.subarray(0, length), `${what} after the update`);
  }
  return nonFiniteError(sighting, steps.firstStep, steps.indices.subarray(0, batchSize), 'the loss');
}

function describeTensor(name: string): string {
  return name === 'the loss' ? name : `tensor '${name}'`;
}

function nonFiniteError(sighting: Sighting, step: number, rows: Int32Array, what: string): Error {
  const numbers = Array.from(rows.subarray(0, SHOWN_ROWS), (row) => row + 1);
  const more = rows.length > SHOWN_ROWS ? `, … (${counted(rows.length, 'row')})` : '';
  return trainError(
    'TRAIN_NON_FINITE',
    `Training left the numbers at step ${String(step)}, batch of rows ${numbers.join(', ')}${more}: ` +
      `the first NaN or infinity is ${what}.`,
    {
      hints: [
        'Lower --learning-rate, or bound the gradients with --clip-norm 1.',
        `The checkpoint of step ${String(sighting.checkpointStep)} is still good.`,
      ],
      data: {step, rows: Array.from(rows, (row) => row + 1), checkpointStep: sighting.checkpointStep},
    },
  );
}
