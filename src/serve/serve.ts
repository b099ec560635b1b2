// Starts the server on a model file, and drains it: requests that arrived are answered, then everything closes.
import {createRequire} from 'node:module';
import {basename, dirname, resolve} from 'node:path';
import type {FastifyInstance} from 'fastify';
import {ignoreEvents, IngotError, type Report} from '../core/index.js';
import {encodeModel, readModel, type Model} from '../onnx/index.js';
import {readSignature, resolveModelPath, type ModelSignature} from '../prepare/index.js';
import {defaultThreads, resolveDevice, spawnWorker, workerEntry} from '../runtime/index.js';
import {adaptWith} from '../surgery/index.js';
import {createApp} from './app.js';
import {Batcher} from './batcher.js';
import {Drain} from './drain.js';
import {serveError} from './errors.js';
import {ServerMetrics} from './metrics.js';
import {WorkerPool} from './pool.js';
import type {ServedModel} from './served-model.js';
import type {WorkerOptions} from './worker-messages.js';

export interface ServeOptions {
  /** A model file or a run folder. */
  readonly modelPath: string;
  /** An adapter file, merged into the weights. */
  readonly adapter?: string | undefined;
  /** Default: from the path, see {@link modelNameOf}. */
  readonly name?: string | undefined;
  /** Default 127.0.0.1: nobody else reaches it unless asked for. */
  readonly host?: string | undefined;
  /** 0 takes any free port. */
  readonly port: number;
  readonly workers?: number | undefined;
  /** Runtime threads of all workers together. */
  readonly threads?: number | undefined;
  readonly device?: string | undefined;
  readonly maxBatchRows?: number | undefined;
  readonly maxDelayMs?: number | undefined;
  readonly maxQueue?: number | undefined;
  readonly maxBodyBytes?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly report?: Report | undefined;
}

export interface RunningServer {
  /** `http://127.0.0.1:8080` */
  readonly address: string;
  readonly port: number;
  readonly modelName: string;
  readonly provider: string;
  /** Stops listening, answers what has arrived, ends the workers. */
  close(): Promise<void>;
}

/**
 * @throws IngotError `PORT_IN_USE`, `PORT_REFUSED`, `HOST_UNKNOWN`, `MODEL_NOT_FOUND`, `MODEL_CORRUPT`, `DEVICE_UNAVAILABLE`
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const report = options.report ?? ignoreEvents;
  const modelPath = resolveModelPath(options.modelPath);
  const base = await readModel(modelPath);
  const adapted = await adaptWith(base, options.adapter);
  const model = describeServed(adapted, {...modelNameOf(modelPath), ...named(options.name)});
  const device = await resolveDevice(options.device ?? 'auto', report);
  const workers = options.workers ?? 1;
  const threads = Math.max(1, Math.floor((options.threads ?? defaultThreads()) / workers));
  const content = adapted === base ? modelPath : encodeModel(adapted);
  const workerOptions: WorkerOptions = {model: content, device, threads};
  const entry = workerEntry(import.meta.url, '../serve/worker');
  const pool = await WorkerPool.start({count: workers, report, spawn: () => spawnWorker(entry, workerOptions)});

  const timeoutMs = options.timeoutMs ?? 30_000;
  const batcher = new Batcher({
    slots: workers,
    maxBatchRows: options.maxBatchRows ?? 64,
    maxDelayMs: options.maxDelayMs ?? 0,
    maxQueue: options.maxQueue ?? 1024,
    timeoutMs,
    run: (feeds, outputs) => pool.run(feeds, outputs),
    onBatch: (batch) => metrics.batch(batch),
  });
  const metrics = new ServerMetrics({queueLength: () => batcher.queueLength, readyWorkers: () => pool.readyCount});
  const drain = new Drain(timeoutMs);
  const app = createApp({
    model,
    batcher,
    metrics,
    version: ingotVersion(),
    maxBodyBytes: options.maxBodyBytes ?? 16 * 2 ** 20,
    drain,
    report,
    isReady: () => drain.phase === 'open' && pool.readyCount > 0,
  });
  const address = await listen(app, options.host ?? '127.0.0.1', options.port).catch(async (error: unknown) => {
    await pool.close();
    throw error;
  });

  const close = async (): Promise<void> => {
    await drain.run(app);
    await pool.close();
  };
  let closing: Promise<void> | undefined;
  return {
    address,
    port: Number(new URL(address).port),
    modelName: model.name,
    provider: pool.provider,
    close: () => (closing ??= close()),
  };
}

/**
 * `models/NAME/VERSION/model.onnx` is version VERSION of NAME; `runs/first/model.onnx` is `first`; `housing.onnx` is
 * `housing`.
 */
export function modelNameOf(path: string): {name: string; version: string} {
  const file = basename(path).replace(/\.onnx$/i, '');
  if (file !== 'model') return {name: file, version: '1'};
  const folder = basename(dirname(resolve(path)));
  if (!/^\d+$/.test(folder)) return {name: folder, version: '1'};
  return {name: basename(dirname(dirname(resolve(path)))), version: folder};
}

const named = (name: string | undefined): {name?: string} => (name === undefined ? {} : {name});

function describeServed(model: Model, names: {name: string; version: string}): ServedModel {
  const {graph} = model;
  return {
    ...names,
    inputs: graph.inputs.filter(({name}) => !graph.initializers.has(name)),
    outputs: graph.outputs,
    signature: signatureOf(model),
  };
}

/** A foreign model has no signature and is served by tensors only. */
function signatureOf(model: Model): ModelSignature | undefined {
  try {
    return readSignature(model);
  } catch (error) {
    if (error instanceof IngotError && error.code === 'MODEL_UNSIGNED') return undefined;
    throw error;
  }
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({host, port});
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    const where = `${host}:${String(port)}`;
    if (code === 'EADDRINUSE')
      throw serveError('PORT_IN_USE', `${where}: the port is in use.`, {
        cause: error,
        hints: ['Give another --port; --port 0 takes any free one.'],
      });
    if (code === 'EACCES')
      throw serveError('PORT_REFUSED', `${where}: the system does not allow this port.`, {
        cause: error,
        hints: ['Ports below 1024 need privileges: give another --port.'],
      });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
      throw serveError('HOST_UNKNOWN', `--host expects an address of this machine, got '${host}' (${code}).`, {
        cause: error,
      });
    throw error;
  }
}

function ingotVersion(): string {
  return (createRequire(import.meta.url)('../../package.json') as {version: string}).version;
}
