// The kinds of columns by all rows, where those found from a sample do not fit: a pass over the text of the columns concerned.
import {counted} from '../core/index.js';
import {MergedCells} from './cell-facts.js';
import {makeRawField} from './fields.js';
import {missingTokens, sampleCells} from './infer-rule.js';
import {ruleOfAll, type InferredColumn} from './infer-schema.js';
import {whyNoRow} from './no-rows.js';
import {isCode, type CellValue} from './parse-cell.js';
import type {OpenedText, TextFormat} from './text-format.js';
import type {Field, LedgerEntry, ParseRule} from './types.js';

const FIRST_POSITIONS = 5;

export interface Surveyed {
  /** By the names of the columns concerned, those whose rule is another now. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly entries: readonly LedgerEntry[];
  readonly notes: readonly string[];
}

/** One column on the way. */
class ColumnSurvey {
  readonly facts: MergedCells;
  private readonly parse: (cell: unknown) => CellValue;
  private misfits = 0;
  private readonly first: number[] = [];
  private example: string | undefined;

  constructor(
    private readonly field: Field,
    private readonly column: InferredColumn,
    format: TextFormat,
  ) {
    this.facts = new MergedCells(missingTokens(column.hints), column.hints.thousandsMark);
    this.parse = format.parser(field.parse);
  }

  add(cells: readonly unknown[], lines: readonly number[]): void {
    this.facts.add(sampleCells(cells, this.column.hints));
    cells.forEach((cell, row) => {
      if (this.fits(cell)) return;
      this.misfits += 1;
      this.example ??= typeof cell === 'string' ? cell.trim() : JSON.stringify(cell);
      if (this.first.length < FIRST_POSITIONS) this.first.push(lines[row] ?? 0);
    });
  }

  private fits(cell: unknown): boolean {
    const value = this.parse(cell);
    if (value === undefined) return false;
    if (value === null || (typeof value === 'number' && Number.isNaN(value))) return true;
    return !this.column.isEmpty && !(typeof cell === 'string' && isCode(cell.trim()));
  }

  rule(): ParseRule {
    return ruleOfAll(this.facts, {hints: this.column.hints, isTarget: this.field.role === 'target'});
  }

  entry(rule: ParseRule): LedgerEntry {
    const {field, misfits, first} = this;
    const reason = `read as ${nameOf(rule)}, not ${this.column.isEmpty ? 'as empty' : nameOf(field.parse)}`;
    return {action: 'promoted', reason, column: field.name, count: misfits, first};
  }

  note(rule: ParseRule): string {
    const {field, misfits, first, example = ''} = this;
    const shown = example.length > 40 ? `${example.slice(0, 40)}…` : example;
    const read = `Column '${field.name}' is read as ${nameOf(rule)}`;
    if (this.column.isEmpty)
      return `${read}: it has no value in the first rows, its first ('${shown}') is on line ${String(first[0] ?? 0)}.`;
    const cells = counted(misfits, 'cell');
    return (
      `${read}, not as ${nameOf(field.parse)} as its first rows suggest: ${cells} would be lost, the first ('${shown}') ` +
      `on line ${String(first[0] ?? 0)}. Say --kind '${field.name}=${field.kind}' to have them taken for bad cells.`
    );
  }
}

function nameOf({kind, dateFormat, decimalMark}: ParseRule): string {
  if (kind === 'datetime') return `datetime (${dateFormat ?? 'iso'})`;
  return kind === 'numeric' && decimalMark === ',' ? 'numeric (decimal comma)' : kind;
}

/**
 * Finds the rules of columns by all rows. Ragged and broken rows tell nothing, as in a sample.
 *
 * @param texts - each file from its first row on
 * @returns the columns whose rule is another than before, and what is to be told of them
 */
export async function surveyColumns(
  texts: AsyncIterable<OpenedText>,
  columns: readonly InferredColumn[],
  {fields, format}: {readonly fields: readonly Field[]; readonly format: TextFormat},
): Promise<Surveyed> {
  const surveys = columns.flatMap((column) => {
    const field = fields.find(({name}) => name === column.name);
    return field ? [{field, survey: new ColumnSurvey(field, column, format)}] : [];
  });
  for await (const {names, chunks} of texts) {
    const places = new Map(surveys.map(({field, survey}) => [survey, names.indexOf(field.name)]));
    for await (const {rows, lines} of chunks) {
      const whole = rows.map((row) => row.length === names.length && whyNoRow(row, names) === undefined);
      const ownLines = lines.filter((_, row) => whole[row]);
      for (const [survey, place] of places)
        survey.add(
          rows.flatMap((row, at) => (whole[at] === true ? [row[place]] : [])),
          ownLines,
        );
    }
  }
  const changed = surveys.flatMap(({field, survey}) => {
    const rule = survey.rule();
    return JSON.stringify(rule) === JSON.stringify(field.parse) ? [] : [{field, survey, rule}];
  });
  return {
    fields: new Map(
      changed.map(({field: {name, role}, rule}) => [name, makeRawField(name, rule.kind, role, rule)] as const),
    ),
    entries: changed.map(({survey, rule}) => survey.entry(rule)),
    notes: changed.map(({survey, rule}) => survey.note(rule)),
  };
}
