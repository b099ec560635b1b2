// Training again what a run was, from its manifest and config.yaml, and saying how near the result comes.
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {coreError, counted, hashFile, IngotError} from '../core/index.js';
import {makeTemporaryFolder, removeTemporaryFolder} from '../data/index.js';
import {makeExample, runRows, toOutputRows} from '../eval/index.js';
import {compareOutputs, type Difference} from '../export/index.js';
import {readModel} from '../onnx/index.js';
import {readSignature, resolveModelPath} from '../prepare/index.js';
import {fromRunPath, hashRows, loadRun, readConfig, train, type Manifest, type TrainHooks} from '../train/index.js';
import {diffRuns, type DiffRow, type MetricRow} from './diff-runs.js';
import {runsError} from './errors.js';
import {checkFiles} from './show-run.js';

export interface ReproduceOptions {
  readonly run: string;
  /** Keeps the new run there; else it is made in a temporary folder and deleted. */
  readonly out?: string | undefined;
  /** Where files are now that have moved; their content is checked all the same. */
  readonly model?: string | undefined;
  readonly data?: string | undefined;
  readonly valid?: string | undefined;
  readonly initFrom?: string | undefined;
  readonly argv?: readonly string[] | undefined;
}

export interface Reproduction {
  readonly run: string;
  readonly out: string | null;
  /** `within tolerance`: the outputs agree as ARCHITECTURE, Same numbers, asks. */
  readonly verdict: 'same bytes' | 'within tolerance' | 'different';
  /** sha256 of `model.onnx`, then and now. */
  readonly expectedSha256: string;
  readonly sha256: string;
  /** Over rows run through both models; null for the same bytes. */
  readonly outputs: {
    readonly rows: number;
    readonly largestDifference: number;
    readonly differences: readonly Difference[];
  } | null;
  /** What of the machine and the versions differs from then. */
  readonly environment: readonly DiffRow[];
  /** The numbers of the training that differ. */
  readonly metrics: readonly MetricRow[];
}

const PARITY_ROWS = 256;

/** What two sittings never share. */
const INCIDENTAL = new Set(['train-seconds', 'peak-memory-bytes']);

/**
 * Checks that model and rows are those of the run, trains, compares.
 *
 * @throws IngotError `REPRODUCE_INPUT_CHANGED`, `REPRODUCE_IMPOSSIBLE` (piped rows, a run ended by the clock), both
 * before the training; `REPRODUCE_STOPPED`, `FILE_EXISTS`, and what loading a run and training throw
 */
export async function reproduceRun(options: ReproduceOptions, hooks: TrainHooks): Promise<Reproduction> {
  const {run, out} = options;
  if (out !== undefined && existsSync(out))
    throw coreError('FILE_EXISTS', `${out}: something is there already.`, {hints: ['Name a new folder with --out.']});
  const {manifest, modelPath} = loadRun(run);
  const paths = pathsOf(options, manifest);
  await requireSameInputs(run, manifest, paths);
  if (out !== undefined) return retrain(options, {manifest, modelPath, paths, folder: out}, hooks);
  const place = makeTemporaryFolder();
  try {
    return await retrain(options, {manifest, modelPath, paths, folder: join(place, 'run')}, hooks);
  } catch (error) {
    if (error instanceof IngotError && error.code === 'INTERRUPTED')
      throw runsError('REPRODUCE_STOPPED', 'Stopped; nothing was kept.', {cause: error});
    throw error;
  } finally {
    removeTemporaryFolder(place);
  }
}

interface Paths {
  readonly model: string;
  readonly data: readonly string[];
  readonly valid: readonly string[] | undefined;
  readonly initFrom: string | undefined;
}

function pathsOf(options: ReproduceOptions, {model, data, valid, initFrom, result}: Manifest): Paths {
  const {run} = options;
  if (result.reason === 'max-time')
    throw runsError(
      'REPRODUCE_IMPOSSIBLE',
      `${run}: the run was ended by --max-time, at step ${String(result.steps)}.`,
      {
        hints: ['Where a clock ends a training cannot be repeated: train with --epochs instead.'],
      },
    );
  const there = (paths: readonly string[]): string[] => paths.map((path) => fromRunPath(run, path));
  const paths = {
    model: options.model ?? fromRunPath(run, model.path),
    data: options.data === undefined ? there(data.paths) : [options.data],
    valid: options.valid === undefined ? valid && there(valid.paths) : [options.valid],
  };
  if ([...paths.data, ...(paths.valid ?? [])].includes('-'))
    throw runsError('REPRODUCE_IMPOSSIBLE', `${run}: the rows came through a pipe, so they cannot be read again.`, {
      hints: ['Train from files to have runs that can be reproduced.'],
    });
  const weights = options.initFrom ?? (initFrom ? fromRunPath(run, initFrom.path) : undefined);
  return {...paths, valid: paths.valid ?? undefined, initFrom: weights};
}

/** Model, rows and configuration have to be what they were, or the training would answer another question. */
async function requireSameInputs(run: string, manifest: Manifest, paths: Paths): Promise<void> {
  const edited = (await checkFiles(run, manifest)).find(
    ({name, state}) => state !== 'ok' && (name === 'config.yaml' || name === 'model.onnx'),
  );
  if (edited)
    throw changed(`${run}/${edited.name}`, `the file is ${edited.state} since the run ended`, [
      'Bring the old file back: what is to be reproduced is no longer there.',
    ]);
  const modelFile = resolveModelPath(paths.model);
  if ((await hashFile(modelFile)) !== manifest.model.sha256)
    throw changed(paths.model, 'this is not the model the run began with');
  if (paths.initFrom !== undefined && (await hashFile(resolveModelPath(paths.initFrom))) !== manifest.initFrom?.sha256)
    throw changed(paths.initFrom, 'these are not the weights the run began with');
  const signature = readSignature(await readModel(modelFile));
  if ((await hashRows(paths.data, signature)) !== manifest.data.sha256)
    throw changed(paths.data.join(', '), 'these are not the rows the run was trained on');
  if (!paths.valid || !manifest.valid) return;
  if ((await hashRows(paths.valid, signature)) !== manifest.valid.sha256)
    throw changed(paths.valid.join(', '), 'these are not the rows the run was validated on');
}

const MOVED_HINT = 'Bring the old file back, or name where it is now with --model, --data, --valid or --init-from.';

function changed(where: string, what: string, hints: readonly string[] = [MOVED_HINT]): Error {
  return runsError('REPRODUCE_INPUT_CHANGED', `${where}: ${what} (the sha256 differs from the manifest's).`, {
    hints,
    data: {file: where},
  });
}

async function retrain(
  options: ReproduceOptions,
  place: {readonly manifest: Manifest; readonly modelPath: string; readonly paths: Paths; readonly folder: string},
  hooks: TrainHooks,
): Promise<Reproduction> {
  const {run, argv} = options;
  const {manifest, modelPath, paths, folder} = place;
  const {settings} = readConfig(run);
  await train({...settings, maxTime: null, ...paths, out: folder, argv}, hooks);
  const sha256 = await hashFile(join(folder, 'model.onnx'));
  const expectedSha256 = manifest.files['model.onnx'] ?? '';
  const outputs = sha256 === expectedSha256 ? null : await compareModels(modelPath, folder, paths, settings.threads);
  const {environment, metrics} = diffRuns(run, folder);
  const near = outputs?.differences.length === 0 ? 'within tolerance' : 'different';
  return {
    run,
    out: options.out ?? null,
    verdict: outputs === null ? 'same bytes' : near,
    expectedSha256,
    sha256,
    outputs,
    environment: environment.filter(({differs}) => differs),
    metrics: metrics.filter(({key, differs}) => differs && !INCIDENTAL.has(key)),
  };
}

async function compareModels(
  original: string,
  folder: string,
  {data, valid}: Paths,
  threads: number,
): Promise<NonNullable<Reproduction['outputs']>> {
  const [before, after] = [await readModel(original), await readModel(join(folder, 'model.onnx'))];
  const signature = readSignature(before);
  const sources = [...(valid ? [valid] : []), data];
  const {rows, outputs} = await makeExample(before, {sources, rowCount: PARITY_ROWS, threads});
  const again = toOutputRows(await runRows(after, signature, rows, {threads}));
  const {largest, differences} = compareOutputs(signature, outputs, again);
  return {rows: rows.length, largestDifference: largest, differences};
}

/** The verdict with what may explain it, as lines and a table for people. */
export function reportReproduction(result: Reproduction): {
  readonly lines: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
} {
  const {verdict, outputs, environment, metrics, run, out} = result;
  const lines = [`${run}: ${verdict}`];
  if (outputs)
    lines.push(
      `outputs over ${counted(outputs.rows, 'row')} differ by at most ${outputs.largestDifference.toPrecision(3)}`,
    );
  if (environment.length === 0) lines.push('same versions, platform, device and threads');
  if (out !== null) lines.push(`the new run: ${out}`);
  const cell = (value: DiffRow['a']): string | number | null => (typeof value === 'boolean' ? String(value) : value);
  const rows = [...environment, ...metrics].map(({key, a, b}) => [key, cell(a), cell(b)]);
  return {lines, head: ['what differs', 'then', 'now'], rows};
}
