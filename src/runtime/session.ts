// A model ready to run.
import type {InferenceSession, Tensor as OrtTensor} from 'onnxruntime-node';
import {nearest, requireFile} from '../core/index.js';
import type {DType, Shape, Tensor} from '../onnx/index.js';
import {FLUSH_OPTION, flushesDenormals} from './denormals.js';
import type {Device} from './device.js';
import {runtimeError} from './errors.js';
import {LOG_FATAL, loadOrt, type Ort} from './load.js';
import {fromOrt, isExchanged, toOrt} from './ort-tensor.js';
import {defaultThreads} from './threads.js';
import {wrapCreateError, wrapRunError} from './wrap-error.js';

export interface SessionOptions {
  /** Default: cpu. */
  readonly device?: Device | undefined;
  /** Threads inside one operator; default {@link defaultThreads}. Results of matrix products depend on it. */
  readonly threads?: number | undefined;
  /** Whether ONNX Runtime may rewrite the graph; default true. */
  readonly optimize?: boolean | undefined;
  /** Writes a profile of every operator under this path prefix when the session is closed. */
  readonly profilePrefix?: string | undefined;
}

export interface SessionValue {
  readonly name: string;
  readonly dtype: DType;
  /** Sizes and symbols; `''` where the model says nothing. */
  readonly shape: Shape;
}

export interface Session {
  readonly inputs: readonly SessionValue[];
  readonly outputs: readonly SessionValue[];
  /** The provider the session was made with; ONNX Runtime does not fall back by itself. */
  readonly provider: 'cpu' | 'cuda';
  /**
   * Runs the model once. The calling thread is blocked meanwhile.
   *
   * @param feeds - one tensor per input, by name
   * @param outputNames - only these outputs are computed; default all
   * @throws IngotError `RUNTIME_FEED_MISMATCH`, `RUNTIME_FAILED` (naming the node), `RUNTIME_OUT_OF_MEMORY`
   */
  run(feeds: Readonly<Record<string, Tensor>>, outputNames?: readonly string[]): Promise<Record<string, Tensor>>;
  /** Frees the session; running it afterwards is an error. */
  close(): Promise<void>;
}

/**
 * Loads a model into ONNX Runtime.
 *
 * @param model - the bytes of an .onnx file, or its path (large models, and those with external data)
 * @throws IngotError `MODEL_CORRUPT`, `FILE_NOT_FOUND`, `RUNTIME_MODEL_REJECTED`, `DEVICE_UNAVAILABLE`
 */
export async function createSession(model: Uint8Array | string, options: SessionOptions = {}): Promise<Session> {
  const {device = {name: 'cpu'} as const, threads = defaultThreads(), optimize = true, profilePrefix} = options;
  if (typeof model === 'string') requireFile(model);
  const ort = await loadOrt();
  const settings: InferenceSession.SessionOptions = {
    executionProviders: [device.name === 'cuda' ? {name: 'cuda', deviceId: device.id} : 'cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: optimize ? 'all' : 'disabled',
    logSeverityLevel: LOG_FATAL,
    ...(flushesDenormals() ? FLUSH_OPTION : {}),
    ...(profilePrefix === undefined ? {} : {enableProfiling: true, profileFilePrefix: profilePrefix}),
  };
  try {
    const inner = await (typeof model === 'string'
      ? ort.InferenceSession.create(model, settings)
      : ort.InferenceSession.create(model, settings));
    return new OrtSession(ort, inner, {provider: device.name, isProfiled: profilePrefix !== undefined});
  } catch (error) {
    throw wrapCreateError(error, typeof model === 'string' ? model : 'The model', device);
  }
}

class OrtSession implements Session {
  readonly inputs: readonly SessionValue[];
  readonly outputs: readonly SessionValue[];
  readonly provider: 'cpu' | 'cuda';

  constructor(
    private readonly ort: Ort,
    private readonly inner: InferenceSession,
    private readonly options: {readonly provider: 'cpu' | 'cuda'; readonly isProfiled: boolean},
  ) {
    this.provider = options.provider;
    this.inputs = inner.inputMetadata.map(toValue);
    this.outputs = inner.outputMetadata.map(toValue);
  }

  async run(feeds: Readonly<Record<string, Tensor>>, outputNames?: readonly string[]): Promise<Record<string, Tensor>> {
    this.refuseUnknown(Object.keys(feeds), 'input', this.inputs);
    const given: Record<string, OrtTensor> = {};
    for (const input of this.inputs) given[input.name] = toOrt(this.ort, input.name, this.feed(feeds, input));
    if (outputNames) this.refuseUnknown(outputNames, 'output', this.outputs);
    const results = await this.runInner(given, outputNames ?? this.inner.outputNames);
    return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, fromOrt(name, value)]));
  }

  async close(): Promise<void> {
    if (this.options.isProfiled) this.inner.endProfiling();
    await this.inner.release();
  }

  private async runInner(
    feeds: Record<string, OrtTensor>,
    names: readonly string[],
  ): Promise<Record<string, OrtTensor>> {
    try {
      return await this.inner.run(feeds, names, {logSeverityLevel: LOG_FATAL});
    } catch (error) {
      throw wrapRunError(error);
    }
  }

  private feed(feeds: Readonly<Record<string, Tensor>>, {name, dtype}: SessionValue): Tensor {
    const tensor = feeds[name];
    if (!tensor)
      throw runtimeError('RUNTIME_FEED_MISMATCH', `Expected a tensor for input '${name}', but none was fed.`, {
        hints: [`Fed: ${Object.keys(feeds).join(', ') || 'nothing'}.`],
      });
    if (tensor.dtype !== dtype)
      throw runtimeError('RUNTIME_FEED_MISMATCH', `Input '${name}': expected ${dtype}, got ${tensor.dtype}.`);
    return tensor;
  }

  private refuseUnknown(names: readonly string[], what: string, known: readonly SessionValue[]): void {
    const unknown = names.find((name) => !known.some((value) => value.name === name));
    if (unknown === undefined) return;
    const all = known.map(({name}) => name);
    const near = nearest(unknown, all);
    throw runtimeError('RUNTIME_FEED_MISMATCH', `The model has no ${what} '${unknown}'.`, {
      hints: [near === undefined ? `It has: ${all.join(', ')}.` : `Did you mean '${near}'?`],
    });
  }
}

function toValue(metadata: InferenceSession.ValueMetadata): SessionValue {
  if (!metadata.isTensor || !isExchanged(metadata.type))
    throw runtimeError(
      'RUNTIME_MODEL_REJECTED',
      `'${metadata.name}' is ${metadata.isTensor ? `a tensor of ${metadata.type}` : 'no tensor'}: such values cannot be exchanged with the runtime.`,
    );
  return {name: metadata.name, dtype: metadata.type, shape: metadata.shape};
}
