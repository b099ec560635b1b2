// What personal data becomes: a placeholder, a keyed hash, or a pseudonym made from one.
import {createHmac} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {prepareError} from '../errors.js';

export const ACTIONS = ['redact', 'hash', 'pseudonymize'] as const;
export type MaskAction = (typeof ACTIONS)[number];

/** Of the past participle in the ledger. */
export const DONE: Readonly<Record<MaskAction, string>> = {
  redact: 'redacted',
  hash: 'hashed',
  pseudonymize: 'pseudonymized',
};

export const KEY_VARIABLE = 'INGOT_PRIVACY_KEY';
const LEAST_KEY_BYTES = 16;
/** 64 bits: two of ten million people share a pseudonym with a chance of 3 in a million. */
const PSEUDONYM_DIGITS = 16;

/**
 * @param path - a file, whose last line end does not count; else the environment is asked
 * @throws IngotError `PREPARE_OPTION` where there is none or it is short
 */
export function readPrivacyKey(path: string | undefined, environment: NodeJS.ProcessEnv = process.env): Buffer {
  const key = path === undefined ? Buffer.from(environment[KEY_VARIABLE] ?? '') : keyOfFile(path);
  const where = path ?? KEY_VARIABLE;
  if (key.length >= LEAST_KEY_BYTES) return key;
  const got = key.length === 0 ? 'there is none' : `got ${String(key.length)} bytes`;
  throw prepareError('PREPARE_OPTION', `${where}: expected a key of at least 16 bytes for --hash, but ${got}.`, {
    hints: [`Make one: openssl rand -hex 32 > key.txt; give it with --key-file, or in ${KEY_VARIABLE}.`],
  });
}

function keyOfFile(path: string): Buffer {
  try {
    return Buffer.from(readFileSync(path, 'latin1').replace(/\r?\n$/, ''), 'latin1');
  } catch {
    throw prepareError('PREPARE_OPTION', `--key-file ${path}: expected a file that can be read, but it cannot.`);
  }
}

export interface Mask {
  readonly action: MaskAction;
  /** Kind of data, or the name of a column. */
  readonly word: string;
  /** For hashes and pseudonyms: one spelling of equal values. */
  readonly canonical: string;
  readonly key: Buffer | undefined;
}

/** `[EMAIL]`, 64 hexadecimal digits (HMAC-SHA-256, RFC 2104), or `email_` and the first 16 of them. */
export function maskOf({action, word, canonical, key}: Mask): string {
  if (action === 'redact') return `[${word.toUpperCase()}]`;
  if (key === undefined) throw prepareError('PREPARE_OPTION', `--${action} needs a key.`);
  const digest = createHmac('sha256', key).update(canonical).digest('hex');
  return action === 'hash' ? digest : `${word}_${digest.slice(0, PSEUDONYM_DIGITS)}`;
}
