// The HTTP surface: routes, limits and errors. Everything it needs is handed in, so tests need neither a socket nor
// a model (Fastify's inject).
import Fastify, {type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest} from 'fastify';
import {ignoreEvents, type Report} from '../core/index.js';
import type {Batcher, Feeds} from './batcher.js';
import {readJsonBody} from './body.js';
import type {Drain} from './drain.js';
import {RequestError} from './errors.js';
import type {ServerMetrics} from './metrics.js';
import {toPredictions, predictionOutputs} from './predictions.js';
import {describeTensor, encodeTensor, readInferRequest} from './protocol.js';
import {readRows, requireTokens} from './rows.js';
import {isBatchable, requireModel, type ServedModel} from './served-model.js';
import {commonRowCount} from './tensors.js';

export interface AppOptions {
  readonly model: ServedModel;
  readonly batcher: Pick<Batcher, 'submit'>;
  readonly metrics: ServerMetrics;
  readonly version: string;
  readonly maxBodyBytes: number;
  /** Whether requests can be answered: workers are up and the server is not draining. */
  readonly isReady: () => boolean;
  readonly drain: Drain;
  /** Told about failures that are ours, not the client's. */
  readonly report?: Report;
}

interface ModelRoute {
  Params: {name: string; version?: string};
}

/** The paths of a model, with and without its version. */
const modelPaths = (end: string): string[] => [`/v2/models/:name${end}`, `/v2/models/:name/versions/:version${end}`];

export function createApp(options: AppOptions): FastifyInstance {
  const {model, metrics, drain} = options;
  const app = Fastify({bodyLimit: options.maxBodyBytes, return503OnClosing: false, forceCloseConnections: 'idle'});
  acceptAnyContentType(app, options.maxBodyBytes);
  answerErrors(app, options.report ?? ignoreEvents);
  app.addHook('onRequest', (request, reply, next) => {
    drain.track(request.raw, reply.raw);
    if (drain.phase !== 'open') void reply.header('connection', 'close');
    const isHealth = request.url.startsWith('/v2/health/');
    next(drain.phase === 'refusing' && !isHealth ? new RequestError(503, 'The server is stopping.') : undefined);
  });
  app.addHook('onResponse', (request, reply, next) => {
    metrics.request(request.routeOptions.url ?? 'unknown', reply.statusCode, reply.elapsedTime / 1000);
    next();
  });

  app.get('/v2', () => ({name: 'ingot', version: options.version, extensions: []}));
  app.get('/v2/health/live', () => ({live: true}));
  app.get('/v2/health/ready', (_request, reply) => answerReady(reply, options.isReady()));
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  for (const path of modelPaths(''))
    app.get<ModelRoute>(path, ({params}) => {
      requireModel(model, params.name, params.version);
      return describeModel(model);
    });
  for (const path of modelPaths('/ready'))
    app.get<ModelRoute>(path, ({params}, reply) => {
      requireModel(model, params.name, params.version);
      return answerReady(reply, options.isReady(), {name: model.name});
    });
  for (const path of modelPaths('/infer'))
    app.post<ModelRoute>(path, async ({params, body}, reply) => {
      requireModel(model, params.name, params.version);
      return reply.type('application/json; charset=utf-8').send(await infer(options, body));
    });
  app.post<ModelRoute>('/v1/models/:name/predict', async ({params, body}) => {
    requireModel(model, params.name, undefined);
    return {predictions: await predict(options, body)};
  });
  return app;
}

async function infer({model, batcher}: AppOptions, body: unknown): Promise<string> {
  const {id, feeds, outputs} = readInferRequest(body, model.inputs, model.outputs);
  if (model.signature) requireTokens(feeds, model.signature);
  const rowCount = isBatchable(model) ? commonRowCount(Object.values(feeds)) : undefined;
  const results = await batcher.submit({feeds, outputs, rowCount});
  const head = JSON.stringify({
    model_name: model.name,
    model_version: model.version,
    ...(id === undefined ? {} : {id}),
  });
  return `${head.slice(0, -1)},"outputs":[${encodeAll(results).join()}]}`;
}

const encodeAll = (results: Feeds): string[] =>
  Object.entries(results).map(([name, tensor]) => encodeTensor(name, tensor));

async function predict({model, batcher}: AppOptions, body: unknown): Promise<unknown> {
  const {signature} = model;
  if (!signature)
    throw new RequestError(
      501,
      `Model '${model.name}' does not say how rows become tensors: use /v2/models/${model.name}/infer.`,
    );
  const {feeds, rowCount} = await readRows(body, signature);
  if (rowCount === 0) return [];
  const outputs = predictionOutputs(signature);
  return toPredictions(
    await batcher.submit({feeds, outputs, rowCount: isBatchable(model) ? rowCount : undefined}),
    signature,
  );
}

function describeModel({name, version, inputs, outputs}: ServedModel): unknown {
  return {
    name,
    versions: [version],
    platform: 'onnxruntime_onnx',
    inputs: inputs.map(describeTensor),
    outputs: outputs.map(describeTensor),
  };
}

function answerReady(reply: FastifyReply, ready: boolean, more: object = {}): unknown {
  return reply.code(ready ? 200 : 503).send({...more, ready});
}

function acceptAnyContentType(app: FastifyInstance, limitBytes: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', {parseAs: 'buffer'}, (request: FastifyRequest, bytes: Buffer) =>
    readJsonBody(bytes, request.headers['content-encoding'], limitBytes),
  );
}

/** Every failure has the same body: what was expected and what came, and the field at fault where there is one. */
function answerErrors(app: FastifyInstance, report: Report): void {
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({error: `Nothing here: ${request.method} ${request.url}.`}),
  );
  app.setErrorHandler((error: FastifyError | RequestError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status === 500) report({type: 'warning', message: `${request.method} ${request.url} failed: ${error.message}`});
    if (status === 503) void reply.header('retry-after', '1');
    const field = error instanceof RequestError ? error.field : undefined;
    return reply.code(status).send({error: error.message, ...(field === undefined ? {} : {field})});
  });
}
