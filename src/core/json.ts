// Canonical JSON: the same value always gives the same text, so that its hash can name a thing.
import {createHash} from 'node:crypto';

export type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json};

/** JSON with object keys sorted and no spaces. Undefined members are left out, as in JSON.stringify. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : member,
  );
}

/** @returns the sha256 of the bytes or of the UTF-8 text, 64 hex digits */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** @returns the first 16 hex digits of the sha256 of the canonical JSON: the id of a stage or a configuration */
export function stableId(value: unknown): string {
  return sha256(canonicalJson(value)).slice(0, 16);
}
