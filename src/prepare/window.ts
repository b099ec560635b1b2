// `data window`: rows in the order of time become windows over the last steps, columns of the past, and a target ahead.
import {ignoreEvents} from '../core/index.js';
import {
  makeRawField,
  RowFiller,
  spoolDataset,
  type Batch,
  type Dataset,
  type DatasetSchema,
  type Field,
} from '../data/index.js';
import {deriveDataset} from './derived-dataset.js';
import {prepareError} from './errors.js';
import {futureName, windowColumns, type WindowColumns, type WindowOptions} from './window/options.js';
import {lookAhead, lookBack, WindowReader, type WindowPlan} from './window/reader.js';
import {sortDataset} from './window/sort-rows.js';
import {findStep, parseStep, spanOf, type SeriesStep} from './window/step.js';

export type {WindowOptions} from './window/options.js';

/** Rows given at a time, fewer where windows are large. */
const CHUNK_ROWS = 4096;

/**
 * Each row of a series gives at most one window, the one that ends with it: read = kept + dropped. Streaming: what is held
 * is the last rows of each series, as many as a window and its horizon take. Finding the step takes a pass more, sorting a
 * copy on disk.
 *
 * A window is `[steps, columns]`, float64, oldest step first. Its time is that of its last step.
 *
 * @throws IngotError `COLUMN_MISSING`, `KIND_MISMATCH`, `PREPARE_OPTION`, `ALREADY_PREPARED`, `TARGET_MISSING`, `WINDOW_STEP`,
 *   `WINDOW_ORDER`, `WINDOW_GAP`, `WINDOW_MISSING`, `WINDOW_TOO_SHORT`, `NO_ROWS`
 */
export async function windowDataset(source: Dataset, options: WindowOptions): Promise<Dataset> {
  const {steps = 0, stride = 1, onGap = 'fail', onMissing = 'fail', step: word = 'auto', workDir} = options;
  const columns = windowColumns(source, options);
  const position = (field: Field | undefined): number =>
    source.schema.fields.findIndex(({name}) => name === field?.name);
  const [at, by] = [position(columns.time), position(columns.by)];
  const given = word === 'auto' ? undefined : parseStep(word, columns.time);
  const sorts = options.sort === true;
  const rows = sorts ? await sortDataset(source, at, {workDir}) : given ? source : await spoolDataset(source, workDir);
  const {fields} = rows.schema;
  const step = given ?? (await findStep(rows, columns.time, {at, by}));
  const plan: WindowPlan = {
    columns,
    options: {onGap, onMissing, stride},
    steps,
    step,
    fields,
    rowNumbers: sorts ? fields.length - 1 : -1,
    name: source.name,
  };
  const schema = windowSchema(source.schema, plan, options);
  return deriveDataset(rows, schema, async function* (ledger) {
    let filler = new RowFiller(schema.fields, CHUNK_ROWS);
    const full: Batch[] = [];
    const reader = new WindowReader(plan, ledger, (cells) => {
      filler.add(cells);
      if (!filler.isFull) return;
      full.push(filler.finish());
      filler = new RowFiller(schema.fields, CHUNK_ROWS);
    });
    for await (const batch of rows.batches()) {
      reader.add(batch);
      yield* full.splice(0);
    }
    reader.finish();
    if (!filler.isEmpty) yield filler.finish();
    if (ledger.totals().rowsKept === 0) throw noWindow(plan, reader.longest);
  });
}

function noWindow(plan: WindowPlan, longest: number): Error {
  const needed = lookBack(plan) + lookAhead(plan.columns);
  if (longest >= needed)
    return prepareError('NO_ROWS', `${plan.name}: no window is left: each has a missing value, or no target.`, {
      hints: ['Repeat the last value for missing ones: --on-missing fill.'],
    });
  return prepareError(
    'WINDOW_TOO_SHORT',
    `${plan.name}: a window and its target take ${String(needed)} rows that follow each other, but the longest series has ${String(longest)}.`,
    {hints: ['Use fewer --steps, or a nearer --horizon.']},
  );
}

function windowSchema({metadata}: DatasetSchema, plan: WindowPlan, options: WindowOptions): DatasetSchema {
  const {columns, steps, step} = plan;
  const {time, by, inputs, kept, made, target, horizons} = columns;
  const {name = 'window', report = ignoreEvents} = options;
  const span = overlap(columns, plan, step);
  if (span === undefined && step.kind === 'rows')
    report({
      type: 'note',
      message: 'Rows are steps whatever the time between: to split them later by time, say --gap.',
    });
  const channels = inputs.map((field) => field.name);
  const shape = [steps, channels.length];
  const fields: Field[] = [
    ...(by ? [by] : []),
    {...time, role: 'time', ...(span ? {span} : {})},
    ...kept,
    ...(steps > 0
      ? [makeRawField(name, 'tensor', 'feature', {kind: 'tensor', missing: [''], shape, element: 'float64', channels})]
      : []),
    ...made.map((column) => makeRawField(column.name, 'numeric')),
    ...(target
      ? horizons.map((horizon, at): Field => ({
          ...target,
          name: futureName(target, horizon),
          role: at === 0 ? 'target' : 'ignored',
        }))
      : []),
  ];
  const names = fields.map((field) => field.name);
  const twice = names.find((other, at) => names.indexOf(other) !== at);
  if (twice !== undefined)
    throw prepareError('PREPARE_OPTION', `Two columns would be called '${twice}'.`, {
      hints: twice === name ? ['Give the windows another name: --name past.'] : ['Ask for each column once.'],
    });
  return {fields, metadata};
}

/** How long before and after its time a row looks; undefined where rows do not overlap, or the step says nothing of time. */
function overlap(columns: WindowColumns, plan: WindowPlan, step: SeriesStep): readonly [number, number] | undefined {
  const [back, ahead] = [lookBack(plan), lookAhead(columns)];
  if (back + ahead === 1 || plan.options.stride >= back + ahead) return undefined;
  const [before, after] = [spanOf(step, back - 1), spanOf(step, ahead)];
  return before === undefined || after === undefined ? undefined : [before, after];
}
