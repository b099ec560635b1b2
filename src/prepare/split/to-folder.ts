// `data split` from a dataset to train.arrow, valid.arrow and test.arrow, or to fold-1/train.arrow and so on.
import {existsSync, mkdirSync, readdirSync, renameSync, statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileError, ignoreEvents} from '../../core/index.js';
import {makeTemporaryFolder, removeTemporaryFolder, type Dataset, type SplitName} from '../../data/index.js';
import {writeStep} from '../derived-dataset.js';
import type {SplitOptions} from './options.js';
import type {SplitPart} from './parts.js';
import {splitDataset} from '../split.js';

export interface SplitRequest extends SplitOptions {
  readonly folder: string;
  readonly version: string;
}

export interface WrittenPart {
  readonly split: SplitName;
  /** From 1, with folds. */
  readonly fold?: number;
  readonly output: string;
  readonly rows: number;
  /** First and last instant, with a time column. */
  readonly range?: readonly [string, string];
  readonly sha256: string;
}

export interface SplitResult {
  /** Rows in train, valid and test together; with folds, those of the source that are in some valid part. */
  readonly rows: number;
  /** Rows found in more than one part. */
  readonly sharedRows: number;
  readonly parts: readonly WrittenPart[];
}

/**
 * Writes all parts or none: a train.arrow of this split beside a test.arrow of an earlier one would share rows with it.
 * Closes the source.
 */
export async function splitToFolder(source: Dataset, request: SplitRequest): Promise<SplitResult> {
  const {folder, version, workDir, report = ignoreEvents} = request;
  const split = await splitDataset(source, request);
  let staging: string | undefined;
  try {
    staging = makeTemporaryFolder(folder, {isBesideResults: true});
    const parts: WrittenPart[] = [];
    const staged = new Map<string, string>();
    for (const part of split.parts) {
      const {split: name, fold, range, dataset} = part;
      const output = join(staging, `${nameOf(part)}${name}.arrow`);
      const options = historyOf(request, part);
      const {rows, sha256} = await writeStep(dataset, {command: 'data split', options, version, output, workDir});
      const final = join(folder, nameOf(part), `${name}.arrow`);
      staged.set(output, final);
      parts.push({
        split: name,
        ...(fold === undefined ? {} : {fold}),
        output: final,
        rows,
        ...(range ? {range} : {}),
        sha256,
      });
    }
    for (const to of staged.values()) refuseFolder(to);
    for (const [from, to] of staged) {
      makeFolder(dirname(to));
      moveFile(from, to);
    }
    for (const path of leftOver(folder, split.parts))
      report({type: 'warning', message: `${path} is from an earlier split: this one does not write it.`});
    const counted = parts.filter(({fold, split: name}) => fold === undefined || name === 'valid');
    return {rows: counted.reduce((sum, {rows}) => sum + rows, 0), sharedRows: split.sharedRows, parts};
  } finally {
    if (staging !== undefined) removeTemporaryFolder(staging);
    await split.close();
  }
}

/** The folder of a part within that of the split. */
function nameOf({fold}: Pick<SplitPart, 'fold'>): string {
  return fold === undefined ? '' : `fold-${String(fold)}`;
}

/** The options that had a say in the result. */
function historyOf(request: SplitRequest, {split, fold}: SplitPart): Record<string, unknown> {
  const {ratios, stratify, bins, group, time, gap, folds, dropShared, seed} = request;
  const given = {
    stratify,
    bins,
    group,
    time,
    gap,
    folds,
    dropShared,
    seed,
    ...(folds === undefined ? {ratios} : {fold}),
  };
  return {...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)), part: split};
}

/** Files and folders that a split writes, but this one has not. */
function leftOver(folder: string, parts: readonly SplitPart[]): string[] {
  if (!existsSync(folder)) return [];
  const written = new Set(parts.map((part) => (part.fold === undefined ? `${part.split}.arrow` : nameOf(part))));
  return readdirSync(folder)
    .filter((name) => /^((train|valid|test)\.arrow|fold-\d+)$/.test(name) && !written.has(name))
    .sort()
    .map((name) => join(folder, name));
}
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, {recursive: true});
  } catch (error) {
    throw fileError(error, folder);
  }
}

/** Found before the first part is moved, so that no part stands beside one of an earlier split. */
function refuseFolder(path: string): void {
  if (statSync(path, {throwIfNoEntry: false})?.isDirectory() === true)
    throw fileError(Object.assign(new Error('a folder'), {code: 'EISDIR'}), path, {isOutput: true});
}

function moveFile(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    throw fileError(error, to);
  }
}
