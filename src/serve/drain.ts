// Stopping without losing a request: new connections are refused at once, whatever has arrived or is on its way on
// an open connection is answered, and only then the connections are closed.
import {once} from 'node:events';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {Server} from 'node:net';
import type {FastifyInstance} from 'fastify';

/** Requests that are on their way on open connections when the drain begins are still answered for so long. */
const GRACE_MS = 250;

export type Phase = 'open' | 'draining' | 'refusing';

export class Drain {
  /** Draining: answered, and asked to leave the connection. Refusing: 503. */
  phase: Phase = 'open';
  private readonly inFlight = new Set<IncomingMessage>();
  private becameIdle: (() => void) | undefined;

  /**
   * @param limitMs - how long a request may take from its arrival to its answer. What is in flight longer than that after
   *   a drain began is a client that does not send the rest of its request, and must not keep the server alive.
   */
  constructor(private readonly limitMs: number) {}

  /** Counts a request until its answer is sent or its client has gone. */
  track(request: IncomingMessage, response: ServerResponse): void {
    this.inFlight.add(request);
    response.once('close', () => {
      this.inFlight.delete(request);
      if (this.inFlight.size === 0) this.becameIdle?.();
    });
  }

  async run(app: FastifyInstance): Promise<void> {
    this.phase = 'draining';
    await acceptWaiting(app.server);
    const closed = once(app.server, 'close');
    // The method of net.Server: http.Server's would also cut idle connections, with a request perhaps on its way.
    Server.prototype.close.call(app.server);
    if ((await connectionCount(app)) > 0) await new Promise((done) => setTimeout(done, GRACE_MS));
    this.phase = 'refusing';
    if (this.inFlight.size > 0) await this.idle();
    app.server.closeAllConnections();
    await closed;
    await app.close();
  }

  private idle(): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, this.limitMs);
      this.becameIdle = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}

/**
 * Lets in the connections that the system has accepted for us but we have not seen: closing the listener would reset
 * them, with a request perhaps already sent. Turn by turn of the event loop, until two bring none: the first may still
 * belong to the turn in which the signal came.
 */
async function acceptWaiting(server: Server): Promise<void> {
  let quietTurns = 0;
  const onConnection = (): void => {
    quietTurns = 0;
  };
  server.on('connection', onConnection);
  const end = performance.now() + GRACE_MS;
  while (quietTurns < 2 && performance.now() < end) {
    quietTurns += 1;
    await new Promise((done) => setImmediate(done));
  }
  server.off('connection', onConnection);
}

function connectionCount(app: FastifyInstance): Promise<number> {
  return new Promise((resolve) => {
    app.server.getConnections((error, count) => resolve(error ? 0 : count));
  });
}
