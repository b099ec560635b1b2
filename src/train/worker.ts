// The thread that trains: a running session blocks its thread, and the main one must keep drawing and listening.
import {parentPort, workerData} from 'node:worker_threads';
import {invariant} from '../core/index.js';
import {runJob} from './job.js';
import type {FromWorker, JobRequest} from './messages.js';

const port = parentPort;
invariant(port, 'src/train/worker was not started as a worker');
const tell = (message: FromWorker): void => {
  port.postMessage(message);
};
const end = await runJob(workerData as JobRequest, (event) => {
  tell({type: 'event', event});
});
tell({type: 'end', end});
