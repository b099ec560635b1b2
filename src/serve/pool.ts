// The workers: started together, given one run at a time, replaced when one is lost, stopped only when idle
// (ending a thread in the middle of a run would abort the process).
import type {Worker} from 'node:worker_threads';
import type {Report} from '../core/index.js';
import {invariant} from '../core/index.js';
import type {Feeds} from './batcher.js';
import {serveError} from './errors.js';
import {errorFromData, type FromWorker, type RunMessage, type ToWorker} from './worker-messages.js';

/** A lost worker is replaced after this pause, so that one that cannot live does not keep the machine busy. */
const RESPAWN_PAUSE_MS = 1000;

export interface PoolOptions {
  readonly count: number;
  readonly spawn: () => Worker;
  readonly report: Report;
  readonly respawnPauseMs?: number;
}

interface Task {
  readonly resolve: (outputs: Feeds) => void;
  readonly reject: (error: unknown) => void;
}

interface Slot {
  worker: Worker;
  /** The run in flight. */
  task: Task | undefined;
  isReady: boolean;
}

export class WorkerPool {
  private readonly slots = new Set<Slot>();
  private readonly pauses = new Set<NodeJS.Timeout>();
  private readonly waiting: {readonly message: RunMessage; readonly task: Task}[] = [];
  private isClosing = false;
  /** What the first worker computes on: `'cpu'` or `'cuda'`. */
  provider = '';

  private constructor(private readonly options: PoolOptions) {}

  /** @returns the pool once every worker has its session @throws whatever creating a session throws */
  static async start(options: PoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    try {
      await Promise.all(Array.from({length: options.count}, () => pool.add()));
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  get readyCount(): number {
    return [...this.slots].filter(({isReady}) => isReady).length;
  }

  /** Runs on an idle worker, waiting for one if need be. @throws IngotError `WORKER_LOST`, `RUNTIME_FAILED` */
  run(feeds: Feeds, outputs: readonly string[]): Promise<Feeds> {
    return new Promise((resolve, reject) => {
      this.waiting.push({message: {type: 'run', feeds, outputs}, task: {resolve, reject}});
      this.assign();
    });
  }

  /** Lets runs in flight end, then stops the workers. */
  async close(): Promise<void> {
    this.isClosing = true;
    for (const pause of this.pauses) clearTimeout(pause);
    await Promise.all([...this.slots].map((slot) => stopWorker(slot.worker)));
    this.slots.clear();
  }

  /** Gives waiting runs to idle workers. In one turn, so that no two runs take the same worker. */
  private assign(): void {
    for (const slot of this.slots) {
      if (!slot.isReady || slot.task) continue;
      const next = this.waiting.shift();
      if (!next) return;
      slot.task = next.task;
      slot.worker.postMessage(next.message satisfies ToWorker);
    }
    if (this.slots.size > 0 || this.pauses.size > 0) return;
    const error = serveError('WORKER_LOST', 'No worker is left.');
    for (const {task} of this.waiting.splice(0)) task.reject(error);
  }

  private async add(): Promise<void> {
    const slot: Slot = {worker: this.options.spawn(), task: undefined, isReady: false};
    this.slots.add(slot);
    await new Promise<void>((resolve, reject) => {
      slot.worker.on('message', (message: FromWorker) => this.receive(slot, message, resolve, reject));
      slot.worker.on('error', (error) => this.lose(slot, error, reject));
      slot.worker.on('exit', () => this.lose(slot, undefined, reject));
    });
  }

  private receive(slot: Slot, message: FromWorker, started: () => void, failed: (error: unknown) => void): void {
    if (message.type === 'ready') {
      slot.isReady = true;
      this.provider ||= message.provider;
      started();
    } else if (!slot.isReady) {
      // The session could not be made: the thread ends by itself.
      invariant(message.type === 'failed', 'a worker answered before it was ready');
      failed(errorFromData(message.error));
    } else {
      const {task} = slot;
      slot.task = undefined;
      if (message.type === 'done') task?.resolve(message.outputs);
      else task?.reject(errorFromData(message.error));
    }
    this.assign();
  }

  private lose(slot: Slot, cause: unknown, failed: (error: unknown) => void): void {
    if (!this.slots.delete(slot)) return;
    const error = serveError('WORKER_LOST', 'A worker thread ended unexpectedly.', {cause});
    failed(error);
    slot.task?.reject(error);
    if (slot.isReady && !this.isClosing) this.replace();
    this.assign();
  }

  private replace(): void {
    this.options.report({type: 'warning', message: 'A worker thread was lost and is being replaced.'});
    const pause = setTimeout(() => {
      this.pauses.delete(pause);
      this.add().catch((error: unknown) => {
        this.options.report({type: 'warning', message: `The worker could not be replaced: ${String(error)}`});
        this.assign();
      });
    }, this.options.respawnPauseMs ?? RESPAWN_PAUSE_MS);
    this.pauses.add(pause);
  }
}

function stopWorker(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('exit', () => resolve());
    worker.postMessage({type: 'stop'} satisfies ToWorker);
  });
}
