// One trained model through the command line, made once per test process and shared by the end-to-end tests.
import {join} from 'node:path';
import {fixture, ingot, sharedFolder} from './cli.js';

export interface Pipeline {
  readonly folder: string;
  /** A file of the folder: `raw.arrow`, `data/test.arrow`, `train.arrow`, `model.onnx`, `run`, `exported.onnx`. */
  readonly path: (name: string) => string;
}

const made = new Map<string, Promise<Pipeline>>();

/** Titanic (classification): import, clean, split, normalize, init, train, export. */
export const classification = (): Promise<Pipeline> =>
  once('titanic', ['titanic.csv', '--target', 'Survived', '--role', 'PassengerId=id']);

/** Housing (regression), the same way. */
export const regression = (): Promise<Pipeline> => once('housing', ['housing.csv', '--target', 'median_house_value']);

function once(name: string, importWords: readonly string[]): Promise<Pipeline> {
  const known = made.get(name) ?? make(importWords);
  made.set(name, known);
  return known;
}

async function make([file = '', ...words]: readonly string[]): Promise<Pipeline> {
  const folder = sharedFolder();
  const path = (name: string): string => join(folder, name);
  const steps = [
    ['data', 'import', fixture(file), ...words, '-o', path('raw.arrow')],
    ['data', 'clean', path('raw.arrow'), '--drop-duplicates', '-o', path('clean.arrow')],
    ['data', 'split', path('clean.arrow'), '--ratios', '0.7,0.15,0.15', '--seed', '3', '-o', path('data')],
    ['data', 'normalize', path('data/train.arrow'), '-o', path('train.arrow')],
    [
      'model',
      'init',
      'mlp',
      '--data',
      path('train.arrow'),
      '--hidden',
      '16,8',
      '--dropout',
      '0.1',
      '--seed',
      '3',
      '-o',
      path('model.onnx'),
    ],
    [
      'train',
      path('model.onnx'),
      '--data',
      path('train.arrow'),
      '--valid',
      path('data/valid.arrow'),
      '--out',
      path('run'),
      '--epochs',
      '8',
      '--batch-size',
      '64',
      '--learning-rate',
      '0.01',
      '--seed',
      '3',
      '--threads',
      '1',
    ],
    ['export', path('run'), '-o', path('exported.onnx')],
  ];
  for (const step of steps) {
    const result = await ingot(step);
    if (result.status !== 0)
      throw new Error(`ingot ${step.join(' ')} ended with ${String(result.status)}:\n${result.stderr}`);
  }
  return {folder, path};
}
