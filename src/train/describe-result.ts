// A finished training in a few lines for people.
import {counted} from '../core/index.js';
import {describeSweep} from './learning-rate-sweep.js';
import type {TrainingOutcome} from './request.js';
import {describeSeeds} from './train-seeds.js';

const REASONS = {
  epochs: 'all epochs done',
  'early-stopping': 'stopped early: no gain any more',
  'max-time': 'stopped by --max-time',
} as const;

export function describeResult(result: TrainingOutcome): string {
  if ('points' in result) return describeSweep(result);
  if ('seeds' in result) return describeSeeds(result);
  const {epochs, steps, reason, rows, seconds, bestEpoch, monitor, trainLoss, validLoss, validMetrics} = result;
  const best = monitor === null || monitor.name === 'loss' ? 'best' : `best ${monitor.name}`;
  const lines: [string, string][] = [
    ['model', result.model],
    [
      'trained',
      `${counted(epochs, 'epoch')}, ${counted(steps, 'step')} on ${counted(rows, 'row')} in ${seconds.toFixed(1)} s`,
    ],
    ['ended', REASONS[reason]],
  ];
  if (trainLoss !== null) lines.push(['train loss', number(trainLoss)]);
  if (validLoss !== null) lines.push(['valid loss', `${number(validLoss)} (${best}, epoch ${String(bestEpoch)})`]);
  for (const [name, value] of Object.entries(validMetrics)) lines.push([`valid ${name}`, number(value)]);
  const width = Math.max(...lines.map(([name]) => name.length)) + 2;
  return lines.map(([name, value]) => name.padEnd(width) + value).join('\n');
}

function number(value: number): string {
  return String(Number(value.toPrecision(6)));
}
