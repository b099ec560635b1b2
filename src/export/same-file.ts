import {resolve} from 'node:path';
import {exportError} from './errors.js';

/** An export never replaces what it comes from. @throws IngotError `EXPORT_SAME_FILE` */
export function refuseSameFile(source: string, output: string): void {
  if (resolve(source) === resolve(output))
    throw exportError('EXPORT_SAME_FILE', `${output}: the exported file would replace the model it comes from.`, {
      hints: ['Give another name to -o.'],
    });
}
