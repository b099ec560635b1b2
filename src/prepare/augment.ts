// `data augment`: more training rows from those there are, or fewer of the commoner classes. Rows given that stay come
// first, unchanged.
import {counted, ignoreEvents, Random, type Report} from '../core/index.js';
import {spoolDataset, takeRows, type AugmentPolicy, type Batch, type Dataset, type Ledger} from '../data/index.js';
import {extraRows, readClasses, surplusRows, type ClassRows} from './augment/classes.js';
import {mixedColumns, mixRows, withShares} from './augment/mixup.js';
import {copyRows, parsePolicy} from './augment/rows/index.js';
import {createNoise, noiseScales} from './augment/noise.js';
import {smoteFeatures, syntheticRows} from './augment/smote.js';
import {deriveDataset} from './derived-dataset.js';
import {prepareError} from './errors.js';

export interface AugmentOptions {
  /** Normal noise on numeric features of copies and repeated rows, in units of each column's deviation; 0: none. */
  readonly jitter: number;
  /** Added copies of every row. */
  readonly copies: number;
  /** Rows of rarer classes are repeated until each class has `ratio` times the rows of the commonest. */
  readonly balance: boolean;
  /** The same with new rows between neighbours of a class. Needs normalized rows. */
  readonly smote?: boolean | undefined;
  /** Rows of commoner classes are left out until the rarest has `ratio` times the rows of each. */
  readonly undersample?: boolean | undefined;
  /** Rarest class to commonest, above 0 up to 1; default 1. */
  readonly ratio?: number | undefined;
  /** Nearest rows SMOTE chooses from; default 5. */
  readonly neighbours?: number | undefined;
  /**
   * Adds a mix of each row with another, weighted by Beta(mixup, mixup). Needs normalized rows; a target of classes becomes
   * one of shares.
   */
  readonly mixup?: number | undefined;
  /** Changes of rows, `NAME:KEY=NUMBER,…`: of the copies, or on the fly. See augment/rows. */
  readonly with?: readonly string[] | undefined;
  /** Declares `with` in the file for a training to apply, and leaves the rows as they are. */
  readonly onTheFly?: boolean | undefined;
  readonly seed: number;
  readonly workDir?: string | undefined;
  readonly report?: Report | undefined;
}

/**
 * The same rows and seed give the same result, whatever the size of batches. Holds a number per row when balancing; for
 * SMOTE the rows of the classes that grow, for mixup all rows.
 *
 * @throws IngotError `AUGMENT_HELD_OUT` for valid and test rows, `TARGET_MISSING`, `NOT_PREPARED`, `PREPARE_OPTION`
 */
export async function augmentDataset(source: Dataset, options: AugmentOptions): Promise<Dataset> {
  const {report = ignoreEvents, seed, copies, mixup, ratio = 1, neighbours = 5} = options;
  checkSplit(source, report);
  checkOptions(options);
  const policy = options.with ? parsePolicy(options.with, source.schema) : undefined;
  if (policy && options.onTheFly === true) return declarePolicy(source, policy);
  const changeCopy = policy && copyRows(source.schema, policy, seed);
  const dataset = await spoolDataset(source, options.workDir);
  const {schema} = dataset;
  const random = new Random(seed).derive('augment');
  const lot = random.derive('balance');
  if (options.smote === true) smoteFeatures(schema);
  if (mixup !== undefined) mixedColumns(dataset);
  const mode = balancing(options)[0];
  const classes = mode === undefined ? undefined : await readClasses(dataset, mode);
  if (classes && options.smote === true) tellSmall(classes, neighbours, report);
  const surplus = classes && options.undersample === true ? surplusRows(classes, {ratio, random: lot}) : undefined;
  const extra = classes && !surplus ? extraRows(classes, {ratio, times: copies + 1, random: lot}) : undefined;
  const scales = await noiseScales(dataset, options.jitter);
  const rows = mixup === undefined ? dataset : withShares(dataset);
  return deriveDataset(dataset, rows.schema, async function* (ledger) {
    yield* givenRows(rows, surplus, ledger);
    const added = (reason: string, batch: Batch): Batch => {
      ledger.record({action: 'added', reason, count: batch.rowCount});
      return batch;
    };
    for (let copy = 1; copy <= copies; copy += 1) {
      const addNoise = createNoise(rows.schema, scales, random.derive('copy', copy));
      const change = changeCopy?.(copy) ?? ((batch: Batch): Batch => batch);
      const reason = changeCopy ? 'copy, changed' : 'copy with noise';
      for await (const batch of rows.batches()) yield addNoise(change(added(reason, batch)));
    }
    if (mixup !== undefined)
      for await (const batch of mixRows(rows, {alpha: mixup, random: random.derive('mixup')}))
        yield added('mixed with another row', batch);
    if (classes && extra && options.smote === true)
      for await (const batch of syntheticRows(rows, classes, {extra, neighbours, random: random.derive('smote')}))
        yield added('between neighbours of a class', batch);
    else if (extra) {
      const addNoise = createNoise(rows.schema, scales, lot);
      for await (const batch of repeatedRows(rows, extra)) yield addNoise(added('repeated for balance', batch));
    }
  });
}

/** The rows as they are, in a file that says what training does to them. */
function declarePolicy(source: Dataset, augment: AugmentPolicy): Dataset {
  const {schema} = source;
  return deriveDataset(source, {...schema, metadata: {...schema.metadata, augment}}, async function* (ledger) {
    for await (const batch of source.batches()) {
      ledger.keep(batch.rowCount);
      yield batch;
    }
  });
}

/** The ways of balancing asked for, as flags. */
function balancing({balance, smote, undersample}: AugmentOptions): string[] {
  return [
    ...(balance ? ['--balance'] : []),
    ...(smote === true ? ['--smote'] : []),
    ...(undersample === true ? ['--undersample'] : []),
  ];
}

/** @throws IngotError `PREPARE_OPTION` for options that exclude each other or do nothing */
function checkOptions(options: AugmentOptions): void {
  const {jitter, copies, balance, smote, undersample, ratio, neighbours, mixup} = options;
  const modes = balancing(options);
  const refuse = (message: string, hint: string): Error => prepareError('PREPARE_OPTION', message, {hints: [hint]});
  if (options.onTheFly === true) {
    const others = copies > 0 || jitter > 0 || mixup !== undefined || modes.length > 0;
    if (!options.with) throw refuse('--on-the-fly does nothing without --with.', 'For instance --with flip.');
    if (others) throw refuse('--on-the-fly adds no rows.', 'Add rows in a step of its own, before.');
    return;
  }
  if (options.with && copies === 0)
    throw refuse('--with does nothing: no row is copied.', 'Say --on-the-fly, or --copies 1.');
  if (modes.length > 1) throw refuse(`${modes.join(' and ')} exclude each other.`, 'Choose one, or run twice.');
  if (copies === 0 && modes.length === 0 && mixup === undefined)
    throw refuse(
      'Nothing to do: no copies, no mixing and no balancing are asked for.',
      'For instance --jitter 0.01 --copies 1, --mixup 0.2, --balance, --smote or --undersample.',
    );
  if (ratio !== undefined && modes.length === 0)
    throw refuse('--ratio does nothing without --balance, --smote or --undersample.', 'Add one of them.');
  if (ratio !== undefined && !(ratio > 0 && ratio <= 1))
    throw refuse(`--ratio expects a number above 0 up to 1, got ${String(ratio)}.`, '1 makes all classes equal.');
  if (neighbours !== undefined && smote !== true)
    throw refuse('--neighbours does nothing without --smote.', 'Add --smote.');
  if (undersample === true && (copies > 0 || mixup !== undefined))
    throw refuse('--undersample only leaves rows out.', 'Add rows in a second step.');
  if (jitter > 0 && copies === 0 && !balance)
    throw refuse('--jitter does nothing: no row is copied or repeated.', 'Add --copies or --balance.');
}

function tellSmall({groups}: ClassRows, neighbours: number, report: Report): void {
  for (const [label, rows] of groups)
    if (rows.length <= neighbours)
      report({
        type: 'warning',
        message:
          rows.length === 1
            ? `Class '${label}' has one row: it has no neighbour and is repeated as it is.`
            : `Class '${label}' has ${counted(rows.length, 'row')}: each has only ${String(rows.length - 1)} neighbours for ${String(neighbours)} asked.`,
      });
}

function checkSplit({schema, name}: Dataset, report: Report): void {
  const {split} = schema.metadata;
  if (split === undefined)
    report({
      type: 'note',
      message: `${name} is not marked as training rows. Augment after the split, and only train.arrow.`,
    });
  if (split === undefined || split === 'train') return;
  throw prepareError('AUGMENT_HELD_OUT', `${name} is marked as ${split} rows, which must stay as they are.`, {
    hints: ['Augment train.arrow only.'],
  });
}

/** @param surplus - 1 for rows to leave out */
async function* givenRows(dataset: Dataset, surplus: Uint8Array | undefined, ledger: Ledger): AsyncGenerator<Batch> {
  let first = 0;
  for await (const batch of dataset.batches()) {
    const kept: number[] = [];
    for (let row = 0; row < batch.rowCount; row += 1)
      if (surplus?.[first + row] === 1)
        ledger.record({action: 'dropped', reason: 'left out for balance', row: first + row + 1});
      else kept.push(row);
    first += batch.rowCount;
    ledger.keep(kept.length);
    if (kept.length === batch.rowCount) yield batch;
    else if (kept.length > 0) yield takeRows(batch, kept);
  }
}

/** @param extra - how many times each row is given */
async function* repeatedRows(dataset: Dataset, extra: Uint32Array): AsyncGenerator<Batch> {
  let first = 0;
  for await (const batch of dataset.batches()) {
    const rows: number[] = [];
    for (let row = 0; row < batch.rowCount; row += 1)
      for (let n = extra[first + row] ?? 0; n > 0; n -= 1) rows.push(row);
    first += batch.rowCount;
    if (rows.length > 0) yield takeRows(batch, rows);
  }
}
