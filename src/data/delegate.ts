// A dataset that is another one, but for some of its members.
import type {Dataset} from './types.js';

/**
 * A dataset that reads as `dataset` does but for the given members.
 *
 * @param account - the one whose ledger it has
 */
export function delegate(
  dataset: Dataset,
  own: Omit<Partial<Dataset>, 'ledger'>,
  account: Pick<Dataset, 'ledger'> = dataset,
): Dataset {
  const {rowCount, dialect} = dataset;
  return {
    schema: dataset.schema,
    name: dataset.name,
    rereadable: dataset.rereadable,
    ...(rowCount === undefined ? {} : {rowCount}),
    ...(dialect === undefined ? {} : {dialect}),
    batches: () => dataset.batches(),
    sources: () => dataset.sources(),
    close: () => dataset.close(),
    ...own,
    // What reading finds is there only once it has been read.
    get ledger() {
      return account.ledger;
    },
  };
}
