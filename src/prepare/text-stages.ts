// Stages over text run on the different texts of a batch instead of on its rows, where those are few: a stage gives each
// output from the one cell of its source column, so that equal cells give equal outputs. The same nodes, far fewer strings.
import {
  columnOfDictionary,
  dictionaryOf,
  makeNumbers,
  storageOf,
  type ColumnData,
  type Stage,
  type TextDictionary,
} from '../data/index.js';
import type {Tensor} from '../onnx/index.js';
import type {Session} from '../runtime/index.js';
import {tensorColumn} from './column-tensors.js';
import {columnKey, outputsOf, sourcesOf, type ColumnRef} from './stage-map.js';

/** So few rows are fed as they are. */
const FEW_ROWS = 256;

/** The stages that take nothing but text, by way of others of them, and whose outputs are one value a row. */
export function textStages(inputs: readonly ColumnRef[], stages: readonly Stage[]): Stage[] {
  const texts = new Set(inputs.map(columnKey));
  return stages.filter((stage) => {
    if (stage.shape !== undefined || !sourcesOf(stage).every((source) => texts.has(columnKey(source)))) return false;
    for (const output of outputsOf(stage)) texts.add(columnKey(output));
    return true;
  });
}

/** For each column that text stages give, the place of the input it comes from. */
export function rootsOf(inputs: readonly ColumnRef[], stages: readonly Stage[]): Map<string, number> {
  const roots = new Map(inputs.map((input, place) => [columnKey(input), place]));
  for (const stage of stages) {
    const sources = sourcesOf(stage);
    const share = stage.outputs.length / stage.columns.length;
    outputsOf(stage).forEach((output, at) => {
      const source = sources[Math.floor(at / share)];
      roots.set(columnKey(output), (source && roots.get(columnKey(source))) ?? 0);
    });
  }
  return roots;
}

/** The dictionaries of all columns; undefined where one has none, or there are too few rows for it to matter. */
export function dictionariesOf(columns: readonly ColumnData[], rowCount: number): TextDictionary[] | undefined {
  if (rowCount < FEW_ROWS) return undefined;
  const found = columns.map((column) => (Array.isArray(column) ? dictionaryOf(column) : undefined));
  return found.every((dictionary) => dictionary !== undefined) ? found : undefined;
}

/** Runs the stages over the texts, and one row without any; then gives each row what its text gave. */
export async function runOnTexts(
  session: Session,
  dictionaries: readonly TextDictionary[],
  {
    names,
    stages,
    roots,
  }: {
    readonly names: readonly string[];
    readonly stages: readonly Stage[];
    readonly roots: ReadonlyMap<string, number>;
  },
): Promise<Map<string, ColumnData>> {
  const rows = Math.max(...dictionaries.map(({values}) => values.length)) + 1;
  const feeds = dictionaries.map(({values}, place): [string, Tensor] => {
    const data = [...values, ...new Array<string>(rows - values.length).fill('')];
    return [names[place] ?? '', {dtype: 'string', dims: [rows, 1], data}];
  });
  const outputs = await session.run(Object.fromEntries(feeds));
  const columns = new Map<string, ColumnData>();
  for (const stage of stages) {
    const block = outputs[`stage_${stage.id}`];
    if (!block) continue;
    outputsOf(stage).forEach((output, at) => {
      const dictionary = dictionaries[roots.get(columnKey(output)) ?? 0];
      if (dictionary) columns.set(columnKey(output), spread(tensorColumn(block, at), dictionary));
    });
  }
  return columns;
}

/** What each row's text has become. @param given - for each text, and at last for none */
function spread(given: ColumnData, {values, codes}: TextDictionary): ColumnData {
  const none = values.length;
  if (Array.isArray(given)) {
    const places = new Map<string, number>();
    const newCodes = given.map((text) => {
      if (text === null) return -1;
      const place = places.get(text) ?? places.size;
      places.set(text, place);
      return place;
    });
    const moved = codes.map((code) => newCodes[code < 0 ? none : code] ?? -1);
    return columnOfDictionary({values: [...places.keys()], codes: moved});
  }
  const column = makeNumbers(storageOf(given) as 'float64', codes.length);
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] ?? -1;
    column[row] = given[code < 0 ? none : code] ?? NaN;
  }
  return column;
}
