// `data split` from a dataset to train.arrow, valid.arrow and test.arrow.
import {existsSync, mkdirSync, renameSync} from 'node:fs';
import {join} from 'node:path';
import {fileError, ignoreEvents} from '../core/index.js';
import {makeTemporaryFolder, removeTemporaryFolder, type Dataset, type SplitName} from '../data/index.js';
import {writeStep} from './derived-dataset.js';
import {SPLIT_NAMES, splitDataset, type SplitOptions} from './split.js';

export interface SplitRequest extends SplitOptions {
  readonly folder: string;
  readonly version: string;
}

export interface SplitResult {
  readonly rows: number;
  readonly parts: readonly {
    readonly split: SplitName;
    readonly output: string;
    readonly rows: number;
    readonly sha256: string;
  }[];
}

/**
 * Writes all parts or none: a train.arrow of this split beside a test.arrow of an earlier one would share rows with it.
 * Closes the source.
 */
export async function splitToFolder(source: Dataset, request: SplitRequest): Promise<SplitResult> {
  const {folder, ratios, stratify, seed, version, workDir, report = ignoreEvents} = request;
  const split = await splitDataset(source, request);
  let staging: string | undefined;
  try {
    makeFolder(folder);
    staging = makeTemporaryFolder(folder);
    const parts = [];
    for (const {split: name, dataset} of split.parts) {
      const output = join(staging, `${name}.arrow`);
      const options = {ratios, stratify, seed, part: name};
      const {rows, sha256} = await writeStep(dataset, {command: 'data split', options, version, output, workDir});
      parts.push({split: name, output: join(folder, `${name}.arrow`), rows, sha256});
    }
    for (const {split: name, output} of parts) moveFile(join(staging, `${name}.arrow`), output);
    for (const name of SPLIT_NAMES) {
      const path = join(folder, `${name}.arrow`);
      if (!parts.some((part) => part.split === name) && existsSync(path))
        report({type: 'warning', message: `${path} is from an earlier split: this one has no ${name} rows.`});
    }
    return {rows: parts.reduce((sum, {rows}) => sum + rows, 0), parts};
  } finally {
    if (staging !== undefined) removeTemporaryFolder(staging);
    await split.close();
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, {recursive: true});
  } catch (error) {
    throw fileError(error, folder);
  }
}

function moveFile(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    throw fileError(error, to);
  }
}
