// Files made to harm: each ends in a model or an error that names what is wrong, in bounded time and memory.
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {spawnSync} from 'node:child_process';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {create, toBinary} from '@bufbuild/protobuf';
import {expect} from 'chai';
import fc from 'fast-check';
import {ModelProtoSchema, TensorProto_DataLocation} from '../../src/onnx/generated/onnx_pb.js';
import {decodeModel, encodeModel, findProblems, printModel, readModel} from '../../src/onnx/index.js';
import {errorOf, rejectionOf} from '../support/error-of.js';

const seeds = new URL('../../fixtures/onnx/', import.meta.url);
const seedNames = readdirSync(seeds).filter((name) => name.endsWith('.onnx'));
const seedBytes = seedNames.map((name) => Uint8Array.from(readFileSync(new URL(name, seeds))));

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.of(...bytes, rest);
}
const field = (number: number, content: Uint8Array): Buffer =>
  Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
const modelOf = (graph: Uint8Array): Buffer => Buffer.concat([Buffer.of(8, 8), field(7, graph)]);

describe('hostile models', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ingot-hostile-'));
  after(() => rmSync(folder, {recursive: true}));
  let count = 0;
  const fromFile = (bytes: Uint8Array) => {
    const path = join(folder, `${String((count += 1))}.onnx`);
    writeFileSync(path, bytes);
    return readModel(path);
  };

  /** Graphs inside the attributes of nodes inside graphs. */
  const nested = (depth: number): Buffer => {
    let graph: Buffer = Buffer.alloc(0);
    for (let level = 0; level < depth; level += 1) graph = field(1, field(5, field(6, graph)));
    return modelOf(graph);
  };
  const types = (depth: number): Buffer => {
    let type: Buffer = Buffer.alloc(0);
    for (let level = 0; level < depth; level += 1) type = field(4, field(1, type));
    return modelOf(field(11, field(2, type)));
  };

  const corrupt: readonly {name: string; bytes: Buffer; says: RegExp}[] = [
    {name: 'graphs 5,000 deep', bytes: nested(5000), says: /more than 100 messages lie inside each other/},
    {name: 'types 5,000 deep', bytes: types(5000), says: /more than 100 messages lie inside each other/},
    {
      name: 'a length of 2 GB',
      bytes: Buffer.concat([Buffer.of(8, 8, 7 * 8 + 2), varint(2 ** 31 - 1), Buffer.of(1)]),
      says: /2147483647 bytes by its own account, but 1 are left/,
    },
    {
      name: 'a length of 2⁶³',
      bytes: Buffer.concat([Buffer.of(8, 8, 7 * 8 + 2), Buffer.alloc(9, 255), Buffer.of(0)]),
      says: /bytes by its own account, but 0 are left/,
    },
    {
      name: 'raw data longer than its tensor',
      bytes: modelOf(field(5, Buffer.concat([Buffer.of(9 * 8 + 2), varint(1e9)]))),
      says: /1000000000 bytes by its own account/,
    },
    {name: 'a number without an end', bytes: Buffer.alloc(64, 255), says: /the number at byte 0 does not end/},
    {name: 'a group, which the format has no more', bytes: Buffer.of(8, 8, 11, 11), says: /wire type 3/},
    {name: 'field number 0', bytes: Buffer.of(3, 0), says: /no field number/},
    {
      name: 'five million empty nodes',
      bytes: modelOf(Buffer.alloc(10_000_000, Buffer.of(10, 0))),
      says: /more than 4000000 parts/,
    },
    {
      name: 'twenty-five million numbers a byte each',
      bytes: modelOf(field(5, field(7, Buffer.alloc(25_000_000)))),
      says: /lists of more than 20000000 numbers/,
    },
    {
      name: 'huge dims',
      bytes: modelOf(
        field(
          5,
          Buffer.concat([...Array<Buffer>(8).fill(Buffer.concat([Buffer.of(8), varint(2 ** 40)])), Buffer.of(16, 1)]),
        ),
      ),
      says: /found 0/,
    },
    {
      name: 'a negative size',
      bytes: modelOf(field(5, Buffer.concat([Buffer.of(8), Buffer.alloc(9, 255), Buffer.of(1, 16, 1)]))),
      says: /sizes from 0 as its dims, got \[-1\]/,
    },
  ];
  for (const {name, bytes, says} of corrupt)
    it(`refuses ${name}, from memory and from a file`, async () => {
      const error = errorOf(() => decodeModel(bytes));
      expect(error).to.include({code: 'MODEL_CORRUPT', exitStatus: 3});
      expect(error.message).to.match(says);
      // The largest only once: they take seconds.
      if (bytes.length < 1e6) expect((await rejectionOf(fromFile(bytes))).code).to.equal('MODEL_CORRUPT');
    });

  it('takes graphs as deep as protobuf does', () => {
    expect(decodeModel(nested(32)).graph.nodes).to.have.length(1);
  });

  it('opens no file cut short, wherever it is cut, except between fields', async () => {
    const bytes = seedBytes[seedNames.indexOf('every-dtype.onnx')]!;
    for (let length = 0; length < bytes.length; length += 1) {
      const cut = bytes.subarray(0, length);
      const [inMemory, inFile] = [errorOf(() => decodeModel(cut), true)?.code, await codeOf(fromFile(cut))];
      expect(inFile, `cut at ${String(length)}`).to.equal(inMemory);
      // The graph is one field, then the opsets follow.
      if (length < bytes.length - 6) expect(inMemory, `cut at ${String(length)}`).to.equal('MODEL_CORRUPT');
    }
  });

  it('answers every damaged file with a model that can be checked and written, or with an error of its kind', async () => {
    const damaged = fc
      .tuple(
        fc.constantFrom(...seedBytes),
        fc.array(
          fc.record({
            at: fc.nat(0xffff),
            remove: fc.constantFrom(0, 0, 1, 2, 9),
            insert: fc.oneof(fc.uint8Array({maxLength: 3}), fc.constant(Uint8Array.of(255, 255, 255, 255, 15))),
          }),
          {minLength: 1, maxLength: 4},
        ),
      )
      .map(([seed, changes]) =>
        changes.reduce<Buffer>((bytes, {at, remove, insert}) => {
          const place = at % (bytes.length + 1);
          return Buffer.concat([bytes.subarray(0, place), insert, bytes.subarray(place + remove)]);
        }, Buffer.from(seed)),
      );
    await fc.assert(
      fc.asyncProperty(damaged, async (bytes) => {
        const error = errorOf(() => {
          const model = decodeModel(bytes);
          findProblems(model);
          printModel(model);
          expect(decodeModel(encodeModel(model))).to.deep.equal(model);
        }, true);
        expect([undefined, 'MODEL_CORRUPT', 'MODEL_INVALID', 'MODEL_UNSUPPORTED']).to.include(error?.code);
        const inFile = await codeOf(fromFile(bytes));
        expect(['FILE_NOT_FOUND', 'MODEL_INVALID', 'MODEL_CORRUPT', error?.code]).to.include(inFile);
      }),
      {numRuns: 300},
    );
  });
});

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => (error as {code?: string}).code ?? String(error),
  );
}

describe('weights outside the model file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ingot-outside-'));
  const inside = join(folder, 'model');
  before(() => {
    mkdirSync(join(inside, 'sub'), {recursive: true});
    writeFileSync(join(folder, 'secret'), Buffer.alloc(24));
    for (const name of ['data', 'sub/data']) writeFileSync(join(inside, name), Buffer.alloc(24));
    symlinkSync('../secret', join(inside, 'link'));
    symlinkSync('data', join(inside, 'near'));
    symlinkSync('..', join(inside, 'up'));
    symlinkSync('loop', join(inside, 'loop'));
    spawnSync('mkfifo', [join(inside, 'pipe')]);
  });
  after(() => rmSync(folder, {recursive: true}));

  const read = (place: Readonly<Record<string, string>>, dim = 6n) => {
    const path = join(inside, 'model.onnx');
    const externalData = Object.entries(place).map(([key, value]) => ({key, value}));
    const tensor = {name: 'w', dims: [dim], dataType: 1, externalData, dataLocation: TensorProto_DataLocation.EXTERNAL};
    const model = create(ModelProtoSchema, {irVersion: 8n, graph: {name: 'g', initializer: [tensor]}});
    writeFileSync(path, toBinary(ModelProtoSchema, model));
    return readModel(path);
  };

  for (const location of ['data', 'sub/data', './data', 'near'])
    it(`are read from ${location}`, async () => {
      const {graph} = await read({location, offset: '0', length: '24'});
      expect(graph.initializers.get('w')?.data).to.deep.equal(new Float32Array(6));
    });

  const refused: readonly {place: Record<string, string>; code: string; dim?: bigint}[] = [
    ...[
      '../secret',
      'sub/../../secret',
      '..\\secret',
      '/etc/hostname',
      'C:\\secret',
      '\\\\host\\secret',
      '',
      'a\0b',
    ].map((location) => ({place: {location}, code: 'MODEL_INVALID'})),
    ...['link', 'up/secret', 'pipe', 'sub'].map((location) => ({place: {location}, code: 'MODEL_INVALID'})),
    {place: {}, code: 'MODEL_INVALID'},
    {place: {location: 'absent'}, code: 'FILE_NOT_FOUND'},
    {place: {location: 'data/x'}, code: 'FILE_UNREADABLE'},
    {place: {location: 'data', offset: '4'}, code: 'MODEL_CORRUPT'},
    {place: {location: 'data', offset: '99999999999999'}, code: 'MODEL_CORRUPT'},
    {place: {location: 'data', offset: '-4'}, code: 'MODEL_INVALID'},
    {place: {location: 'data', offset: '1e9999'}, code: 'MODEL_INVALID'},
    {place: {location: 'data', offset: '99999999999999999999'}, code: 'MODEL_INVALID'},
    {place: {location: 'data', length: '20'}, code: 'MODEL_INVALID'},
    {place: {location: 'data', length: 'all'}, code: 'MODEL_INVALID'},
    {place: {location: 'data'}, code: 'MODEL_CORRUPT', dim: 2n ** 50n},
  ];
  for (const {place, code, dim} of refused)
    it(`are refused at ${JSON.stringify(place)}${dim === undefined ? '' : ' for a huge tensor'}`, async () => {
      const error = await rejectionOf(read(place, dim));
      expect(error.code).to.equal(code);
      expect(error.exitStatus).to.equal(code === 'FILE_NOT_FOUND' ? 4 : code === 'FILE_UNREADABLE' ? 6 : 3);
    });

  it('are refused behind a link that leads to itself', async () => {
    expect((await rejectionOf(read({location: 'loop'}))).exitStatus).to.equal(6);
  });
});
