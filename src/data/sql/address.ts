// Words that name a database: 'sqlite:FILE' and 'postgres://…', with what is asked of it behind a question mark.
import {existsSync} from 'node:fs';
import {POSTGRES_ADDRESS, SQLITE_ADDRESS} from '../../core/index.js';
import {dataError} from '../errors.js';

/** What is asked of a database: a table (or view), or the rows of a query. */
export interface Asked {
  readonly table?: string | undefined;
  readonly query?: string | undefined;
}

/** What is read of it in the end. */
export type Said = {readonly table: string} | {readonly query: string};

export type SqlAddress =
  | {readonly engine: 'sqlite'; readonly path: string; readonly asked: Asked}
  | {readonly engine: 'postgres'; readonly connection: string; readonly asked: Asked};

function decode(text: string, where: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw dataError('DATA_OPTION', `${where}: a % that begins no escape.`, {
      hints: ['Behind the question mark everything is written as in a URL: % is %25, & is %26.'],
    });
  }
}

/** `a=1&b=2`, without turning a plus into a blank, since SQL has pluses. */
function parameters(text: string, where: string): [string, string][] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [key, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [decode(key, where), decode(value, where)];
    });
}

function askedOf(found: readonly [string, string][]): Asked {
  const value = (name: string): string | undefined => found.find(([key]) => key === name)?.[1];
  return {table: value('table'), query: value('query')};
}

/** Splits at the first question mark. */
function splitWord(word: string): [string, string] {
  const at = word.indexOf('?');
  return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
}

/**
 * Reads a word for which {@link isDatabaseAddress} holds.
 *
 * @throws IngotError `DATA_OPTION`; the word itself, which may hold a password, is never repeated
 */
export function parseSqlAddress(word: string): SqlAddress {
  if (SQLITE_ADDRESS.test(word)) return sqliteAddress(word.replace(SQLITE_ADDRESS, ''));
  const [start, rest] = splitWord(word);
  const found = parameters(rest, 'the PostgreSQL address');
  const kept = found.filter(([key]) => key !== 'table' && key !== 'query');
  const settings = kept.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  const authority = start.replace(POSTGRES_ADDRESS, '') || '//';
  const connection = `postgres:${authority}${settings === '' ? '' : `?${settings}`}`;
  return {engine: 'postgres', connection, asked: askedOf(found)};
}

function sqliteAddress(word: string): SqlAddress {
  if (existsSync(word)) return {engine: 'sqlite', path: word, asked: {}};
  const [path, rest] = splitWord(word);
  const found = parameters(rest, word);
  const unknown = found.find(([key]) => key !== 'table' && key !== 'query');
  if (unknown)
    throw dataError('DATA_OPTION', `sqlite:${path}: expected table=NAME or query=SELECT…, got '${unknown[0]}'.`);
  return {engine: 'sqlite', path, asked: askedOf(found)};
}

/** What is asked by flags and by the address together. @throws IngotError `DATA_OPTION` when it is two things */
export function oneAsked(flags: Asked, address: Asked): Asked {
  const said = [flags.table, flags.query, address.table, address.query].filter((each) => each !== undefined);
  if (said.length > 1)
    throw dataError('DATA_OPTION', 'Expected one table or one query, got more.', {
      hints: ['Say --table NAME or --query SQL, once.'],
    });
  return {table: flags.table ?? address.table, query: flags.query ?? address.query};
}
