import {compareText} from '../core/index.js';
import type {Stage} from '../data/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {defineTransform, type FitColumn} from './define.js';
import {numberOption} from './options.js';

/** Code of a category that was not in the vocabulary when it was fitted. */
export const UNKNOWN_CODE = 0;
/** Code of a missing cell. */
export const MISSING_CODE = 1;
/** Code of the first category. */
const FIRST_CODE = 2;

interface VocabularyState {
  readonly categories: readonly (readonly string[])[];
}

/**
 * Categories as codes: string `[N, C]` → int32 `[N, C]`. 0 is a category not seen when fitted, 1 a missing cell,
 * 2 and up the categories in sorted order (by code unit, the same on every machine).
 * Options: `minCount`, rarer categories count as unknown; `maxSize`, only the commonest are kept.
 */
export const vocabulary = defineTransform<VocabularyState>({
  name: 'vocabulary',
  version: 1,
  summary: 'Categories as codes, with a code for unknown and one for missing.',
  takes: ['utf8'],
  gives: 'int32',
  fillsMissing: true,
  choosableFor: ['category'],
  argument: 'minCount',
  options: {minCount: 1, maxSize: 1_000_000},
  fit: (columns, options) => {
    const minCount = numberOption(options, 'minCount', 1);
    const maxSize = numberOption(options, 'maxSize', 1);
    return {categories: columns.map((column) => categoriesOf(column, minCount, maxSize))};
  },
  outputs: (columns) => columns,
  codeCounts: ({categories}) => categories.map((names) => names.length + FIRST_CODE),
  build: (g, x, state) => {
    const columns = g.ops(
      'Split',
      [x],
      {axis: 1, num_outputs: state.categories.length},
      {outputCount: state.categories.length},
    );
    return encode(g, columns, state);
  },
  buildColumns: encode,
});

/** The categories of each column of a vocabulary stage; undefined for any other stage. */
export function categoriesOfStage(stage: Stage): readonly (readonly string[])[] | undefined {
  return stage.transform === vocabulary.name ? (stage.state as unknown as VocabularyState).categories : undefined;
}

function categoriesOf({statistics}: FitColumn, minCount: number, maxSize: number): string[] {
  const common = [...statistics.frequencies]
    .map(([name, count]) => ({name: String(name), count}))
    .filter(({name, count}) => name !== '' && count >= minCount)
    .sort((a, b) => b.count - a.count || compareText(a.name, b.name));
  return common
    .slice(0, maxSize)
    .map(({name}) => name)
    .sort(compareText);
}

function encode(g: OpGraph, columns: readonly Value[], {categories}: VocabularyState): Value {
  const codes = columns.map((column, index) => {
    const names = categories[index] ?? [];
    return g.op(
      'LabelEncoder',
      [column],
      {
        keys_strings: ['', ...names],
        values_int64s: [MISSING_CODE, ...names.map((_, position) => position + FIRST_CODE)],
        default_int64: UNKNOWN_CODE,
      },
      {domain: 'ai.onnx.ml'},
    );
  });
  return g.cast(g.concat(codes, 1), 'int32');
}
