// Runs the built command line as a user would: a process, its stdout, its stderr, its exit status.
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const BIN = join(ROOT, 'bin/run.js');
export const fixture = (name: string): string => join(ROOT, 'fixtures', name);

export interface CliResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stdoutBytes: Buffer;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs `ingot` with the words given. */
export async function ingot(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = spawn(process.execPath, [BIN, ...words], {
    cwd: options.cwd ?? ROOT,
    env: {...process.env, NODE_OPTIONS: '', NO_COLOR: '1', CI: '1', ...options.env},
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.on('error', () => undefined); // The command may end before it has read everything: its status tells.
  child.stdin.end(options.input ?? '');
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.on('close', (code, by) => {
      resolve([code, by]);
    });
  });
  const stdoutBytes = Buffer.concat(out);
  return {status, signal, stdoutBytes, stdout: stdoutBytes.toString(), stderr: Buffer.concat(err).toString()};
}

/** Runs `ingot` and expects status 0. */
export async function succeed(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const result = await ingot(words, options);
  if (result.status !== 0)
    throw new Error(`ingot ${words.join(' ')} ended with ${String(result.status)}:\n${result.stdout}${result.stderr}`);
  return result;
}

/** Runs `ingot … --json`, expects status 0, and returns the parsed result. */
export async function ingotJson<T>(words: readonly string[], options: CliOptions = {}): Promise<T> {
  const {stdout} = await succeed([...words, '--json'], options);
  return JSON.parse(stdout) as T;
}

/** A folder that `removeFolders` deletes; call that from `after`. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ingot-test-'));
  folders.push(folder);
  return folder;
}

/** A folder that several suites share: deleted when the process ends. */
export function sharedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ingot-test-'));
  process.on('exit', () => {
    rmSync(folder, {recursive: true, force: true});
  });
  return folder;
}

const folders: string[] = [];
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, {recursive: true, force: true});
}
