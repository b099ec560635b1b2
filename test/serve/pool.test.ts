// The pool's own logic, on threads that only pretend to have a model.
import {Worker} from 'node:worker_threads';
import {expect} from 'chai';
import type {IngotEvent} from '../../src/core/index.js';
import type {Feeds} from '../../src/serve/batcher.js';
import {WorkerPool} from '../../src/serve/pool.js';

/** Answers its feeds; dies on a feed named `poison`, fails on one named `sour`. */
const ECHO = `
  const {parentPort} = require('node:worker_threads');
  parentPort.postMessage({type: 'ready', provider: 'cpu'});
  parentPort.on('message', ({type, feeds}) => {
    if (type === 'stop') parentPort.close();
    else if ('poison' in feeds) throw new Error('poisoned');
    else if ('sour' in feeds) parentPort.postMessage({type: 'failed', error: {code: 'RUNTIME_FAILED', message: 'sour', exitStatus: 1, hints: []}});
    else setTimeout(() => parentPort.postMessage({type: 'done', outputs: feeds}), 5);
  });`;
const BROKEN = `
  require('node:worker_threads').parentPort.postMessage({
    type: 'failed', error: {code: 'MODEL_UNLOADABLE', message: 'no', exitStatus: 3, hints: ['Check it.']}});`;

const feeds = (name: string, value = 0): Feeds => ({[name]: {dtype: 'int32', dims: [1], data: Int32Array.of(value)}});

describe('WorkerPool', () => {
  let events: IngotEvent[];
  let pool: WorkerPool | undefined;
  async function start(count: number, script = ECHO): Promise<WorkerPool> {
    events = [];
    const spawn = (): Worker => new Worker(script, {eval: true});
    pool = await WorkerPool.start({count, spawn, report: (event) => events.push(event), respawnPauseMs: 10});
    return pool;
  }
  afterEach(() => pool?.close());

  it('answers more runs at once than it has workers, each its own', async () => {
    const {run} = {run: (await start(2)).run.bind(pool)};
    const values = Array.from({length: 9}, (_, index) => index);
    const answers = await Promise.all(values.map((value) => run(feeds('x', value), ['x'])));
    expect(answers.map((outputs) => (outputs['x']!.data as Int32Array)[0])).to.deep.equal(values);
  });

  it('passes on the error of a run and goes on', async () => {
    await start(1);
    const error = await pool!.run(feeds('sour'), []).catch((caught: unknown) => caught);
    expect(error).to.include({code: 'RUNTIME_FAILED', message: 'sour'});
    expect(await pool!.run(feeds('x'), [])).to.have.property('x');
  });

  it('fails the run of a worker that dies, says so, and replaces it', async () => {
    await start(1);
    const error = await pool!.run(feeds('poison'), []).catch((caught: unknown) => caught);
    expect(error).to.include({code: 'WORKER_LOST', exitStatus: 6});
    expect(pool!.readyCount).to.equal(0);
    expect(events).to.deep.equal([{type: 'warning', message: 'A worker thread was lost and is being replaced.'}]);
    expect(await pool!.run(feeds('x'), []), 'a run that waits for the new worker').to.have.property('x');
    expect(pool!.readyCount).to.equal(1);
  });

  it('does not start when a session cannot be made, with the reason', async () => {
    const error = await start(2, BROKEN).catch((caught: unknown) => caught);
    expect(error).to.deep.include({code: 'MODEL_UNLOADABLE', exitStatus: 3, suggestions: ['Check it.']});
  });

  it('does not start when a worker dies at once', async () => {
    const error = await start(1, 'throw new Error("at once")').catch((caught: unknown) => caught);
    expect(error).to.include({code: 'WORKER_LOST'});
  });
});
