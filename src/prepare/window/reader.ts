// One pass over rows in the order of time: each series keeps its last rows, and a row becomes a window as soon as its target
// has come.
import {counted} from '../../core/index.js';
import {cellSize, type Batch, type CellValue, type Field, type Ledger} from '../../data/index.js';
import {prepareError} from '../errors.js';
import {isMissing} from '../row-filters.js';
import {formatInstant} from '../split/time.js';
import type {WindowColumns, WindowOptions} from './options.js';
import {Series, type SeriesLayout} from './series.js';
import {describeStep, stepsBetween, type SeriesStep} from './step.js';

export interface WindowPlan {
  readonly columns: WindowColumns;
  readonly options: {
    readonly onGap: NonNullable<WindowOptions['onGap']>;
    readonly onMissing: NonNullable<WindowOptions['onMissing']>;
    readonly stride: number;
  };
  /** Rows of a window; 0 without one. */
  readonly steps: number;
  readonly step: SeriesStep;
  /** Of the rows read, where the columns are to be found. */
  readonly fields: readonly Field[];
  /** Position of a column of row numbers; −1: rows are counted as they come. */
  readonly rowNumbers: number;
  /** For messages. */
  readonly name: string;
}

/** Rows a window looks back over, its own included. */
export function lookBack({columns, steps}: Pick<WindowPlan, 'columns' | 'steps'>): number {
  return Math.max(1, steps, ...columns.made.map(({reach}) => reach + 1));
}

/** Steps to the farthest target. */
export function lookAhead({horizons}: Pick<WindowColumns, 'horizons'>): number {
  return Math.max(0, ...horizons);
}

/** Reads batches in order and calls `emit` with the cells of each window, in the order of the fields given out. */
export class WindowReader {
  /** Rows of the longest unbroken stretch. */
  longest = 0;
  private readonly all = new Map<string, Series>();
  private readonly layout: SeriesLayout;
  private readonly back: number;
  private readonly ahead: number;
  private readonly at: {readonly time: number; readonly by: number};
  private readonly numberColumns: readonly number[];
  private readonly carriedColumns: readonly number[];
  private rows = 0;

  constructor(
    private readonly plan: WindowPlan,
    private readonly ledger: Ledger,
    private readonly emit: (cells: readonly CellValue[]) => void,
  ) {
    const {columns, fields} = plan;
    const {time, by, inputs, kept, made, target} = columns;
    const place = (field: Field): number => fields.findIndex(({name}) => name === field.name);
    this.back = lookBack(plan);
    this.ahead = lookAhead(columns);
    this.at = {time: place(time), by: by ? place(by) : -1};
    this.numberColumns = [...inputs, ...made.map(({source}) => source)].map(place);
    const carried = [...(by ? [by] : []), time, ...kept, ...(target ? [target] : [])];
    this.carriedColumns = carried.map(place);
    this.layout = {
      rows: this.back + this.ahead,
      numbers: this.numberColumns.length,
      carried,
      widths: carried.map(({shape}) => cellSize(shape)),
    };
  }

  /** @throws IngotError `WINDOW_ORDER`, `WINDOW_GAP`, `WINDOW_MISSING` */
  add(batch: Batch): void {
    const numbers = batch.columns[this.plan.rowNumbers];
    for (let row = 0; row < batch.rowCount; row += 1) {
      this.rows += 1;
      this.addRow(batch, row, numbers ? Number(numbers[row]) : this.rows);
    }
  }

  /** Counts the rows whose targets have not come. */
  finish(): void {
    for (const series of this.all.values()) this.end(series);
  }

  private addRow(batch: Batch, row: number, sourceRow: number): void {
    const time = this.timeOf(batch, row, sourceRow);
    const name = this.seriesOf(batch, row, sourceRow);
    let series = this.all.get(name);
    if (!series) this.all.set(name, (series = new Series(this.layout)));
    if (series.length > 0) this.follow(series, time, {name, sourceRow});
    series.time = time;
    series.push(sourceRow);
    const place = series.length - 1;
    this.takeNumbers(series, batch, {row, sourceRow});
    this.carriedColumns.forEach((index, at) => {
      series.carry(place, at, {column: batch.columns[index] ?? [], row});
    });
    this.advance(series);
  }

  private timeOf({columns}: Batch, row: number, sourceRow: number): number {
    const time = Number(columns[this.at.time]?.[row] ?? NaN);
    if (!Number.isNaN(time)) return time;
    const {name, columns: asked} = this.plan;
    throw prepareError(
      'WINDOW_ORDER',
      `${name}, row ${String(sourceRow)}: no value in '${asked.time.name}', and so no place in the order.`,
      {
        hints: [`Leave such rows out first: ingot data clean ROWS --drop-missing '${asked.time.name}' -o OUT.`],
        data: {row: sourceRow},
      },
    );
  }

  private seriesOf({columns}: Batch, row: number, sourceRow: number): string {
    const {by} = this.plan.columns;
    if (!by) return '';
    const cell = columns[this.at.by]?.[row];
    if (!isMissing(cell)) return String(cell);
    throw prepareError(
      'WINDOW_MISSING',
      `${this.plan.name}, row ${String(sourceRow)}: no value in '${by.name}', which says what series the row is of.`,
      {
        hints: [`Leave such rows out first: ingot data clean ROWS --drop-missing '${by.name}' -o OUT.`],
        data: {row: sourceRow, column: by.name},
      },
    );
  }

  /** Looks at the distance from the row before. */
  private follow(series: Series, time: number, {name, sourceRow}: {name: string; sourceRow: number}): void {
    const {step, options, columns} = this.plan;
    const {time: field, by} = columns;
    const where = `${this.plan.name}, row ${String(sourceRow)}`;
    const of = by ? ` of ${by.name} '${name}'` : '';
    const [now, before] = [formatInstant(field, time), formatInstant(field, series.time)];
    if (!(time > series.time)) {
      const isSame = time === series.time;
      throw prepareError(
        'WINDOW_ORDER',
        `${where}: expected a time after ${before}${of}, got ${now}${isSame ? ' again' : ''}.`,
        {
          hints: isSame
            ? [
                ...(by
                  ? []
                  : ['If the rows are of several series, name the column that tells them apart: --by store.']),
                'Leave equal rows out first: ingot data clean ROWS --drop-duplicates -o OUT.',
              ]
            : ['Sort on the way: --sort.', ...(by ? [] : ['Rows of several series: --by COLUMN.'])],
          data: {row: sourceRow},
        },
      );
    }
    const steps = stepsBetween(step, series.time, time);
    if (steps === 1) return;
    const isWhole = Number.isInteger(steps);
    if (options.onGap === 'fail')
      throw prepareError(
        'WINDOW_GAP',
        `${where}: expected steps of ${describeStep(step, field)}${of}, but ${now} follows ${before}` +
          (isWhole
            ? `: ${counted(steps - 1, 'step is', 'steps are')} missing.`
            : ', which is no whole number of steps.'),
        {
          hints: [
            'Let no window reach over a gap: --on-gap split.',
            ...(isWhole ? ['Repeat the last row for missing steps: --on-gap fill.'] : []),
            'Say what a step is: --step 1h, or --step rows for each row.',
          ],
          data: {row: sourceRow},
        },
      );
    // A gap as long as a window would leave windows of nothing but repetitions.
    if (options.onGap === 'split' || !isWhole || steps > this.layout.rows) {
      this.ledger.record({action: 'flagged', reason: 'gap in time: no window reaches over it', row: sourceRow});
      this.end(series);
      series.restart();
      return;
    }
    const reason = 'missing step: the row before it repeated';
    this.ledger.record({action: 'imputed', reason, row: sourceRow, count: steps - 1});
    for (let missing = 1; missing < steps; missing += 1) {
      series.repeat();
      this.advance(series);
    }
  }

  private takeNumbers(series: Series, batch: Batch, {row, sourceRow}: {row: number; sourceRow: number}): void {
    const {inputs} = this.plan.columns;
    const place = series.length - 1;
    this.numberColumns.forEach((index, at) => {
      let value = Number(batch.columns[index]?.[row] ?? NaN);
      const input = inputs[at];
      if (Number.isNaN(value) && input) value = this.missingInput(series, at, {column: input.name, sourceRow});
      series.setNumber(place, at, value);
    });
  }

  private missingInput(series: Series, at: number, {column, sourceRow}: {column: string; sourceRow: number}): number {
    const {onMissing} = this.plan.options;
    if (onMissing === 'fail')
      throw prepareError(
        'WINDOW_MISSING',
        `${this.plan.name}, row ${String(sourceRow)}: no value in '${column}', but a window is made of numbers.`,
        {
          hints: [
            'Leave out the windows it would be in: --on-missing drop.',
            'Repeat the last value: --on-missing fill.',
          ],
          data: {row: sourceRow, column},
        },
      );
    const before = onMissing === 'fill' && series.length > 1 ? series.number(series.length - 2, at) : NaN;
    if (!Number.isNaN(before))
      this.ledger.record({action: 'imputed', reason: 'missing value: the one before it', column, row: sourceRow});
    return before;
  }

  /** Gives out the row whose last target has just come, or counts why not. */
  private advance(series: Series): void {
    this.longest = Math.max(this.longest, series.length);
    const origin = series.length - 1 - this.ahead;
    if (origin < 0) return;
    const row = series.sourceOf(origin);
    // A step that was filled in is no row: nothing is predicted from it.
    if (row === 0) return;
    const why = this.whyNot(series, origin);
    if (why) {
      this.ledger.record({action: 'dropped', ...why, row});
      return;
    }
    this.ledger.keep(1);
    this.emit(this.cells(series, origin));
  }

  private whyNot(series: Series, origin: number): {reason: string; column?: string} | undefined {
    const {columns, steps, options} = this.plan;
    const {inputs, horizons, target} = columns;
    const first = this.back - 1;
    if (origin < first) return {reason: 'too few steps before it'};
    if ((origin - first) % options.stride !== 0) return {reason: 'between strides'};
    for (let place = origin - steps + 1; place <= origin; place += 1)
      for (const [at, {name}] of inputs.entries())
        if (Number.isNaN(series.number(place, at))) return {reason: 'a missing value in its window', column: name};
    if (!target) return undefined;
    for (const horizon of horizons) {
      if (series.sourceOf(origin + horizon) === 0) return {reason: 'its target is a missing step'};
      const cell = this.targetCell(series, origin + horizon);
      if (isMissing(cell)) return {reason: 'missing target', column: target.name};
    }
    return undefined;
  }

  /** Carried last; one value a row. */
  private targetCell(series: Series, place: number): string | number | null {
    return series.carriedCell(place, this.carriedColumns.length - 1) as string | number | null;
  }

  private cells(series: Series, origin: number): CellValue[] {
    const {columns, steps} = this.plan;
    const {inputs, made, target, horizons} = columns;
    const carried = this.carriedColumns.length - (target ? 1 : 0);
    const cells: CellValue[] = [];
    for (let at = 0; at < carried; at += 1) cells.push(series.carriedCell(origin, at));
    if (steps > 0) {
      const window = new Float64Array(steps * inputs.length);
      for (let at = 0; at < window.length; at += 1)
        window[at] = series.number(origin - steps + 1 + Math.floor(at / inputs.length), at % inputs.length);
      cells.push(window);
    }
    made.forEach(({value}, at) => {
      cells.push(value((steps_) => series.number(origin - steps_, inputs.length + at)));
    });
    for (const horizon of horizons) cells.push(this.targetCell(series, origin + horizon));
    return cells;
  }

  /** The rows of an unbroken stretch for which no target will come. */
  private end(series: Series): void {
    for (let origin = Math.max(0, series.length - this.ahead); origin < series.length; origin += 1) {
      const row = series.sourceOf(origin);
      if (row === 0) continue;
      const reason = origin < this.back - 1 ? 'too few steps before it' : 'no target within the horizon';
      this.ledger.record({action: 'dropped', reason, row});
    }
  }
}
