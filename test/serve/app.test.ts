import {gzipSync} from 'node:zlib';
import {expect} from 'chai';
import type {IngotEvent} from '../../src/core/index.js';
import {RequestError} from '../../src/serve/errors.js';
import {openFakeApp, row, served, type FakeApp} from './fake-app.js';

describe('the HTTP surface', () => {
  let fake: FakeApp;
  const open = (changes: Parameters<typeof openFakeApp>[0] = {}): void => {
    fake = openFakeApp(changes);
  };
  beforeEach(() => open());
  afterEach(() => fake.app.close());

  describe('metadata and health', () => {
    const metadata = {
      name: 'flu',
      versions: ['3'],
      platform: 'onnxruntime_onnx',
      inputs: [
        {name: 'age', datatype: 'FP64', shape: [-1, 1]},
        {name: 'city', datatype: 'BYTES', shape: [-1, 1]},
        {name: 'height', datatype: 'FP64', shape: [-1, 1]},
      ],
      outputs: [
        {name: 'probabilities', datatype: 'FP32', shape: [-1, 2]},
        {name: 'label', datatype: 'BYTES', shape: [-1, 1]},
      ],
    };
    const routes = [
      {url: '/v2', body: {name: 'ingot', version: '0.1.0', extensions: []}},
      {url: '/v2/health/live', body: {live: true}},
      {url: '/v2/health/ready', body: {ready: true}},
      {url: '/v2/models/flu', body: metadata},
      {url: '/v2/models/flu/versions/3', body: metadata},
      {url: '/v2/models/flu/ready', body: {name: 'flu', ready: true}},
      {url: '/v2/models/flu/versions/3/ready', body: {name: 'flu', ready: true}},
    ];
    for (const {url, body} of routes)
      it(`answers GET ${url}`, async () => expect(await fake.get(url)).to.deep.equal({status: 200, body}));

    for (const url of ['/v2/models/cold', '/v2/models/flu/versions/9', '/v2/models/cold/ready', '/v3'])
      it(`answers GET ${url} with 404 and says why`, async () => {
        const {status, body} = await fake.get(url);
        expect(status).to.equal(404);
        expect(body).to.have.property('error').that.is.a('string');
      });

    it('is alive but not ready when no worker is', async () => {
      open({isReady: () => false});
      expect((await fake.get('/v2/health/live')).status).to.equal(200);
      expect(await fake.get('/v2/health/ready')).to.deep.equal({status: 503, body: {ready: false}});
      expect((await fake.get('/v2/models/flu/ready')).status).to.equal(503);
    });
  });

  describe('POST /v2/models/NAME/infer', () => {
    const inputs = [
      {name: 'age', datatype: 'INT64', shape: [2, 1], data: [30, 40]},
      {name: 'city', datatype: 'BYTES', shape: [2, 1], data: [['Ulm'], ['Bern']]},
      {name: 'height', datatype: 'FP32', shape: [2, 1], data: [1.5, null]},
    ];

    it('answers all outputs and echoes the id', async () => {
      expect(await fake.post('/v2/models/flu/versions/3/infer', {id: 'a-1', inputs})).to.deep.equal({
        status: 200,
        body: {
          model_name: 'flu',
          model_version: '3',
          id: 'a-1',
          outputs: [
            {name: 'probabilities', datatype: 'FP32', shape: [2, 2], data: [0.5, 0.5, 0.25, 0.75]},
            {name: 'label', datatype: 'BYTES', shape: [2, 1], data: ['no', 'yes']},
          ],
        },
      });
      expect(fake.jobs[0]).to.include({rowCount: 2});
    });

    it('answers only the outputs asked for', async () => {
      const {body} = await fake.post('/v2/models/flu/infer', {inputs, outputs: [{name: 'label'}]});
      expect(body['outputs']).to.deep.equal([{name: 'label', datatype: 'BYTES', shape: [2, 1], data: ['no', 'yes']}]);
    });

    for (const type of [undefined, 'application/json', 'application/octet-stream', 'text/plain; charset=utf-8'])
      it(`takes JSON sent as ${type ?? 'nothing at all'}`, async () => {
        const headers: Record<string, string> = type === undefined ? {} : {'content-type': type};
        expect((await fake.post('/v2/models/flu/infer', JSON.stringify({inputs}), headers)).status).to.equal(200);
      });

    it('takes a gzip body', async () => {
      const bytes = gzipSync(JSON.stringify({inputs}));
      expect((await fake.post('/v2/models/flu/infer', bytes, {'content-encoding': 'gzip'})).status).to.equal(200);
    });

    const refused: readonly {
      name: string;
      body: string | Buffer;
      headers?: Record<string, string>;
      status: number;
      says: string;
    }[] = [
      {name: 'what is not JSON', body: '{"inputs":', status: 400, says: 'Not JSON'},
      {name: 'NaN as text', body: '{"inputs":[{"data":[NaN]}]}', status: 400, says: 'a missing number is null'},
      {name: 'an empty body', body: '', status: 400, says: 'got nothing'},
      {name: 'a body over the limit', body: JSON.stringify({id: 'x'.repeat(2000)}), status: 413, says: 'too large'},
      {
        name: 'a body over the limit once decompressed',
        body: gzipSync(JSON.stringify({id: 'x'.repeat(5000)})),
        headers: {'content-encoding': 'gzip'},
        status: 413,
        says: '2000 bytes',
      },
      {name: 'a broken gzip body', body: 'no', headers: {'content-encoding': 'gzip'}, status: 400, says: 'not gzip'},
      {name: 'an unknown encoding', body: '{}', headers: {'content-encoding': 'br'}, status: 415, says: "'br'"},
    ];
    for (const {name, body, headers, status, says} of refused)
      it(`refuses ${name} with ${String(status)}`, async () => {
        const response = await fake.post('/v2/models/flu/infer', body, headers);
        expect(response.status).to.equal(status);
        expect(response.body['error']).to.include(says);
      });

    it('names the field at fault', async () => {
      const {status, body} = await fake.post('/v2/models/flu/infer', {inputs: [{...inputs[0], name: 'agee'}]});
      expect(status).to.equal(400);
      expect(body).to.include({field: 'inputs[0].name'});
      expect(body['error']).to.include("Did you mean 'age'?");
    });
  });

  it('passes on the status of a full queue, with a hint to come back', async () => {
    open({batcher: {submit: () => Promise.reject(new RequestError(503, 'The queue is full.'))}});
    const response = await fake.app.inject({method: 'POST', url: '/v1/models/flu/predict', payload: {rows: [row]}});
    expect(response.statusCode).to.equal(503);
    expect(response.headers['retry-after']).to.equal('1');
  });

  it('tells who runs the server of a failure that is ours, and of no other', async () => {
    await fake.app.close();
    const said: string[] = [];
    const report = (event: IngotEvent): void => {
      if (event.type === 'warning') said.push(event.message);
    };
    open({report, batcher: {submit: () => Promise.reject(new Error('boom'))}});
    await fake.post('/v1/models/flu/predict', {rows: [{...row, age: 'old'}]});
    expect(said).to.be.empty;
    await fake.post('/v1/models/flu/predict', {rows: [row]});
    expect(said).to.deep.equal(['POST /v1/models/flu/predict failed: boom']);
  });

  it('answers 500 with the message when the model fails', async () => {
    open({batcher: {submit: () => Promise.reject(new Error('node Gather_3: index out of bounds'))}});
    expect(await fake.post('/v1/models/flu/predict', {rows: [row]})).to.deep.equal({
      status: 500,
      body: {error: 'node Gather_3: index out of bounds'},
    });
  });

  it('runs a model alone whose batch axis is not one for all inputs and outputs', async () => {
    const [first, ...others] = served.outputs;
    open({model: {...served, outputs: [{...first!, shape: ['other', 2]}, ...others]}});
    await fake.post('/v1/models/flu/predict', {rows: [row]});
    expect(fake.jobs[0]!.rowCount).to.equal(undefined);
  });

  it('asks clients to leave while draining, then refuses with 503, but stays alive', async () => {
    fake.drain.phase = 'draining';
    const last = await fake.app.inject({method: 'POST', url: '/v1/models/flu/predict', payload: {rows: [row]}});
    expect([last.statusCode, last.headers.connection]).to.deep.equal([200, 'close']);
    fake.drain.phase = 'refusing';
    expect((await fake.post('/v1/models/flu/predict', {rows: [row]})).status).to.equal(503);
    expect((await fake.get('/v2/health/live')).status).to.equal(200);
  });

  it('counts requests by route and status at /metrics', async () => {
    await fake.post('/v1/models/flu/predict', {rows: [row]});
    await fake.post('/v1/models/flu/predict', {rows: 1});
    const {body, headers} = await fake.app.inject({method: 'GET', url: '/metrics'});
    expect(headers['content-type']).to.match(/^text\/plain/);
    expect(body).to.include('ingot_requests_total{route="/v1/models/:name/predict",status="200"} 1');
    expect(body).to.include('ingot_requests_total{route="/v1/models/:name/predict",status="400"} 1');
    expect(body).to.include('ingot_request_duration_seconds_count{route="/v1/models/:name/predict"} 2');
    expect(body).to.include('ingot_queue_requests 0');
    expect(body).to.include('ingot_workers_ready 1');
  });
});
