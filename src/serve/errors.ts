// Two kinds of failure: the server cannot start or run (an IngotError with an exit status), and a request that
// cannot be answered (a RequestError with an HTTP status, never the end of the process).
import {defineErrors} from '../core/index.js';

export const serveError = defineErrors({
  PORT_IN_USE: 'resource',
  PORT_REFUSED: 'resource',
  HOST_UNKNOWN: 'usage',
  WORKER_LOST: 'resource',
});

/** Why a request is not answered: becomes the status and the body `{"error": message, "field": field}`. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  /**
   * @param statusCode - HTTP status
   * @param field - where in the request: `rows[2].age`, `inputs[0].datatype`
   */
  constructor(
    readonly statusCode: number,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}
