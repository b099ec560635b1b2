// What ends a pass over rows of which some do not fit the kinds found from the first ones.
import type {Dataset} from './types.js';

/** No failure: the same rows can be read again, by kinds that fit all of them. */
export class KindsChanged extends Error {
  override readonly name = 'KindsChanged';

  constructor(
    readonly where: string,
    /** Reads all rows once to find the kinds; the new dataset takes over what the old one held. */
    readonly reopen: () => Promise<Dataset>,
  ) {
    super(`${where}: rows that do not fit the kinds of their columns`);
  }
}
