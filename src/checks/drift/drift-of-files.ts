// `data drift`: both sides opened, the second by the rules of the first.
import {type Report} from '../../core/index.js';
import {openDataset} from '../../data/index.js';
import {checkError} from '../errors.js';
import {compareSummaries, type DriftOptions, type DriftResult} from './compare.js';
import {summarizeDataset, type DatasetSummary} from './summary.js';

export interface DriftOfFilesOptions extends DriftOptions {
  readonly columns?: readonly string[] | undefined;
  readonly report: Report;
  /** Given the summaries that were compared. */
  readonly onCompared?: ((reference: DatasetSummary, current: DatasetSummary) => void) | undefined;
}

/** @throws IngotError `DRIFT_COLUMN` and those of {@link compareSummaries} */
export async function driftOfFiles(
  referencePath: string,
  currentPath: string,
  {columns, report, onCompared, ...options}: DriftOfFilesOptions,
): Promise<DriftResult> {
  const reference = await openDataset(referencePath, {report});
  try {
    const {fields} = reference.schema;
    const unknown = columns?.find((name) => !fields.some((field) => field.name === name));
    if (unknown !== undefined)
      throw checkError('DRIFT_COLUMN', `${reference.name} has no column '${unknown}'.`, {
        hints: [`Columns: ${fields.map(({name}) => name).join(', ')}.`],
      });
    const rules = fields.map(({name, parse, role}) => ({name, parse, role, required: false}));
    const current = await openDataset(currentPath, {rules, report});
    try {
      const [was, is] = [await summarizeDataset(reference, columns), await summarizeDataset(current, columns)];
      const result = compareSummaries(was, is, options);
      onCompared?.(was, is);
      if (columns) return result;
      // Text holds no more than the rules name; what else there was stands in the ledger.
      const unread = current.ledger.entries.flatMap(({action, column}) =>
        action === 'ignored' && column ? [column] : [],
      );
      return {...result, onlyCurrent: [...result.onlyCurrent, ...unread]};
    } finally {
      await current.close();
    }
  } finally {
    await reference.close();
  }
}
