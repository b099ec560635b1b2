// Names for columns that are made of others.
import type {DatasetSchema, Field} from '../data/index.js';

/** A suffix under which no column exists yet: the one given, with as many underscores more as it takes. */
export function freeSuffix({fields}: DatasetSchema, columns: readonly Field[], wanted: string): string {
  const taken = new Set(fields.map(({name}) => name));
  let suffix = wanted;
  while (columns.some(({name}) => taken.has(name + suffix))) suffix += '_';
  return suffix;
}
