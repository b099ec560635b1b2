// Whether a column is as a network takes it.
import type {Field} from '../data/index.js';

/** Numbers or codes that some stage gave; marks that `data clean` added, for example. Raw tensors may be float32 too. */
export function isReady({storage, shape, stage}: Pick<Field, 'storage' | 'shape' | 'stage'>): boolean {
  return (storage === 'float32' || storage === 'int32') && (shape === undefined || stage !== undefined);
}
