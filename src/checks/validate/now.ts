// --now DATE.
import {parseDate} from '../../data/index.js';
import {checkError} from '../errors.js';

/** @param text - ISO 8601; absent: the time it is @returns seconds since the epoch @throws IngotError `VALIDATE_OPTION` */
export function parseNow(text: string | undefined): number {
  if (text === undefined) return Date.now() / 1000;
  const seconds = parseDate(text, 'iso');
  if (seconds === undefined)
    throw checkError('VALIDATE_OPTION', `--now expects a date in ISO 8601, such as 2024-05-31, got '${text}'.`);
  return seconds;
}
