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
    // At the end of this turn everything the system has accepted for us has become a connection: none is reset.
    await new Promise((done) => setImmediate(done));
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

function connectionCount(app: FastifyInstance): Promise<number> {
  return new Promise((resolve) => {
    app.server.getConnections((error, count) => resolve(error ? 0 : count));
  });
}
