// A reader that loses a row without a reason must not pass for a result, whichever verb reads.
import {expect} from 'chai';
import {measureAnonymity, parseSchema, summarizeDataset, validateDataset} from '../../src/checks/index.js';
import type {Dataset} from '../../src/data/index.js';
import {memoryDataset} from '../support/memory-dataset.js';

/** @param read - rows the account says were read; two of them come out */
function rowsThatSay(read: number): Dataset {
  const dataset = memoryDataset([{name: 'x', kind: 'numeric', values: [1, 2]}]);
  return {...dataset, batches: () => dataset.batches(), ledger: {...dataset.ledger, rowsRead: read}};
}

const verbs = [
  {name: 'drift', read: (dataset: Dataset) => summarizeDataset(dataset)},
  {name: 'anonymity', read: (dataset: Dataset) => measureAnonymity(dataset, {quasi: ['x']})},
  {
    name: 'validate',
    read: (dataset: Dataset) =>
      validateDataset(dataset, parseSchema('version: 1\ncolumns:\n  x: {kind: numeric}\n', 's.yaml')),
  },
];

describe('checks hold the account of rows to its equation', () => {
  for (const {name, read} of verbs)
    it(`${name} fails where a row is neither kept nor dropped with a reason`, async () => {
      await read(rowsThatSay(2));
      const error = await read(rowsThatSay(3)).catch((caught: unknown) => caught);
      expect(error).to.have.property('code', 'INTERNAL_INVARIANT');
      expect((error as Error).message).to.include(`data ${name}`);
    });
});
