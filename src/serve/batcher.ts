// Opportunistic batching: whatever waits when a worker becomes free goes into one run. Nothing is delayed for it
// unless a delay is asked for, so a lone request is as fast as without, and many together are far cheaper.
import type {Tensor} from '../onnx/index.js';
import {RequestError} from './errors.js';
import {joinTensors, sliceRows} from './tensors.js';

export type Feeds = Readonly<Record<string, Tensor>>;

export interface InferenceJob {
  readonly feeds: Feeds;
  /** Names of the outputs wanted. */
  readonly outputs: readonly string[];
  /** Rows along the batch axis; undefined when the job must run alone. */
  readonly rowCount: number | undefined;
}

export interface BatcherOptions {
  /** Runs at the same time: the number of workers. */
  readonly slots: number;
  readonly maxBatchRows: number;
  /** How long the first request of a batch may wait for company, milliseconds. */
  readonly maxDelayMs: number;
  /** Requests that may wait; more are refused with 503. */
  readonly maxQueue: number;
  /** From arrival to answer, milliseconds; then 504. */
  readonly timeoutMs: number;
  readonly run: (feeds: Feeds, outputs: readonly string[]) => Promise<Feeds>;
  /** Told about every run, for metrics. */
  readonly onBatch?: (batch: {readonly rows: number; readonly requests: number}) => void;
  readonly now?: () => number;
}

interface Waiting {
  readonly job: InferenceJob;
  readonly key: string;
  readonly arrivedMs: number;
  readonly resolve: (outputs: Feeds) => void;
  readonly reject: (error: unknown) => void;
  settled: boolean;
}

export class Batcher {
  private readonly queue: Waiting[] = [];
  private readonly now: () => number;
  private running = 0;
  private scheduled = false;
  private delay: NodeJS.Timeout | undefined;

  constructor(private readonly options: BatcherOptions) {
    this.now = options.now ?? (() => performance.now());
  }

  /** Requests waiting for a worker. */
  get queueLength(): number {
    return this.queue.length;
  }

  /**
   * @returns the outputs asked for, cut to the job's own rows
   * @throws RequestError 503 when too many wait, 504 when the time is up; whatever `run` throws
   */
  submit(job: InferenceJob): Promise<Feeds> {
    if (this.queue.length >= this.options.maxQueue)
      return Promise.reject(
        new RequestError(503, `The queue is full: ${String(this.options.maxQueue)} requests wait. Try again later.`),
      );
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.drop(waiting);
        waiting.reject(new RequestError(504, `No answer within ${String(this.options.timeoutMs)} ms.`));
      }, this.options.timeoutMs);
      const settle = (action: () => void): void => {
        if (waiting.settled) return;
        waiting.settled = true;
        clearTimeout(timer);
        action();
      };
      const waiting: Waiting = {
        job,
        key: batchKey(job),
        arrivedMs: this.now(),
        resolve: (outputs) => settle(() => resolve(outputs)),
        reject: (error) => settle(() => reject(error instanceof Error ? error : new Error(String(error)))),
        settled: false,
      };
      this.queue.push(waiting);
      this.schedule();
    });
  }

  /** Looks at the queue at the end of this turn of the event loop, so that requests read together run together. */
  private schedule(): void {
    if (this.scheduled || this.running >= this.options.slots) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.flush();
    });
  }

  private flush(): void {
    while (this.running < this.options.slots && this.queue.length > 0) {
      const waitMs = this.remainingDelay();
      if (waitMs > 0) {
        this.delay ??= setTimeout(() => {
          this.delay = undefined;
          this.flush();
        }, Math.ceil(waitMs));
        return;
      }
      void this.start(this.takeBatch());
    }
  }

  /** Milliseconds until the head of the queue has waited long enough; 0 when it may go now. */
  private remainingDelay(): number {
    const [head] = this.queue;
    if (!head || this.options.maxDelayMs === 0 || head.job.rowCount === undefined) return 0;
    const rows = this.queue.reduce((sum, {job, key}) => sum + (key === head.key ? (job.rowCount ?? 0) : 0), 0);
    if (rows >= this.options.maxBatchRows) return 0;
    return Math.max(0, head.arrivedMs + this.options.maxDelayMs - this.now());
  }

  /** The head of the queue and every later request that fits beside it, in order. */
  private takeBatch(): Waiting[] {
    const head = this.queue.shift();
    if (!head) return [];
    const batch = [head];
    if (head.job.rowCount === undefined) return batch;
    let rows = head.job.rowCount;
    for (let index = 0; index < this.queue.length && rows < this.options.maxBatchRows;) {
      const other = this.queue[index];
      const otherRows = other?.job.rowCount ?? Infinity;
      if (other?.key === head.key && rows + otherRows <= this.options.maxBatchRows) {
        batch.push(other);
        rows += otherRows;
        this.queue.splice(index, 1);
      } else index += 1;
    }
    return batch;
  }

  private async start(batch: readonly Waiting[]): Promise<void> {
    this.running += 1;
    try {
      await this.runBatch(batch);
    } finally {
      this.running -= 1;
      this.schedule();
    }
  }

  private async runBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const wanted = [...new Set(batch.flatMap(({job}) => job.outputs))];
      this.options.onBatch?.({
        rows: batch.reduce((sum, {job}) => sum + (job.rowCount ?? 1), 0),
        requests: batch.length,
      });
      const outputs = await this.options.run(joinFeeds(batch.map(({job}) => job.feeds)), wanted);
      this.answer(batch, outputs);
    } catch (error) {
      // One request's values may be what failed: its neighbours must not pay for it.
      if (batch.length > 1) for (const waiting of batch) await this.runBatch([waiting]);
      else batch[0]?.reject(error);
    }
  }

  private answer(batch: readonly Waiting[], outputs: Feeds): void {
    let from = 0;
    for (const {job, resolve} of batch) {
      const {rowCount} = job;
      const own = job.outputs.map((name): [string, Tensor] => {
        const tensor = outputs[name];
        if (!tensor) throw new TypeError(`the runtime gave no output '${name}'`);
        return [name, rowCount === undefined || batch.length === 1 ? tensor : sliceRows(tensor, from, rowCount)];
      });
      from += rowCount ?? 0;
      resolve(Object.fromEntries(own));
    }
  }

  private drop(waiting: Waiting): void {
    const index = this.queue.indexOf(waiting);
    if (index >= 0) this.queue.splice(index, 1);
  }
}

/** Jobs of equal keys can share a run: same inputs, dtypes and sizes beside the batch axis. */
function batchKey({feeds}: InferenceJob): string {
  return Object.entries(feeds)
    .map(([name, {dtype, dims}]) => `${name}:${dtype}[${dims.slice(1).join()}]`)
    .sort()
    .join();
}

function joinFeeds(feeds: readonly Feeds[]): Feeds {
  const [first = {}] = feeds;
  if (feeds.length === 1) return first;
  return Object.fromEntries(
    Object.keys(first).map((name) => [
      name,
      joinTensors(feeds.map((own) => own[name]).filter((tensor) => tensor !== undefined)),
    ]),
  );
}
