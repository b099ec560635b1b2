// A look over an encoded model before it is decoded: whole, not too deep, and not of more parts than memory has room for.
import {ScalarType, type DescField, type DescMessage} from '@bufbuild/protobuf';
import {LENGTH_DELIMITED, memorySource, wireFields, WireError, type ByteSource} from './wire.js';

/** As protobuf's own readers have it: 33 graphs inside each other. */
const MAX_DEPTH = 100;
/** A message without content is two bytes in the file and some 500 in memory: two gigabytes at the most. */
const MAX_MESSAGES = 4_000_000;
/** Numbers in lists become objects of some 60 bytes each while they are read. */
const MAX_NUMBERS = 20_000_000;

/** @throws WireError saying at which byte what is wrong */
export function scanMessage(schema: DescMessage, bytes: Uint8Array): void {
  const counts = {messages: 0, numbers: 0};
  scan({source: memorySource(bytes), counts, schema, depth: 1, start: 0, end: bytes.byteLength});
}

interface Scan {
  readonly source: ByteSource;
  readonly counts: {messages: number; numbers: number};
  readonly schema: DescMessage;
  readonly depth: number;
  readonly start: number;
  readonly end: number;
}

interface KnownField {
  readonly message: DescMessage | undefined;
  /** Of a list of numbers: the least bytes that one takes; undefined for anything else. */
  readonly bytesEach: number | undefined;
}

function scan({source, counts, schema, depth, start, end}: Scan): void {
  if (depth > MAX_DEPTH)
    throw new WireError(`at byte ${String(start)} more than ${String(MAX_DEPTH)} messages lie inside each other`);
  counts.messages += 1;
  if (counts.messages > MAX_MESSAGES) throw new WireError(`it has more than ${String(MAX_MESSAGES)} parts`);
  const known = fieldsOf(schema);
  for (const field of wireFields(source, start, end)) {
    const {message, bytesEach} = known.get(field.number) ?? {};
    if (message && field.wireType === LENGTH_DELIMITED)
      scan({source, counts, schema: message, depth: depth + 1, start: field.content, end: field.end});
    else if (bytesEach !== undefined)
      counts.numbers += field.wireType === LENGTH_DELIMITED ? Math.ceil((field.end - field.content) / bytesEach) : 1;
    if (counts.numbers > MAX_NUMBERS)
      throw new WireError(`it has lists of more than ${String(MAX_NUMBERS)} numbers, which are not stored as raw data`);
  }
}

const cache = new Map<DescMessage, ReadonlyMap<number, KnownField>>();

function fieldsOf(schema: DescMessage): ReadonlyMap<number, KnownField> {
  const known = cache.get(schema);
  if (known) return known;
  const fields = new Map(
    schema.fields.map((field): [number, KnownField] => [
      field.number,
      {
        message: field.message,
        bytesEach: bytesEach(field),
      },
    ]),
  );
  cache.set(schema, fields);
  return fields;
}

function bytesEach(field: DescField): number | undefined {
  if (field.fieldKind !== 'list' || field.listKind !== 'scalar') return undefined;
  if (field.scalar === ScalarType.STRING || field.scalar === ScalarType.BYTES) return undefined;
  if (field.scalar === ScalarType.DOUBLE) return 8;
  return field.scalar === ScalarType.FLOAT ? 4 : 1;
}
