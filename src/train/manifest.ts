// `manifest.json`: what a finished run was and came to. Written last, so its presence means the folder is complete.
import {existsSync, readFileSync} from 'node:fs';
import {isAbsolute, join, relative, sep} from 'node:path';
import {fileError, hashFile, writeFileAtomic} from '../core/index.js';
import type {AugmentPolicy, LedgerTotals, LineageStep} from '../data/index.js';
import {resolveModelPath} from '../prepare/index.js';
import type {StopReason} from './progress-state.js';
import {trainError} from './errors.js';
import {MANIFEST_FILE} from './run-folder.js';
import type {TrainSettings} from './settings.js';

export interface ManifestRows {
  /** Relative to the run folder; `-` is stdin. */
  readonly paths: readonly string[];
  readonly files: LineageStep['inputs'];
  readonly sha256: string;
  readonly rows: number;
  readonly ledger: LedgerTotals;
  /** How rows were changed on the fly; absent where they were not. */
  readonly augment?: AugmentPolicy;
}

export interface Manifest {
  readonly format: 1;
  readonly versions: {readonly ingot: string; readonly node: string; readonly onnxruntime: string};
  readonly platform: string;
  readonly argv: readonly string[];
  readonly config: TrainSettings;
  readonly model: {readonly path: string; readonly sha256: string};
  /** The model whose weights it began with, where they are not its own; absent in manifests of version 0.1.0. */
  readonly initFrom?: {readonly path: string; readonly sha256: string} | null;
  readonly data: ManifestRows;
  readonly valid: ManifestRows | null;
  /** Weights that stayed as they were; absent in manifests of version 0.1.0. */
  readonly frozen?: readonly string[];
  readonly seed: number;
  /** The provider that really ran. */
  readonly device: string;
  readonly threads: number;
  /** Subnormal numbers were taken for zero, see runtime/denormals. */
  readonly flushesDenormals: boolean;
  /** Channels of a block where convolutions used the runtime's blocked layout (see blocked-conv); absent before 0.3. */
  readonly convBlock?: number | null;
  readonly result: {
    readonly exitStatus: 0;
    readonly reason: StopReason;
    readonly loss: string;
    readonly lossOptions: Readonly<Record<string, number>>;
    /** What `bestEpoch` was decided by. */
    readonly monitor: string;
    readonly epochs: number;
    readonly steps: number;
    readonly bestEpoch: number | null;
    readonly trainLoss: number | null;
    readonly validLoss: number | null;
    readonly validMetrics: Readonly<Record<string, number>>;
  };
  readonly timings: {
    readonly startedAt: string;
    readonly prepareSeconds: number;
    readonly trainSeconds: number;
    /** Step this sitting went on from; 0 unless resumed. */
    readonly firstStep: number;
  };
  readonly peakMemoryBytes: number;
  /** sha256 of the files of the run. */
  readonly files: Readonly<Record<string, string>>;
}

/** Hashes the files named and writes the manifest beside them. */
export async function writeManifest(
  folder: string,
  manifest: Omit<Manifest, 'files'>,
  files: readonly string[],
): Promise<void> {
  const hashes: Record<string, string> = {};
  for (const name of files) hashes[name] = await hashFile(join(folder, name));
  writeFileAtomic(join(folder, MANIFEST_FILE), `${JSON.stringify({...manifest, files: hashes}, null, 2)}\n`);
}

/**
 * A finished run.
 *
 * @throws IngotError `MODEL_NOT_FOUND`, `RUN_NOT_FOUND`, `RUN_INVALID`
 */
export function loadRun(folder: string): {readonly modelPath: string; readonly manifest: Manifest} {
  const path = join(folder, MANIFEST_FILE);
  if (!existsSync(path))
    throw trainError('RUN_NOT_FOUND', `${folder}: expected a finished run, but there is no ${MANIFEST_FILE}.`, {
      hints: [`Finish it: ingot train --resume ${folder}`],
    });
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return {modelPath: resolveModelPath(folder), manifest: requireManifest(content, path)};
  } catch (error) {
    if (error instanceof SyntaxError) throw trainError('RUN_INVALID', `${path}: not readable as JSON.`, {cause: error});
    throw fileError(error, path);
  }
}

const PARTS = ['versions', 'config', 'model', 'data', 'result', 'timings', 'files'] as const;

function requireManifest(content: unknown, path: string): Manifest {
  const manifest = (typeof content === 'object' ? content : null) as Partial<Record<string, unknown>> | null;
  if (manifest?.['format'] !== 1)
    throw trainError('RUN_INVALID', `${path}: expected a manifest of format 1, got ${String(manifest?.['format'])}.`);
  for (const part of PARTS)
    if (typeof manifest[part] !== 'object' || manifest[part] === null)
      throw trainError('RUN_INVALID', `${path}: expected '${part}', but the manifest has none.`);
  return content as Manifest;
}

/** A command line that says nothing of this machine: absolute paths become relative to the working folder. */
export function relocatableArgv(argv: readonly string[]): string[] {
  return argv.map((word) => {
    const [, flag = '', path = word] = /^(--?[\w-]+=)(.*)$/s.exec(word) ?? [];
    return isAbsolute(path) ? flag + (relative(process.cwd(), path).split(sep).join('/') || '.') : word;
  });
}
