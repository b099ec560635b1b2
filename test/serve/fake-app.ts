// The HTTP surface around a model that is none: fixed answers, and the jobs it was given.
import type {Tensor} from '../../src/onnx/index.js';
import type {ModelSignature} from '../../src/prepare/index.js';
import {createApp, type AppOptions} from '../../src/serve/app.js';
import type {Feeds, InferenceJob} from '../../src/serve/batcher.js';
import {Drain} from '../../src/serve/drain.js';
import {ServerMetrics} from '../../src/serve/metrics.js';
import type {ServedModel} from '../../src/serve/served-model.js';

export const signature: ModelSignature = {
  format: 1,
  task: 'classification',
  architecture: {name: 'mlp', options: {}},
  inputs: [
    {name: 'age', role: 'feature', parse: {kind: 'numeric', missing: ['NA']}, required: false},
    {name: 'city', role: 'feature', parse: {kind: 'category', missing: []}, required: false},
    {name: 'height', role: 'feature', parse: {kind: 'numeric', missing: []}, required: true},
  ],
  target: {name: 'ill', parse: {kind: 'category', missing: []}, classes: ['no', 'yes']},
  stages: [],
  tensors: {},
  entry: [],
  logits: 'logits',
  loss: 'cross-entropy',
  parents: {},
};
export const served: ServedModel = {
  name: 'flu',
  version: '3',
  inputs: [
    {name: 'age', dtype: 'float64', shape: ['batch', 1]},
    {name: 'city', dtype: 'string', shape: ['batch', 1]},
    {name: 'height', dtype: 'float64', shape: ['batch', 1]},
  ],
  outputs: [
    {name: 'probabilities', dtype: 'float32', shape: ['batch', 2]},
    {name: 'label', dtype: 'string', shape: ['batch', 1]},
  ],
  signature,
};

/** Stands for the model: the first row is "no", the others are "yes" with probability 0.75. */
function answer({rowCount = 0, outputs}: InferenceJob): Promise<Feeds> {
  const probabilities = Array.from({length: rowCount}, (_, row) => (row === 0 ? [0.5, 0.5] : [0.25, 0.75])).flat();
  const all: Record<string, Tensor> = {
    probabilities: {dtype: 'float32', dims: [rowCount, 2], data: Float32Array.from(probabilities)},
    label: {
      dtype: 'string',
      dims: [rowCount, 1],
      data: Array.from({length: rowCount}, (_, row) => (row === 0 ? 'no' : 'yes')),
    },
  };
  return Promise.resolve(Object.fromEntries(outputs.map((name) => [name, all[name]!])));
}

export const row = {age: 30, city: 'Ulm', height: 1.7};

export interface FakeApp {
  readonly app: ReturnType<typeof createApp>;
  readonly jobs: InferenceJob[];
  readonly drain: Drain;
  readonly get: (url: string) => Promise<{status: number; body: unknown}>;
  readonly post: (
    url: string,
    payload: unknown,
    headers?: Record<string, string>,
  ) => Promise<{status: number; body: Record<string, unknown>}>;
}

export function openFakeApp(changes: Partial<AppOptions> = {}): FakeApp {
  const jobs: InferenceJob[] = [];
  const drain = new Drain(1000);
  const submit = (job: InferenceJob): Promise<Feeds> => {
    jobs.push(job);
    return answer(job);
  };
  const metrics = new ServerMetrics({queueLength: () => 0, readyWorkers: () => 1});
  const fixed = {model: served, metrics, drain, version: '0.1.0', maxBodyBytes: 2000};
  const app = createApp({...fixed, batcher: {submit}, isReady: () => true, ...changes});
  return {
    app,
    jobs,
    drain,
    get: async (url) => {
      const response = await app.inject({method: 'GET', url});
      return {status: response.statusCode, body: JSON.parse(response.body)};
    },
    post: async (url, payload, headers = {}) => {
      const text = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);
      const response = await app.inject({method: 'POST', url, payload: text, headers});
      return {status: response.statusCode, body: JSON.parse(response.body) as Record<string, unknown>};
    },
  };
}
