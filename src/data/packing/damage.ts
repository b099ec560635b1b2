// What is said of packed data that are not whole.
import {fileError, IngotError} from '../../core/index.js';
import {dataError} from '../errors.js';

const HINTS = ['Fetch or pack the file again.'];

/** @param what - with its article: `'the gzip data'` */
export function cutOff(what: string, where: string, cause?: unknown): IngotError {
  const data = {file: where};
  return dataError('DATA_TRUNCATED', `${where}: the input ended early, within ${what}.`, {hints: HINTS, cause, data});
}

/** @param what - with its article and verb: `'the tar archive is'` @param why - in the words of a library */
export function damaged(what: string, where: string, {why, cause}: {why?: string; cause?: unknown} = {}): IngotError {
  const said = why === undefined ? '' : `: ${why.replace(/\.$/, '')}`;
  return dataError('DATA_CORRUPT', `${where}: ${what} damaged${said}.`, {hints: HINTS, cause, data: {file: where}});
}

/** What a library found wrong with an archive, in our words. @param isCut - by the message of the library */
export function archiveError(
  error: unknown,
  {what, path, where, isCut}: {what: string; path: string; where: string; isCut: RegExp},
): unknown {
  const told = fileError(error, path);
  if (told instanceof IngotError || !(error instanceof Error)) return told;
  if (isCut.test(error.message)) return cutOff(what, where, error);
  return damaged(`${what} is`, where, {why: error.message, cause: error});
}
