// The sweep of learning rates: steps at rates that grow by a constant factor, and what their losses suggest.
import type {Engine} from './engine.js';
import {totalsOfSteps} from './row-weights.js';
import {epochOrder, planEpoch, rowsOfSteps} from './sampler.js';
import {updateRows, type TrainSettings} from './settings.js';

export interface SweepPoint {
  readonly learningRate: number;
  /** Of the batch after the step at this rate. */
  readonly loss: number;
  /** Exponential average of the losses so far, bias corrected. */
  readonly smoothed: number;
}

export interface LearningRateSweep {
  readonly points: readonly SweepPoint[];
  /** Two significant digits; null where the loss never fell. */
  readonly suggestion: number | null;
  /** How the suggestion was come to, as a sentence. */
  readonly rule: string;
  /** Whether the loss grew so far that the sweep ended before the last rate. */
  readonly diverged: boolean;
}

const SWEEP = {from: 1e-7, to: 10, count: 100};
const SMOOTHING = 0.9;
/** A smoothed loss so many times the smallest ends the sweep. */
const DIVERGED = 4;
/** Points before which the smoothed loss says little. */
const SETTLED = 10;
/** Steps in one run. */
const CHUNK = 10;

export const SWEEP_RULE =
  'The rate at which the smoothed loss falls fastest per factor of ten, before its minimum (central differences).';

/** From small to large, each the same factor above the one before. */
export function sweepRates({from, to, count} = SWEEP): number[] {
  return Array.from({length: count}, (_, index) => from * (to / from) ** (index / (count - 1)));
}

/** @param losses - after the step at each of the rates; may be fewer, where they ceased to be numbers */
export function readSweep(rates: readonly number[], losses: readonly number[]): LearningRateSweep {
  const points: SweepPoint[] = [];
  let [average, least, diverged] = [0, Infinity, false];
  for (const [index, loss] of losses.entries()) {
    average = SMOOTHING * average + (1 - SMOOTHING) * loss;
    const smoothed = average / (1 - SMOOTHING ** (index + 1));
    if (!Number.isFinite(smoothed) || smoothed > DIVERGED * least) {
      diverged = true;
      break;
    }
    points.push({learningRate: rates[index] ?? NaN, loss, smoothed});
    if (index >= SETTLED) least = Math.min(least, smoothed);
  }
  return {points, suggestion: suggest(points), rule: SWEEP_RULE, diverged};
}

function suggest(points: readonly SweepPoint[]): number | null {
  const settled = points.slice(SETTLED);
  const least = settled.reduce((best, {smoothed}, at) => (smoothed < (settled[best]?.smoothed ?? NaN) ? at : best), 0);
  let [steepest, slope] = [-1, 0];
  for (let at = 1; at < least; at += 1) {
    const fall = (settled[at + 1]?.smoothed ?? NaN) - (settled[at - 1]?.smoothed ?? NaN);
    if (fall < slope) [steepest, slope] = [at, fall];
  }
  const found = settled[steepest]?.learningRate;
  return found === undefined ? null : Number(found.toPrecision(2));
}

/**
 * Takes the steps of a sweep, over as many epochs of the rows as it needs, with the batches, masks and weights that a
 * training would begin with.
 */
export async function sweepLearningRates(
  engine: Engine,
  start: {
    readonly rowCount: number;
    readonly weights?: Float32Array | undefined;
    readonly settings: TrainSettings & {readonly batchSize: number};
    readonly isStopping: () => boolean;
    readonly onProgress: (done: number, total: number) => void;
  },
): Promise<LearningRateSweep> {
  const {settings, rowCount} = start;
  const plan = planEpoch(rowCount, updateRows(settings));
  const rates = sweepRates();
  // One more step at a rate of 0 reads the loss after the last.
  const all = [...rates, 0];
  const losses: number[] = [];
  for (let taken = 0; taken < all.length && !start.isStopping();) {
    const epoch = Math.floor(taken / plan.stepCount);
    const first = taken - epoch * plan.stepCount;
    const count = Math.min(CHUNK, plan.stepCount - first, all.length - taken);
    const rows = rowsOfSteps(plan, epochOrder(rowCount, settings.seed, epoch), first, count);
    const found = await engine.run({
      ...rows,
      firstStep: taken + 1,
      totals: totalsOfSteps(rows, plan.batchSize, start.weights),
      learningRates: all.slice(taken, taken + count),
    });
    losses.push(...found);
    taken += count;
    start.onProgress(taken, all.length);
    if (readSweep(rates, losses.slice(1)).diverged) break;
  }
  return readSweep(rates, losses.slice(1));
}

/** Points shown to people. */
const SHOWN = 20;
const BAR = 32;

/** For people: the curve as lines with bars, and the suggestion. */
export function describeSweep({points, suggestion, rule, diverged}: LearningRateSweep): string {
  const stride = Math.max(1, Math.ceil(points.length / SHOWN));
  const shown = points.filter((_, index) => index % stride === 0);
  const losses = shown.map(({smoothed}) => smoothed);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const lines = shown.map(({learningRate, smoothed}) => {
    const bar = '*'.repeat(1 + Math.round(((smoothed - low) / Math.max(high - low, Number.MIN_VALUE)) * (BAR - 1)));
    return `${learningRate.toExponential(1).padEnd(15)}${smoothed.toPrecision(5).padEnd(15)}${bar}`;
  });
  const found =
    suggestion === null
      ? 'No suggestion: the loss did not fall at any rate.'
      : `Suggestion: --learning-rate ${String(suggestion)}`;
  const end = diverged ? ['Beyond the last rate shown the loss grows without bounds.'] : [];
  return ['learning rate  smoothed loss', ...lines, ...end, '', found, rule].join('\n');
}
