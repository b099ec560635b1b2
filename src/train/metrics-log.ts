// `metrics.jsonl`: one line per finished epoch. Resuming cuts it back to the checkpoint it goes on from.
import {closeSync, existsSync, fsyncSync, openSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileError, writeFileAtomic} from '../core/index.js';

export const METRICS_LOG = 'metrics.jsonl';

export interface EpochRecord {
  /** 1-based. */
  readonly epoch: number;
  /** Steps taken by its end. */
  readonly step: number;
  readonly learningRate: number;
  /** Mean over the epoch's rows, each under the weights of its step, in training space; penalties not included. */
  readonly trainLoss: number;
  /** Over the validation rows, in training space. */
  readonly validLoss?: number;
  readonly validMetrics?: Readonly<Record<string, number>>;
  readonly isBest?: boolean;
  readonly seconds: number;
}

export function appendRecord(folder: string, record: EpochRecord): void {
  const path = join(folder, METRICS_LOG);
  try {
    const descriptor = openSync(path, 'a');
    try {
      // Unlike writeSync, it goes on where the system took a part only.
      writeFileSync(descriptor, `${JSON.stringify(record)}\n`);
      // Synced before the checkpoint that counts this epoch can be: no epoch is ever missing from the log.
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw fileError(error, path, {isOutput: true});
  }
}

/** Keeps the lines up to a step; a line cut off by a crash goes too. */
export function truncateRecords(folder: string, step: number): void {
  const path = join(folder, METRICS_LOG);
  const kept = readRecords(folder).filter((record) => record.step <= step);
  writeFileAtomic(path, kept.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

export function readRecords(folder: string): EpochRecord[] {
  const path = join(folder, METRICS_LOG);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  // Text after the last line end is a record that was being written when the process died.
  lines.pop();
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as EpochRecord];
    } catch {
      // A block of zeros after a crash of the machine: the checkpoint restores what follows it.
      return [];
    }
  });
}
