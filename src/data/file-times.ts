// When files were last changed.
import {statSync} from 'node:fs';
import {READABLE_ENDINGS} from './formats/index.js';
import {resolveSources} from './sources.js';

/**
 * The last change of what a name stands for; of several files that of the one left alone longest.
 *
 * @returns seconds since the epoch; undefined for what has no such time: standard input, a table of a database
 * @throws IngotError as opening does
 */
export async function lastChange(source: string | readonly string[]): Promise<number | undefined> {
  const sources = await resolveSources(source, READABLE_ENDINGS);
  const times = sources.map(({source: {path}}) => {
    if (path === '-') return undefined;
    const stats = statSync(path, {throwIfNoEntry: false});
    return stats && stats.mtimeMs / 1000;
  });
  return times.reduce((least, time) => (least === undefined || time === undefined ? undefined : Math.min(least, time)));
}
