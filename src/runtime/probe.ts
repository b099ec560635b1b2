// What devices work here. Asked of a child process, because the native library says why on stderr only and may
// take the process down with it.
import {spawn} from 'node:child_process';
import {existsSync, statSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';

export interface CudaReport {
  readonly available: boolean;
  /** A GPU's driver interface is present on this machine. */
  readonly hasGpu: boolean;
  /** Why not, as a clause: `'libcublas.so.13 is missing'`; empty when available. */
  readonly reason: string;
  /** Files or libraries to get. */
  readonly missing: readonly string[];
}
export interface DeviceReport {
  readonly runtimeVersion: string;
  readonly cpu: {readonly available: true};
  readonly cuda: CudaReport;
}

const PROVIDER_FILES = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'] as const;
const PROBE_TIMEOUT_MS = 60_000;

/**
 * @param options - `onlyIfPresent` skips the costly session test when neither a GPU nor the provider is there
 */
export async function probeDevices(
  options: {readonly deviceId?: number; readonly onlyIfPresent?: boolean} = {},
): Promise<DeviceReport> {
  const require = createRequire(import.meta.url);
  const packageFile = require.resolve('onnxruntime-node/package.json');
  const {version} = require(packageFile) as {version: string};
  const report = (cuda: CudaReport): DeviceReport => ({runtimeVersion: version, cpu: {available: true}, cuda});
  const hasGpu = existsSync('/dev/nvidiactl') || existsSync('/proc/driver/nvidia/version') || existsSync('/dev/dxg');
  const folder = join(dirname(packageFile), 'bin/napi-v6', process.platform, process.arch);
  const absent = PROVIDER_FILES.filter((file) => !isFilled(join(folder, file)));
  const isQuick = options.onlyIfPresent === true;
  if (absent.length > 0) {
    const reason = `the CUDA provider of onnxruntime-node ${version} is not installed${hasGpu ? '' : ', and no NVIDIA GPU is seen'}`;
    const libraries = isQuick ? [] : (await runProbe(undefined)).missing;
    return report({available: false, hasGpu, reason, missing: [...absent, ...libraries]});
  }
  if (!hasGpu && isQuick)
    return report({available: false, hasGpu, reason: 'no NVIDIA GPU is seen', missing: ['libcuda.so.1']});
  return report({hasGpu, ...(await runProbe(options.deviceId ?? 0))});
}

function isFilled(path: string): boolean {
  return existsSync(path) && statSync(path).size > 0;
}

/** An ONNX model of one Identity node (float32 `[1]`), encoded, so that the probe needs no other file. */
export const IDENTITY_MODEL =
  'CAgSBWluZ290GgUwLjEuMDpHChwKAXgSAXkaCklkZW50aXR5XzAiCElkZW50aXR5EgVwcm9iZVoPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCBAoAEBI=';

/** What the provider of ONNX Runtime 1.30 is linked against; the loader itself names only the first one absent. */
const CUDA_LIBRARIES = ['libcuda.so.1', 'libcudart.so.13', 'libcublasLt.so.13', 'libcublas.so.13', 'libcurand.so.10'];

/** `dlopen` of a library that is no add-on of Node fails either way, but says whether it was found. */
const PROBE_SCRIPT = `
  const [library, model, libraries, deviceId] = process.argv.slice(1);
  for (const name of process.platform === 'linux' ? libraries.split(',') : [])
    try { process.dlopen({exports: {}}, name, 1); } catch (error) { process.stderr.write(error.message + '\\n'); }
  (async () => {
    if (deviceId === '') return;
    const ort = require(library);
    const executionProviders = [{name: 'cuda', deviceId: Number(deviceId)}];
    const session = await ort.InferenceSession.create(Buffer.from(model, 'base64'), {executionProviders});
    await session.run({x: new ort.Tensor('float32', [1], [1])});
    process.stdout.write('works');
  })().catch((error) => { process.stderr.write(String(error.message)); process.exitCode = 1; });`;

/**
 * Looks for the libraries, and creates and runs a CUDA session, in a child process; the reasons are in what it printed.
 *
 * @param deviceId - undefined looks for the libraries only
 */
function runProbe(deviceId: number | undefined): Promise<Omit<CudaReport, 'hasGpu'>> {
  const library = createRequire(import.meta.url).resolve('onnxruntime-node');
  return new Promise((resolve) => {
    const values = [library, IDENTITY_MODEL, CUDA_LIBRARIES.join(), deviceId === undefined ? '' : String(deviceId)];
    const child = spawn(process.execPath, ['-e', PROBE_SCRIPT, ...values], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PROBE_TIMEOUT_MS,
      env: {...process.env, NODE_OPTIONS: ''},
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    child.on('error', (error) => {
      resolve({available: false, reason: `the probe could not start: ${error.message}`, missing: []});
    });
    child.on('close', () => {
      if (out.includes('works')) resolve({available: true, reason: '', missing: []});
      else resolve({available: false, ...explainProbe(err)});
    });
  });
}

/** Reads the runtime's words: which shared library was not found, or which CUDA call failed. */
export function explainProbe(stderr: string): {reason: string; missing: string[]} {
  const missing = [
    ...new Set(
      [...stderr.matchAll(/(lib[\w.+-]+\.so[\w.]*): cannot open shared object file/g)].map((match) => match[1] ?? ''),
    ),
  ];
  if (missing.length > 0) return {reason: `${missing.join(', ')} cannot be loaded`, missing};
  const failure = /CUDA failure \d+: [^;\n]+/.exec(stderr)?.[0];
  if (failure !== undefined) return {reason: failure.trim(), missing: []};
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  return {reason: lastLine === '' ? 'the probe ended without a word' : lastLine, missing: []};
}
