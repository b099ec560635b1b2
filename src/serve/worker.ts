// The thread a session lives in: running a model blocks its thread, and the main thread must keep answering.
import {parentPort, workerData} from 'node:worker_threads';
import {invariant} from '../core/index.js';
import {createSession} from '../runtime/index.js';
import {errorToData, type FromWorker, type RunMessage, type ToWorker, type WorkerOptions} from './worker-messages.js';

const port = parentPort;
invariant(port, 'src/serve/worker was not started as a worker');
const {model, device, threads} = workerData as WorkerOptions;
const tell = (message: FromWorker): void => port.postMessage(message);

try {
  const session = await createSession(model, {device, threads});
  let last: Promise<void> = Promise.resolve();
  const run = async ({feeds, outputs}: RunMessage): Promise<void> => {
    try {
      tell({type: 'done', outputs: await session.run(feeds, outputs)});
    } catch (error) {
      tell({type: 'failed', error: errorToData(error)});
    }
  };
  const stop = async (): Promise<void> => {
    await last;
    await session.close();
    port.close();
  };
  port.on('message', (message: ToWorker) => {
    if (message.type === 'stop') void stop();
    else last = run(message);
  });
  tell({type: 'ready', provider: session.provider});
} catch (error) {
  tell({type: 'failed', error: errorToData(error)});
}
