// What is said of a column beyond its statistics, by its kind. Each observer sees every row once.
import {deviationOf, type Batch, type ColumnStatistics, type Field} from '../../data/index.js';
import {LabelCounts, type LabelSummary} from './label-counts.js';
import {RowOrder, type Order} from './row-order.js';
import {TextLengths, type TextSummary} from './text-lengths.js';
import {isImageField} from './thumbnails.js';

export interface ChannelSummary {
  /** Absent where channels have no names. */
  readonly name?: string;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly deviation: number | null;
}

export interface TensorSummary {
  readonly shape: readonly number[];
  /** Of cells that are pictures by their shape. */
  readonly image: {readonly channels: number; readonly height: number; readonly width: number} | null;
  /** Of cells that are sound: length of a cell and samples a second. */
  readonly sound: {readonly seconds: number; readonly sampleRate: number} | null;
  readonly channels: readonly ChannelSummary[];
}

export interface ColumnDetails {
  /** Columns of free text. */
  readonly text: TextSummary | null;
  /** Columns that list labels. */
  readonly labels: LabelSummary | null;
  readonly tensor: TensorSummary | null;
  /** Datetimes: days from the first to the last. */
  readonly days: number | null;
  /** Numbers that only grow, or only fall, from row to row. */
  readonly order: Order | null;
}

/** @returns what takes the batches, and what was found */
export function observeDetails(
  field: Field,
  index: number,
): {add: (batch: Batch) => void; details: (statistics: ColumnStatistics | undefined, top: number) => ColumnDetails} {
  const {kind, storage, shape, parse} = field;
  const isNumber = storage !== 'utf8' && shape === undefined;
  const lengths = kind === 'text' && storage === 'utf8' ? new TextLengths() : undefined;
  const labels = kind === 'labels' && storage === 'utf8' ? new LabelCounts(parse) : undefined;
  const order = isNumber && (kind === 'numeric' || kind === 'datetime') ? new RowOrder() : undefined;
  return {
    add: ({columns, rowCount}) => {
      const column = columns[index] ?? [];
      lengths?.add(column, rowCount);
      labels?.add(column, rowCount);
      order?.add(column, rowCount);
    },
    details: (statistics, top) => ({
      text: lengths?.summary() ?? null,
      labels: labels?.summary(top) ?? null,
      tensor: tensorOf(field, statistics),
      days: kind === 'datetime' && isNumber && statistics && statistics.present > 0
          ? (statistics.max - statistics.min) / 86_400
          : null, // prettier-ignore
      order: order?.order() ?? null,
    }),
  };
}

function tensorOf(field: Field, statistics: ColumnStatistics | undefined): TensorSummary | null {
  const {shape, parse} = field;
  const elements = statistics?.elements;
  if (shape === undefined || !elements) return null;
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const [channels = 1, height = 1, width = 1] = shape.length === 2 ? [1, ...shape] : shape;
  const {sampleRate} = parse;
  return {
    shape,
    image: isImageField(field) ? {channels, height, width} : null,
    sound: sampleRate === undefined ? null : {seconds: (shape.at(-1) ?? 0) / sampleRate, sampleRate},
    channels: elements.channels.map((moments, at) => ({
      ...(parse.channels?.[at] === undefined ? {} : {name: parse.channels[at]}),
      min: finite(moments.min),
      max: finite(moments.max),
      mean: moments.count === 0 ? null : finite(moments.mean),
      deviation: finite(deviationOf(moments)),
    })),
  };
}
