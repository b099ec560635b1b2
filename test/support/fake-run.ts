// Run folders written by hand: their files as a training leaves them, without the training.
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {stringify} from 'yaml';
import {sha256} from '../../src/core/index.js';
import type {EpochRecord} from '../../src/train/index.js';
import {flagName, resolveSettings, type GivenSettings} from '../../src/train/settings.js';

export interface FakeRun {
  readonly settings?: GivenSettings;
  readonly records?: readonly Partial<EpochRecord>[];
  /** Parts of the manifest that differ from the usual one; null: the run is not finished. */
  readonly manifest?: Readonly<Record<string, unknown>> | null;
}

const HASH = 'a'.repeat(64);

/** Writes a run folder. Its model is a placeholder: nothing may run it. */
export function writeRun(folder: string, {settings: given = {}, records = [], manifest = {}}: FakeRun = {}): string {
  const settings = resolveSettings({threads: 1, ...given}, true);
  mkdirSync(folder, {recursive: true});
  const section = (Object.entries(settings) as [string, unknown][]).flatMap(([name, value]) =>
    value === null ? [] : [[flagName(name), value] as const],
  );
  const config = stringify({
    train: {model: '../model.onnx', data: '../train.arrow', valid: '../valid.arrow', ...Object.fromEntries(section)},
  });
  writeFileSync(join(folder, 'config.yaml'), config);
  const lines = records.map((record, index) => JSON.stringify({...epoch(index + 1), ...record}));
  writeFileSync(join(folder, 'metrics.jsonl'), lines.map((line) => `${line}\n`).join(''));
  if (manifest === null) return folder;
  writeFileSync(join(folder, 'model.onnx'), 'model');
  const rows = {paths: ['../train.arrow'], files: [], sha256: HASH, rows: 100, ledger: {}};
  const usual = {
    format: 1,
    versions: {ingot: '0.1.0', node: '20.0.0', onnxruntime: '1.30.0'},
    platform: 'linux-x64',
    argv: ['ingot', 'train'],
    config: settings,
    model: {path: '../model.onnx', sha256: HASH},
    data: rows,
    valid: {...rows, paths: ['../valid.arrow'], rows: 20},
    seed: settings.seed,
    device: 'cpu',
    threads: settings.threads,
    flushesDenormals: true,
    result: {
      exitStatus: 0,
      reason: 'epochs',
      loss: 'mse',
      epochs: 5,
      steps: 50,
      bestEpoch: 4,
      trainLoss: 0.5,
      validLoss: 0.6,
      validMetrics: {rmse: 10},
    },
    timings: {startedAt: '2026-01-01T00:00:00.000Z', prepareSeconds: 1, trainSeconds: 2, firstStep: 0},
    peakMemoryBytes: 1000,
    files: {'config.yaml': sha256(config), 'model.onnx': sha256('model')},
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(merge(usual, manifest)));
  return folder;
}

function epoch(number: number): EpochRecord {
  return {epoch: number, step: number * 10, learningRate: 0.001, trainLoss: 1 / number, seconds: 0.5};
}

/** Objects are merged; anything else, `validMetrics` too, is replaced. */
function merge(base: unknown, changes: unknown): unknown {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(base) || !isObject(changes)) return changes ?? base;
  const merged: Record<string, unknown> = {...base};
  for (const [key, value] of Object.entries(changes))
    merged[key] = key === 'validMetrics' ? value : merge(base[key], value);
  return merged;
}
