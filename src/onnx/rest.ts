// Fields the graph types do not hold, carried as bytes from decoding to encoding.
import {create, fromBinary, isFieldSet, toBinary, type DescMessage, type MessageShape} from '@bufbuild/protobuf';
import type {WithRest} from './types.js';

/**
 * The part of a decoded message outside `interpreted`, as `{rest: bytes}`, or `{}` when there is none.
 *
 * @param interpreted - local names of the fields the caller has read
 */
export function restOf<Schema extends DescMessage>(
  schema: Schema,
  message: MessageShape<Schema>,
  interpreted: ReadonlySet<string>,
): WithRest {
  const others = schema.fields.filter((field) => !interpreted.has(field.localName) && isFieldSet(message, field));
  if (others.length === 0 && (message.$unknown?.length ?? 0) === 0) return {};
  const rest = create(schema) as MessageShape<Schema> & Record<string, unknown>;
  const source = message as Record<string, unknown>;
  for (const {oneof, localName} of others) {
    const key = oneof ? oneof.localName : localName;
    (rest as Record<string, unknown>)[key] = source[key];
  }
  if (message.$unknown) rest.$unknown = message.$unknown;
  return {rest: toBinary(schema, rest)};
}

/** A message that starts with the fields kept in `rest`. */
export function startWith<Schema extends DescMessage>(schema: Schema, {rest}: WithRest): MessageShape<Schema> {
  return rest ? fromBinary(schema, rest) : create(schema);
}
