// A worker entry for the tests of the worker resolver: TypeScript only syntax, and imports of our own.
import {parentPort, workerData} from 'node:worker_threads';
import {createSession, type Session} from '../../src/runtime/index.js';

interface Order {
  readonly model: Uint8Array;
  readonly x: number;
}

const {model, x} = workerData as Order;
const session: Session = await createSession(model, {threads: 1});
const {y} = await session.run({x: {dtype: 'float32', dims: [1], data: Float32Array.of(x)}});
await session.close();
parentPort?.postMessage({file: new URL(import.meta.url).pathname.split('/').at(-1), y: y?.data});
