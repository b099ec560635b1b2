// `data redact`: personal data masked in a stream, in the memory of a batch; each change is counted.
import {ignoreEvents, type Report} from '../../core/index.js';
import {
  canonicalNumberText,
  makeRawField,
  type ColumnData,
  type Dataset,
  type Field,
  type Ledger,
} from '../../data/index.js';
import {dropColumns} from '../clean/drop-columns.js';
import {deriveDataset} from '../derived-dataset.js';
import {prepareError} from '../errors.js';
import {findIn, refuseStages} from './find.js';
import {DONE, maskOf, readPrivacyKey} from './masks.js';
import {planRedaction, requireRegion, type ColumnPlan, type RedactOptions, type RedactPlan} from './plan.js';

export interface RedactContext {
  readonly keyFile?: string | undefined;
  readonly report?: Report | undefined;
}

/** What masks a cell; gives the cell as it was where nothing is found. @param row - 1-based */
type Masker = (text: string, row: number, ledger: Ledger) => string;

/**
 * Whole cells of columns named (or named after a kind), and places in the other columns of text. A column of numbers whose
 * cells are masked becomes one of categories. Missing cells stay missing.
 *
 * @throws IngotError `ALREADY_PREPARED`, `PREPARE_OPTION`, `COLUMN_MISSING`
 */
export async function redactDataset(
  source: Dataset,
  options: RedactOptions,
  context: RedactContext = {},
): Promise<Dataset> {
  const {DETECTORS} = await import('./detectors/index.js');
  const {region, drop = []} = options;
  await requireRegion(region);
  refuseStages(source);
  const plan = planRedaction(source.schema, options, {kinds: DETECTORS, where: source.name});
  const {keyFile, report = ignoreEvents} = context;
  if (!plan.needsKey && keyFile !== undefined)
    throw prepareError('PREPARE_OPTION', '--key-file does nothing without --hash or --pseudonymize.');
  const key = plan.needsKey ? readPrivacyKey(keyFile) : undefined;
  const history = JSON.stringify(source.schema.metadata.lineage);
  if (findIn(history, DETECTORS, {region}).length > 0)
    report({
      type: 'warning',
      message: 'Options or reasons in the history hold what looks like personal data; it stays.',
    });
  const dataset = dropColumns(source, new Map(drop.map((name) => [name, 'private column'])));
  const {fields, metadata} = dataset.schema;
  const maskers = fields.map((field) => maskerOf(field, plan, {key, region}));
  const schema = {fields: fields.map((field) => maskedField(field, plan.columns.get(field.name))), metadata};
  return deriveDataset(dataset, schema, async function* (ledger) {
    let before = 0;
    for await (const {rowCount, columns} of dataset.batches()) {
      const masked = maskers.map((masker, at) => maskColumn(columns[at] ?? [], masker, {before, ledger}));
      before += rowCount;
      ledger.keep(rowCount);
      yield {rowCount, columns: masked};
    }
  });
}

function maskedField(field: Field, plan: ColumnPlan | undefined): Field {
  return plan?.whole === true && field.storage !== 'utf8' ? makeRawField(field.name, 'category', field.role) : field;
}

interface MaskerContext {
  readonly key: Buffer | undefined;
  readonly region: string | undefined;
}

function maskerOf({name: column}: Field, plan: RedactPlan, {key, region}: MaskerContext): Masker | undefined {
  const own = plan.columns.get(column);
  if (own === undefined) return undefined;
  if (own.whole) {
    const {action, word, kind} = own;
    const canonical = kind?.canonical ?? ((value: string) => value.trim());
    return (text, row, ledger) => {
      ledger.record({action: 'repaired', reason: `${word} ${DONE[action]}`, column, row});
      return maskOf({action, word, canonical: canonical(text), key});
    };
  }
  return (text, row, ledger) => {
    const parts: string[] = [];
    let from = 0;
    for (const {start, end, detector} of findIn(text, plan.kinds, {region})) {
      const {name: word, canonical = (value: string) => value.trim()} = detector;
      const action = plan.actions.get(word) ?? 'redact';
      ledger.record({action: 'repaired', reason: `${word} ${DONE[action]}`, column, row});
      parts.push(text.slice(from, start), maskOf({action, word, canonical: canonical(text.slice(start, end)), key}));
      from = end;
    }
    return from === 0 ? text : parts.join('') + text.slice(from);
  };
}

function maskColumn(
  column: ColumnData,
  masker: Masker | undefined,
  {before, ledger}: {readonly before: number; readonly ledger: Ledger},
): ColumnData {
  if (!masker) return column;
  return Array.from(column as ArrayLike<string | number | null>, (value, row) => {
    if (value === null || Number.isNaN(value)) return null;
    const text = typeof value === 'number' ? canonicalNumberText(value) : value;
    return masker(text, before + row + 1, ledger);
  });
}

/** @returns nothing for a dry run @throws IngotError `PREPARE_OPTION` where neither is asked for */
export function outputOfRedact(output: string | undefined, isDryRun: boolean): string | undefined {
  if (isDryRun || output !== undefined) return output;
  throw prepareError('PREPARE_OPTION', 'data redact expects -o FILE, or --dry-run to change nothing; got neither.');
}
