// Where `ingot serve` listens, and within what limits.
import {Flags} from '@oclif/core';
import {adapterFlag, deviceFlag, durationFlag, sizeFlag, threadsFlag} from './flags.js';

export const serveFlags = () => ({
  port: Flags.integer({
    summary: 'Port to listen on; 0 takes a free one.',
    min: 0,
    max: 65535,
    default: 8080,
    helpValue: 'N',
  }),
  host: Flags.string({summary: 'Address to listen on.', default: '127.0.0.1', helpValue: 'ADDRESS'}),
  name: Flags.string({summary: 'Name of the model in the URLs (default: from the path).', helpValue: 'NAME'}),
  workers: Flags.integer({summary: 'Worker threads, each with its own session.', min: 1, default: 1, helpValue: 'N'}),
  adapter: adapterFlag(),
  threads: threadsFlag(),
  device: deviceFlag(),
  'max-batch-size': Flags.integer({summary: 'Rows run together at most.', min: 1, default: 64, helpValue: 'N'}),
  'max-queue-delay': durationFlag({summary: 'How long a request may wait for company.', default: 0}),
  'max-queue': Flags.integer({
    summary: 'Requests that may wait; more get 503.',
    min: 1,
    default: 1024,
    helpValue: 'N',
  }),
  'max-body': sizeFlag({summary: 'Largest request; more gets 413.', default: 16 * 2 ** 20}),
  timeout: durationFlag({summary: 'Time for an answer; then 504.', default: 30}),
});
