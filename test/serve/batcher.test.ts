import {expect} from 'chai';
import fc from 'fast-check';
import type {Tensor} from '../../src/onnx/index.js';
import {Batcher, type BatcherOptions, type Feeds, type InferenceJob} from '../../src/serve/batcher.js';

const rows = (...values: number[]): Tensor => ({
  dtype: 'float32',
  dims: [values.length, 1],
  data: Float32Array.from(values),
});
const job = (...values: number[]): InferenceJob => ({
  feeds: {x: rows(...values)},
  outputs: ['y'],
  rowCount: values.length,
});
const alone = (...values: number[]): InferenceJob => ({...job(...values), rowCount: undefined});

/** A model that doubles, and remembers the batches it saw. */
function setUp(options: Partial<BatcherOptions> = {}): {batcher: Batcher; batches: number[][]} {
  const batches: number[][] = [];
  const batcher = new Batcher({
    slots: 1,
    maxBatchRows: 4,
    maxDelayMs: 0,
    maxQueue: 100,
    timeoutMs: 1000,
    run: async (feeds: Feeds) => {
      const x = feeds['x']!;
      batches.push([...(x.data as Float32Array)]);
      await new Promise((resolve) => setTimeout(resolve, 2));
      return {y: {...x, data: (x.data as Float32Array).map((value) => 2 * value)}};
    },
    ...options,
  });
  return {batcher, batches};
}
const valuesOf = (outputs: Feeds): number[] => [...(outputs['y']!.data as Float32Array)];

describe('Batcher', () => {
  it('gives each request its own rows back', async () => {
    const {batcher} = setUp();
    const answers = await Promise.all([job(1, 2), job(3), job(4)].map((one) => batcher.submit(one)));
    expect(answers.map(valuesOf)).to.deep.equal([[2, 4], [6], [8]]);
  });

  it('runs together what arrives in the same turn, up to the limit of rows', async () => {
    const {batcher, batches} = setUp();
    await Promise.all([1, 2, 3, 4, 5, 6].map((value) => batcher.submit(job(value))));
    expect(batches).to.deep.equal([
      [1, 2, 3, 4],
      [5, 6],
    ]);
  });

  it('collects while a run is going on', async () => {
    const {batcher, batches} = setUp();
    const first = batcher.submit(job(1));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    await Promise.all([first, batcher.submit(job(2)), batcher.submit(job(3))]);
    expect(batches).to.deep.equal([[1], [2, 3]]);
  });

  it('runs a request larger than the limit by itself', async () => {
    const {batcher, batches} = setUp();
    await Promise.all([batcher.submit(job(1, 2, 3, 4, 5, 6)), batcher.submit(job(7))]);
    expect(batches).to.deep.equal([[1, 2, 3, 4, 5, 6], [7]]);
  });

  it('never joins requests that must run alone', async () => {
    const {batcher, batches} = setUp();
    await Promise.all([batcher.submit(alone(1)), batcher.submit(alone(2))]);
    expect(batches).to.deep.equal([[1], [2]]);
  });

  it('joins only requests of equal sizes beside the rows', async () => {
    const {batcher, batches} = setUp();
    const wide: InferenceJob = {...job(9), feeds: {x: {...rows(9, 9), dims: [1, 2]}}};
    await Promise.all([batcher.submit(job(1)), batcher.submit(wide), batcher.submit(job(2))]);
    expect(batches).to.deep.equal([
      [1, 2],
      [9, 9],
    ]);
  });

  it('uses all workers at once', async () => {
    const {batcher, batches} = setUp({slots: 2, maxBatchRows: 1});
    const answers = Promise.all([batcher.submit(job(1)), batcher.submit(job(2))]);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(batches).to.deep.equal([[1], [2]]);
    await answers;
  });

  it('waits for company as long as it is told to', async () => {
    const {batcher, batches} = setUp({maxDelayMs: 30});
    const first = batcher.submit(job(1));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await Promise.all([first, batcher.submit(job(2))]);
    expect(batches).to.deep.equal([[1, 2]]);
  });

  it('stops waiting when the batch is full', async () => {
    const {batcher, batches} = setUp({maxDelayMs: 60_000});
    await Promise.all([1, 2, 3, 4].map((value) => batcher.submit(job(value))));
    expect(batches).to.deep.equal([[1, 2, 3, 4]]);
  });

  it('refuses with 503 when too many wait', async () => {
    const {batcher} = setUp({maxQueue: 2});
    const answers = [job(1), job(2), job(3)].map((one) => batcher.submit(one));
    const results = await Promise.allSettled(answers);
    expect(results.map(({status}) => status)).to.deep.equal(['fulfilled', 'fulfilled', 'rejected']);
    expect((results[2] as PromiseRejectedResult).reason).to.have.property('statusCode', 503);
  });

  it('answers 504 when the time is up, and goes on', async () => {
    let release: (() => void) | undefined;
    const {batcher} = setUp({
      timeoutMs: 10,
      run: (feeds) => new Promise((resolve) => (release = () => resolve({y: feeds['x']!}))),
    });
    const running = batcher.submit(job(1)).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const queued = batcher.submit(job(2)).catch((error: unknown) => error);
    expect(await running).to.have.property('statusCode', 504);
    expect(await queued).to.have.property('statusCode', 504);
    expect(batcher.queueLength).to.equal(0);
    release?.();
    await new Promise((resolve) => setTimeout(resolve, 1));
    const later = batcher.submit(job(3));
    await new Promise((resolve) => setTimeout(resolve, 2));
    release?.();
    expect(valuesOf(await later)).to.deep.equal([3]);
  });

  it('lets neighbours live when one request of a batch fails', async () => {
    const {batcher} = setUp({
      run: (feeds) => {
        const values = [...(feeds['x']!.data as Float32Array)];
        return values.includes(13) ? Promise.reject(new Error('unlucky')) : Promise.resolve({y: feeds['x']!});
      },
    });
    const results = await Promise.allSettled([1, 13, 3].map((value) => batcher.submit(job(value))));
    expect(results.map(({status}) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('loses no row and mixes none up, whatever the sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({min: -1000, max: 1000}), {minLength: 1, maxLength: 6}), {maxLength: 20}),
        fc.integer({min: 1, max: 8}),
        fc.integer({min: 1, max: 3}),
        async (requests, maxBatchRows, slots) => {
          const {batcher} = setUp({maxBatchRows, slots, run: (feeds) => Promise.resolve({y: feeds['x']!})});
          const answers = await Promise.all(requests.map((values) => batcher.submit(job(...values))));
          expect(answers.map(valuesOf)).to.deep.equal(requests);
        },
      ),
      {numRuns: 50},
    );
  });
});
