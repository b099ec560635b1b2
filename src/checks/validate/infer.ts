// `data schema`: what a file holds, written as a schema for people to edit.
import {counted, stringifyYaml} from '../../core/index.js';
import {ColumnStatistics, defaultRule, formatDate, type Dataset, type Field, type Kind} from '../../data/index.js';
import {checkError} from '../errors.js';
import {boundLines, slackLine} from './infer-bounds.js';
import {READ_KEYS} from './schema-file.js';
import {TextShape} from './text-shape.js';

const MOST_VALUES = 30;
/** So few whole numbers are codes. */
const FEW_NUMBERS = 3;
/** Fewer rows prove no uniqueness. */
const LEAST_UNIQUE = 20;

export interface InferOptions {
  /** Columns of which nothing but the kind and what is missing is written. */
  readonly privateColumns?: readonly string[] | undefined;
  /** Share of its extent by which a range is widened at both ends, and added to a share of missing cells. */
  readonly margin?: number | undefined;
  /** Write bounds of the distributions too, so far from what was seen; see {@link boundLines}. */
  readonly slack?: number | undefined;
}

interface State {
  readonly field: Field;
  readonly statistics: ColumnStatistics;
  readonly shape: TextShape;
  longest: number;
}

/** Reads all rows once. @returns YAML with comments @throws IngotError `VALIDATE_COLUMN` for a private column that is none */
export async function inferSchemaText(
  dataset: Dataset,
  {privateColumns = [], margin = 0.1, slack}: InferOptions = {},
): Promise<{readonly text: string; readonly rows: number; readonly columns: number}> {
  const {fields} = dataset.schema;
  const unknown = privateColumns.find((name) => !fields.some((field) => field.name === name));
  if (unknown !== undefined)
    throw checkError('VALIDATE_COLUMN', `${dataset.name} has no column '${unknown}'.`, {
      hints: [`Columns: ${fields.map(({name}) => name).join(', ')}.`],
    });
  const states: State[] = fields.map((field) => ({
    ...{field, statistics: ColumnStatistics.of(field), shape: new TextShape(), longest: 0},
  }));
  let rows = 0;
  for await (const batch of dataset.batches()) {
    rows += batch.rowCount;
    states.forEach((state, index) => {
      const column = batch.columns[index] ?? [];
      state.statistics.add(column, batch.rowCount);
      if (!Array.isArray(column)) return;
      for (const cell of column)
        if (cell !== null) {
          state.shape.add(cell);
          state.longest = Math.max(state.longest, cell.length);
        }
    });
  }
  const head = [
    `# What ${dataset.name.replaceAll(/\s/gu, ' ')} holds (${counted(rows, 'row')}), for ingot data validate. Edit it: what is here was seen, not promised.`,
    ...(slack === undefined ? [] : [slackLine(slack)]),
    `# Ranges are ${String(100 * margin)} % wider than what was seen. Any check may be written {value: …, severity: warn, max_share: 0.01}.`,
  ];
  const rules = [
    '# Columns that together have no values twice:',
    '# unique: [[first, second]]',
    '# How long ago the file may have been changed:',
    '# file: {max_age: 7d}',
    '# Rules of rows, each true or unknown (a cell is missing) where all is well:',
    '# rules:',
    '#   - {name: a name, expect: "age >= 0 and (fare > 0 or fare is missing)", severity: warn, max_share: 0.01}',
  ];
  const body = [
    'version: 1',
    'rows:',
    `  min: 1 # ${String(rows)} seen; there may be a max too`,
    'unknown_columns: error # or warn, allow',
    'columns:',
    ...states.flatMap((state) =>
      columnLines(state, {isPrivate: privateColumns.includes(state.field.name), margin, slack}),
    ),
  ];
  return {text: `${[...head, ...body, ...rules].join('\n')}\n`, rows, columns: fields.length};
}

function columnLines(
  state: State,
  {isPrivate, margin, slack}: {isPrivate: boolean; margin: number; slack: number | undefined},
): string[] {
  const {field, statistics} = state;
  const share = statistics.count === 0 ? 0 : statistics.missing / statistics.count;
  const allowed = share === 0 ? 0 : Math.min(1, round(share + margin));
  const lines = [
    line('kind', field.kind),
    'required: true',
    ...(isPrivate ? ['private: true # its values are never printed'] : []),
    line('missing', allowed, share === 0 ? undefined : `${(100 * share).toFixed(1)} % seen`),
    ...readLines(field),
    ...(isPrivate || statistics.present === 0 ? [] : VALUE_LINES[field.kind](state, margin)),
    ...(isPrivate || slack === undefined ? [] : boundLines(field.kind, statistics, slack)),
  ];
  return [`  ${stringifyYaml(field.name).trimEnd()}:`, ...lines.map((each) => `    ${each}`)];
}

function line(key: string, value: unknown, comment?: string): string {
  const text = stringifyYaml({[key]: value}).trimEnd();
  return comment === undefined ? text : `${text} # ${comment}`;
}

/** A list stands in one line: JSON is YAML. */
const listLine = (key: string, value: unknown): string => `${key}: ${JSON.stringify(value)}`;

/** Four digits, so that people can read it. */
const round = (value: number): number => Number(value.toPrecision(4));

const VALUE_LINES: Readonly<Record<Kind, (state: State, margin: number) => string[]>> = {
  numeric: ({statistics: s}, margin) => {
    const [low, high] = widened(s, margin);
    const seen = `${String(s.min)} to ${String(s.max)} seen`;
    // An id grows: its range says nothing of the next file.
    if (isUnique(s) && s.isInteger) return ['unique: true', `# ${seen}; min and max may be set`];
    const isWhole = s.isInteger;
    if (isWhole && s.isDistinctExact && s.distinct <= FEW_NUMBERS)
      return [
        listLine(
          'values',
          [...s.frequencies.keys()].map(Number).sort((a, b) => a - b),
        ),
      ];
    const [min, max] = isWhole ? [Math.floor(low), Math.ceil(high)] : [low, high];
    return [line('min', min, seen), line('max', max)];
  },
  datetime: ({statistics: s}) => [
    `# ${formatDate(s.min)} to ${formatDate(s.max)} seen; min and max may be set`,
    ...(isUnique(s) ? ['# unique: true'] : []),
  ],
  boolean: () => [],
  category: ({statistics: s}) => {
    if (!s.isDistinctExact || s.distinct > MOST_VALUES) return [`# ${String(s.distinct)} different values seen`];
    return [listLine('values', [...s.frequencies.keys()].map(String).sort())];
  },
  text: ({statistics: s, shape, longest}) => {
    const {pattern} = shape;
    return [
      ...(isUnique(s) ? [pattern === undefined ? '# unique: true' : 'unique: true'] : []),
      ...(pattern === undefined || s.present < LEAST_UNIQUE ? [] : [listLine('pattern', pattern)]),
      line('max_length', 2 * Math.max(1, longest), `${String(longest)} seen`),
    ];
  },
  labels: () => [],
  tensor: () => [],
};

const isUnique = (s: ColumnStatistics): boolean =>
  s.isDistinctExact && s.present >= LEAST_UNIQUE && s.distinct === s.present;

/** What never was negative stays so. */
function widened({min, max}: ColumnStatistics, margin: number): readonly [number, number] {
  const slack = margin * (max - min);
  const low = min >= 0 ? Math.max(0, min - slack) : min - slack;
  return [Math.min(min, round(low)), Math.max(max, round(max + slack))];
}

/** Only what differs from the usual way of writing cells of that kind. */
function readLines({kind, parse}: Field): string[] {
  const usual = defaultRule(kind);
  const lines = Object.entries(READ_KEYS).flatMap(([key, name]) => {
    const value = parse[name];
    return value === undefined || JSON.stringify(value) === JSON.stringify(usual[name])
      ? []
      : [`  ${listLine(key, value)}`];
  });
  return lines.length === 0 ? [] : ['read:', ...lines];
}
