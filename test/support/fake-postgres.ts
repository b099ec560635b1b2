// A server that speaks enough of PostgreSQL's protocol (version 3) to be read from: password, simple and extended queries,
// portals that are suspended, errors, and a connection that breaks. What it says is given by the test.
import {createServer, type Server, type Socket} from 'node:net';
import type {AddressInfo} from 'node:net';

export interface FakeAnswer {
  /** Name and object identifier of the type. */
  readonly fields: readonly (readonly [name: string, type: number])[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** In place of what is left, once so many rows were sent. */
  readonly breaksAfter?: number;
  readonly failsAfter?: number;
}

export interface FakeServer {
  readonly port: number;
  /** Everything it was asked, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

const text = (value: string): Buffer => Buffer.from(`${value}\0`);
const int16 = (value: number): Buffer => Buffer.from([(value >> 8) & 255, value & 255]);
function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

const READY = message('Z', Buffer.from('I'));
const failure = (code: string, said: string): Buffer =>
  message('E', text('SERROR'), text(`C${code}`), text(`M${said}`), Buffer.from([0]));
const description = ({fields}: FakeAnswer): Buffer =>
  message(
    'T',
    int16(fields.length),
    ...fields.map(([name, type]) =>
      Buffer.concat([text(name), int32(0), int16(0), int32(type), int16(-1), int32(-1), int16(0)]),
    ),
  );
const dataRow = (row: readonly (string | null)[]): Buffer =>
  message(
    'D',
    int16(row.length),
    ...row.map((cell) =>
      cell === null ? int32(-1) : Buffer.concat([int32(Buffer.byteLength(cell)), Buffer.from(cell)]),
    ),
  );

class Session {
  private held = Buffer.alloc(0);
  private isStarted = false;
  private answer: FakeAnswer | undefined;
  private sent = 0;

  constructor(
    private readonly socket: Socket,
    private readonly password: string,
    private readonly answerOf: (sql: string) => FakeAnswer | undefined,
    private readonly asked: string[],
  ) {}

  take(bytes: Buffer): void {
    this.held = Buffer.concat([this.held, bytes]);
    for (;;) {
      const start = this.isStarted ? 1 : 0;
      if (this.held.length < start + 4) return;
      const end = start + this.held.readInt32BE(start);
      if (this.held.length < end) return;
      const type = this.isStarted ? String.fromCharCode(this.held[0] ?? 0) : 'startup';
      const body = this.held.subarray(start + 4, end);
      this.held = this.held.subarray(end);
      this.isStarted = true;
      this.handle(type, body);
    }
  }

  private handle(type: string, body: Buffer): void {
    const write = (...parts: readonly Buffer[]): unknown => this.socket.write(Buffer.concat(parts));
    const word = (at = 0): string => body.toString('utf8', at, body.indexOf(0, at));
    if (type === 'startup') write(message('R', int32(3)));
    else if (type === 'p') {
      if (word() === this.password) write(message('R', int32(0)), READY);
      else this.socket.end(failure('28P01', 'password authentication failed'));
    } else if (type === 'Q') {
      this.ask(word());
      const {answer} = this;
      const rows = answer ? [description(answer), ...answer.rows.map(dataRow)] : [];
      write(...rows, message('C', text('SELECT')), READY);
    } else if (type === 'P') {
      this.ask(word(body.indexOf(0) + 1));
      write(message('1'));
    } else if (type === 'B') write(message('2'));
    else if (type === 'D') write(this.answer ? description(this.answer) : message('n'));
    else if (type === 'E') this.execute(body.readInt32BE(body.indexOf(0) + 1), write);
    else if (type === 'C') write(message('3'));
    else if (type === 'S') write(READY);
    else if (type === 'X') this.socket.end();
  }

  private ask(sql: string): void {
    this.asked.push(sql);
    this.answer = this.answerOf(sql);
    this.sent = 0;
  }

  private execute(limit: number, write: (...parts: readonly Buffer[]) => unknown): void {
    const {rows = [], breaksAfter, failsAfter} = this.answer ?? {};
    const end = limit === 0 ? rows.length : Math.min(rows.length, this.sent + limit);
    const some = rows.slice(this.sent, end).map(dataRow);
    this.sent = end;
    if (breaksAfter !== undefined && end >= breaksAfter) this.socket.destroy();
    else if (failsAfter !== undefined && end >= failsAfter) write(...some, failure('22012', 'division by zero'));
    else write(...some, end < rows.length ? message('s') : message('C', text('SELECT')));
  }
}

/** @param answerOf - what a statement gives; undefined: it is done, without rows */
export async function fakePostgres(
  password: string,
  answerOf: (sql: string) => FakeAnswer | undefined,
): Promise<FakeServer> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    const session = new Session(socket, password, answerOf, asked);
    socket.on('data', (bytes: Buffer) => session.take(bytes));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
