// Reading a bound: a number, or for dates a date in ISO 8601.
import {formatDate, parseDate} from '../../../data/index.js';
import type {CheckContext} from '../define.js';

export function readBound(given: unknown, {kind, fail}: Pick<CheckContext, 'kind' | 'fail'>): number {
  if (kind === 'datetime') {
    const text = given instanceof Date ? formatDate(given.getTime() / 1000) : given;
    const seconds = typeof text === 'string' ? parseDate(text, 'iso') : undefined;
    return seconds ?? fail('a date in ISO 8601, such as 2024-05-31');
  }
  return typeof given === 'number' && Number.isFinite(given) ? given : fail('a number');
}

/** Code points: what takes two units in JavaScript is one character. */
export const lengthOf = (text: string): number => Array.from(text).length;

export function readLength(given: unknown, {fail}: Pick<CheckContext, 'fail'>): number {
  return Number.isSafeInteger(given) && (given as number) >= 0 ? (given as number) : fail('a whole number, at least 0');
}
