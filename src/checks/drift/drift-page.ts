// Drift as one HTML page: the verdict, the measures, and the two distributions of every column that drifted.
import {counted} from '../../core/index.js';
import {cards, histogramSvg, notes, page, table, type Card, type Note} from '../../report/index.js';
import type {ColumnDrift, DriftResult} from './compare.js';
import type {ColumnSummary, DatasetSummary, Distribution} from './summary.js';

const BINS = 20;
const MOST_VALUES = 12;
/** Columns drawn; further ones are in the table only, so that the page stays small. */
const MOST_CARDS = 100;

/** @param sides - what the result was made from */
export async function driftPage(
  result: DriftResult,
  sides: {readonly reference: DatasetSummary; readonly current: DatasetSummary},
): Promise<string> {
  const {reference, current, columns, onlyReference, onlyCurrent, drifted} = result;
  const gone = onlyReference.map((name): Note => ({tone: 'bad', label: name, text: 'is not there any more'}));
  const fresh = onlyCurrent.map((name): Note => ({tone: 'warn', label: name, text: 'is not in the reference'}));
  const moved = columns.filter((column) => column.drifted);
  const verdict: Note = {
    tone: drifted === 0 ? 'good' : 'bad',
    label: drifted === 0 ? 'no drift' : 'drift',
    text: `${String(drifted)} of ${counted(columns.length + onlyReference.length, 'column')} drifted.`,
  };
  const drawn: Card[] = [];
  for (const column of moved.slice(0, MOST_CARDS)) {
    const [was, is] = [sides.reference, sides.current].map((side) =>
      side.columns.find(({name}) => name === column.name),
    );
    drawn.push({
      title: column.name,
      subtitle: `${column.kind}: ${column.because.join(', ')}`,
      content: was && is ? await pictureOf(column, was, is) : '',
    });
  }
  return page({
    title: `Drift of ${current.name}`,
    lead: `${counted(current.rows, 'row')} beside the ${counted(reference.rows, 'row')} of ${reference.name}.`,
    sections: [
      {title: 'Verdict', content: notes([verdict, ...gone, ...fresh])},
      {title: 'Columns that drifted', content: cards(drawn)},
      {title: 'Measures', content: tableOf(columns)},
    ],
  });
}

function tableOf(columns: readonly ColumnDrift[]): ReturnType<typeof table> {
  const rows = columns.flatMap(({name, measures, because}) =>
    measures.map(({measure, value, threshold, adjusted}) => [
      ...[name, measure, value.toFixed(4), threshold, adjusted === null ? '' : adjusted.toPrecision(3)],
      because.includes(measure) ? 'drifted' : '',
    ]),
  );
  return table({
    head: ['column', 'measure', 'value', 'threshold', 'p (adjusted)', 'verdict'],
    rows,
    align: ['left', 'left', 'right', 'right', 'right', 'left'],
  });
}

async function pictureOf(
  {name}: ColumnDrift,
  {numbers: was, counts: seen}: ColumnSummary,
  {numbers: is, counts: found}: ColumnSummary,
): Promise<Card['content']> {
  if (was && is && was.total > 0 && is.total > 0) {
    const ends = [...was.values, ...is.values];
    const least = ends.reduce((a, b) => Math.min(a, b));
    const width = (ends.reduce((a, b) => Math.max(a, b)) - least) / BINS;
    const edges = Array.from({length: BINS + 1}, (_, bin) => least + bin * width);
    const shares = (side: Distribution): number[] => sharesOfBins(side, least, width);
    const series = [
      {name: 'reference', counts: shares(was)},
      {name: 'current', counts: shares(is)},
    ];
    return histogramSvg({title: `${name}: reference and current`, edges, series, caption: CAPTION});
  }
  if (!seen || !found) return '';
  const [all, now] = [totalOf(seen), totalOf(found)];
  const values = [...new Set([...seen.keys(), ...found.keys()])]
    .map((value) => ({value, was: (seen.get(value) ?? 0) / all, is: (found.get(value) ?? 0) / now}))
    .sort((a, b) => b.was + b.is - a.was - a.is)
    .slice(0, MOST_VALUES);
  return table({
    head: ['value', 'reference', 'current'],
    rows: values.map(({value, was: before, is: after}) => [String(value), percent(before), percent(after)]),
    align: ['left', 'right', 'right'],
    caption: 'Shares of the commonest values.',
  });
}

const CAPTION = 'Share of rows: reference in the first colour, current in the second.';
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const totalOf = (counts: ReadonlyMap<string | number, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

function sharesOfBins({values, weights, total}: Distribution, least: number, width: number): number[] {
  const shares = new Array<number>(BINS).fill(0);
  values.forEach((value, index) => {
    const bin = width > 0 ? Math.min(BINS - 1, Math.floor((value - least) / width)) : 0;
    shares[bin] = (shares[bin] ?? 0) + (weights[index] ?? 0) / total;
  });
  return shares;
}
