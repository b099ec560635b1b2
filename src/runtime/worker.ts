// Starts worker threads from the built tree and from source alike.
import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {Worker, type WorkerOptions} from 'node:worker_threads';
import {disableTelemetry} from './telemetry.js';

/**
 * Finds a worker's entry: `.js` in the build, `.ts` in the source tree.
 *
 * @param importMetaUrl - `import.meta.url` of the caller
 * @param entry - without an ending, and through the layer's folder (`'../train/worker'`): in the build the caller may
 *   stand in another folder of the same depth
 */
export function workerEntry(importMetaUrl: string, entry: string): URL {
  const built = new URL(`${entry}.js`, importMetaUrl);
  return existsSync(fileURLToPath(built)) ? built : new URL(`${entry}.ts`, importMetaUrl);
}

/** Starts a worker thread; TypeScript entries run through tsx, which only the source tree has. */
export function spawnWorker(entry: URL, data: unknown, options: WorkerOptions = {}): Worker {
  // The worker may load the runtime.
  disableTelemetry();
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, {...options, workerData: data});
  // Not import.meta.resolve: it is missing where tsx turned this module into CommonJS.
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')).href;
  const loader = `import {register} from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(entry.href)});`;
  // Coverage of the same source, transpiled differently here and by the test runner, would be added up line by line.
  const env = {...process.env, NODE_V8_COVERAGE: ''};
  const start = new URL(`data:text/javascript,${encodeURIComponent(loader)}`);
  return new Worker(start, {env, ...options, workerData: data});
}
