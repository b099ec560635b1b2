// Several files described one after the other, as parts of one dataset: what they share must not be tested on.
import type {Dataset} from '../../data/index.js';
import {profileDataset, type DatasetProfile, type ProfileOptions} from './profile.js';
import {commonFeatures, SharedRowFinder, type SharedRows} from './shared-rows.js';

export interface PartsProfile {
  readonly parts: readonly DatasetProfile[];
  readonly shared: SharedRows;
}

/** @param datasets - in order: rows of a later one are looked for in all earlier ones @throws IngotError what reading throws */
export async function profileParts(datasets: readonly Dataset[], options: ProfileOptions = {}): Promise<PartsProfile> {
  const columns = commonFeatures(datasets.map(({schema}) => schema));
  const finder = new SharedRowFinder(columns, options.workDir);
  const parts: DatasetProfile[] = [];
  try {
    for (const dataset of datasets) {
      // Without a common column all rows would be equal.
      const observe = columns.length === 0 ? undefined : finder.next(dataset.name, dataset.schema);
      parts.push(await profileDataset(dataset, {...options, observe}));
    }
    return {parts, shared: finder.finish()};
  } finally {
    finder.close();
  }
}

/** In words; empty where nothing is shared. */
export function sharedLines({columns, parts}: SharedRows): string[] {
  if (columns.length === 0) return ['The files have no feature in common: rows were not compared.'];
  return parts.slice(1).map(({name, distinctRows, shared, first}) => {
    const of = `${name}: ${String(shared)} of ${String(distinctRows)} different rows are in an earlier file too`;
    if (shared === 0) return of;
    return `${of} (same features; first: ${first.join(', ')}): they are no test of anything (data clean --drop-duplicates before data split).`;
  });
}
