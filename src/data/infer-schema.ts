// From a sample of rows to a schema: kinds, roles, the target, and what the user overrode.
import {nearest} from '../core/index.js';
import {dataError} from './errors.js';
import {makeRawField} from './fields.js';
import type {CellFacts, Cells} from './cell-facts.js';
import {inferRule, missingTokens, ruleOfKind, sampleCells, type RuleHints, type ScalarKind} from './infer-rule.js';
import {emptyMetadata} from './metadata.js';
import {parseDate, swappedPattern} from './dates.js';
import {tensorRule} from './tensor-cell.js';
import type {DatasetSchema, Field, Kind, ParseRule, Role, ThousandsMark} from './types.js';

/** Integers from 0 or 1 up to this are read as classes when they are the target. */
const MAX_CLASS = 20;
const ID_NAME = /^(?:id|uuid|guid|index|key)$|(?:^id[_ -])|(?:[_ -](?:id|ID|Id|uuid)$)|(?:[a-z]I[dD]$)/i;

/** A value for all columns, and others for some. */
export interface PerColumn<Value> {
  readonly all?: Value | undefined;
  readonly columns?: Readonly<Record<string, Value>> | undefined;
}

/** What the user says about columns; everything else is inferred. */
export interface ImportOptions {
  readonly target?: string | undefined;
  readonly ignore?: readonly string[] | undefined;
  readonly roles?: Readonly<Record<string, Role>> | undefined;
  readonly kinds?: Readonly<Record<string, Kind>> | undefined;
  /** Tokens that mean "missing", beside the usual ones; those of a column beside those of all. */
  readonly missing?: PerColumn<readonly string[]> | undefined;
  /** False: the usual tokens (NA, NaN, null, ? …) are text like any other. */
  readonly usualMissing?: boolean | undefined;
  readonly decimal?: PerColumn<'.' | ','> | undefined;
  readonly thousands?: PerColumn<ThousandsMark> | undefined;
  /** Column → format; it makes the column a datetime. */
  readonly dateFormats?: Readonly<Record<string, string>> | undefined;
  /** What separates the labels of a cell, of all columns of labels; default ';'. */
  readonly labelDelimiter?: string | undefined;
}

export interface ColumnSample {
  readonly name: string;
  /** Cells of text, or values of JSON or Arrow. */
  readonly cells: readonly unknown[];
  /** What the source's own type says; decides where no cell of the sample has a value. */
  readonly natural?: ScalarKind | undefined;
  /** The rule of a column that the source itself says to hold tensors; its cells are not looked at. */
  readonly tensor?: ParseRule | undefined;
}

/** A column whose kind was found from its cells, and what it was found with. */
export interface InferredColumn {
  readonly name: string;
  readonly hints: RuleHints;
  /** No cell of the sample had a value. */
  readonly isEmpty: boolean;
}

export interface InferredSchema {
  readonly schema: DatasetSchema;
  /** Decisions worth a line to the user. */
  readonly notes: readonly string[];
  /** Columns in use about whose kind nobody said anything. */
  readonly inferred: readonly InferredColumn[];
}

/** @throws IngotError `DATA_COLUMN_MISSING`, with the nearest name */
export function requireColumn(name: string, known: readonly string[], where: string): void {
  if (known.includes(name)) return;
  const near = nearest(name, known);
  throw dataError('DATA_COLUMN_MISSING', `${where}: expected a column '${name}', but there is none.`, {
    hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Columns: ${known.join(', ')}.`],
    data: {column: name},
  });
}

/** True for two values, or for all of 0 … k or 1 … k: classes rather than quantities. */
function areClasses(cells: Cells): boolean {
  if (!cells.areNumbers) return false;
  const values = new Set([...cells.distinct].map(Number));
  if (values.size < 2 || ![...values].every(Number.isInteger)) return false;
  if (values.size === 2) return true;
  const low = Math.min(...values);
  const high = Math.max(...values);
  return (low === 0 || low === 1) && high <= MAX_CLASS && values.size === high - low + 1;
}

/** Text and words for yes and no are classes. */
function asTarget(rule: ParseRule, facts: CellFacts, hints: RuleHints): ParseRule {
  return rule.kind === 'text' || rule.kind === 'boolean' ? ruleOfKind('category', facts, hints) : rule;
}

/** The rule of a column of which all rows are known. */
export function ruleOfAll(
  facts: CellFacts,
  {hints, isTarget}: {readonly hints: RuleHints; readonly isTarget: boolean},
): ParseRule {
  const rule = inferRule(facts, hints);
  return isTarget ? asTarget(rule, facts, hints) : rule;
}

function targetRule(cells: Cells, hints: RuleHints): ParseRule {
  const rule = asTarget(inferRule(cells, hints), cells, hints);
  return rule.kind === 'numeric' && areClasses(cells) ? ruleOfKind('category', cells, hints) : rule;
}

function targetNote(name: string, {kind}: ParseRule, {distinct}: Cells): string {
  return kind === 'category'
    ? `Target '${name}' is read as a category (${String(distinct.size)} classes in the sample): classification. ` +
        `Say --kind ${name}=numeric for regression.`
    : `Target '${name}' is read as ${kind}: regression. Say --kind ${name}=category for classification.`;
}

function isId(name: string, cells: Cells, rowCount: number): boolean {
  if (!ID_NAME.test(name) || rowCount < 2 || cells.texts.length < rowCount || cells.distinct.size < rowCount)
    return false;
  return !cells.areNumbers || cells.texts.every((text) => Number.isInteger(Number(text)));
}

/** Columns whose way of being read the user speaks of. */
export function namedColumns({kinds, missing, decimal, thousands, dateFormats}: ImportOptions): string[] {
  return [kinds, missing?.columns, decimal?.columns, thousands?.columns, dateFormats].flatMap((each) =>
    Object.keys(each ?? {}),
  );
}

function hintsOf(
  name: string,
  {
    hints,
    missing,
    usualMissing,
    decimal,
    thousands,
    dateFormats,
    labelDelimiter,
  }: ImportOptions & {readonly hints?: RuleHints},
): RuleHints {
  return {
    ...hints,
    missing: [...(missing?.all ?? []), ...(missing?.columns?.[name] ?? [])],
    usualMissing,
    decimalMark: decimal?.columns?.[name] ?? decimal?.all,
    thousandsMark: thousands?.columns?.[name] ?? thousands?.all,
    dateFormat: dateFormats?.[name],
    labelDelimiter,
  };
}

const GROUPED_NUMBER = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;

/** Readings that could as well be another. */
function doubts(name: string, rule: ParseRule, {texts}: Cells, hints: RuleHints): string[] {
  if (rule.kind === 'datetime' && hints.dateFormat === undefined) {
    const format = rule.dateFormat ?? 'iso';
    const other = swappedPattern(format);
    if (other === undefined || !texts.every((text) => parseDate(text, other) !== undefined)) return [];
    return [
      `Column '${name}' is read as ${format}, but ${other} fits too: say --date-format '${name}=${other}' if so.`,
    ];
  }
  const isText = rule.kind === 'category' || rule.kind === 'text';
  const grouped = isText ? texts.filter((text) => GROUPED_NUMBER.test(text)).length : 0;
  if (grouped === 0 || !texts.every((text) => GROUPED_NUMBER.test(text) || /^[+-]?\d{1,3}(?:\.\d+)?$/.test(text)))
    return [];
  return [
    `Column '${name}' looks like numbers with thousands marks, but is read as ${rule.kind}: say --thousands '${name}=,' if so.`,
  ];
}

/**
 * The rule of a column of tensors: as the source says, or where its cells are lists of numbers.
 *
 * @throws IngotError `DATA_OPTION` when the user says another kind, or says tensor where there are no lists
 */
function tensorOf(
  {name, cells, tensor}: ColumnSample,
  {hints, kind, where}: {readonly hints: RuleHints; readonly kind: Kind | undefined; readonly where: string},
): ParseRule | undefined {
  const isList = cells.some(Array.isArray);
  const rule = tensor ?? (isList || kind === 'tensor' ? tensorRule(cells, missingTokens(hints)) : undefined);
  if (kind === 'tensor' && !rule)
    throw dataError(
      'DATA_OPTION',
      `--kind ${name}=tensor: the cells of ${where} are no lists of numbers of one shape.`,
      {
        hints: ['A tensor is written as nested lists, such as [[0, 1], [2, 3]], alike in every row.'],
      },
    );
  if (tensor && kind !== undefined && kind !== 'tensor')
    throw dataError('DATA_OPTION', `--kind ${name}=${kind}: the column holds tensors of shape ${shapeText(tensor)}.`);
  return kind === undefined || kind === 'tensor' ? rule : undefined;
}

const shapeText = ({shape = []}: ParseRule): string => `[${shape.join(', ')}]`;

function tensorNote(name: string, rule: ParseRule): string {
  return `Column '${name}' holds tensors of shape ${shapeText(rule)}, ${rule.element ?? 'float32'}.`;
}

/** @throws IngotError `DATA_OPTION` for a feature: networks take no lists of labels */
function requireLabelRole(name: string, role: Role | undefined): void {
  if (role === 'target' || role === 'id' || role === 'ignored') return;
  throw dataError(
    'DATA_OPTION',
    `--kind ${name}=labels: only a target lists labels, but '${name}' is ${role ?? 'a feature'}.`,
    {
      hints: [`Predict it with --target ${name}, leave it out with --ignore ${name}, or say --kind ${name}=category.`],
      data: {column: name},
    },
  );
}

function scalarKind(kind: Kind | undefined): ScalarKind | undefined {
  return kind === 'tensor' ? undefined : kind;
}

/**
 * Infers the schema of a source without one.
 *
 * @param where - the source's name, for messages
 * @throws IngotError `DATA_COLUMN_MISSING` when an option names a column that is not there
 */
export function inferSchema(
  samples: readonly ColumnSample[],
  options: ImportOptions & {readonly hints?: RuleHints; readonly where: string},
): InferredSchema {
  const names = samples.map(({name}) => name);
  const ignored = new Set(options.ignore ?? []);
  const asked = [...namedColumns(options), ...Object.keys(options.roles ?? {}), ...ignored];
  if (options.target !== undefined) asked.push(options.target);
  for (const name of asked) requireColumn(name, names, options.where);

  const notes: string[] = [];
  const inferred: InferredColumn[] = [];
  const fields = samples.map((sample): Field => {
    const {name, cells: values, natural} = sample;
    const hints = hintsOf(name, options);
    const tensor = tensorOf(sample, {hints, kind: options.kinds?.[name], where: options.where});
    if (tensor) {
      notes.push(tensorNote(name, tensor));
      const role = name === options.target ? 'target' : ignored.has(name) ? 'ignored' : options.roles?.[name];
      if (role !== undefined && role !== 'feature' && role !== 'ignored')
        throw dataError('DATA_OPTION', `Column '${name}' holds tensors, which cannot have the role ${role}.`, {
          hints: ['A tensor is a feature, or ignored; every other role asks for one value a row.'],
        });
      return makeRawField(name, 'tensor', role ?? 'feature', tensor);
    }
    const cells = sampleCells(values, hints);
    const role = name === options.target ? 'target' : ignored.has(name) ? 'ignored' : options.roles?.[name];
    // A dictionary is said to be a category by whoever wrote it.
    const isSaid = natural === 'category' || (cells.texts.length === 0 && natural !== 'text');
    const typed = isSaid ? natural : undefined;
    const dated = options.dateFormats?.[name] === undefined ? undefined : 'datetime';
    const kind = scalarKind(options.kinds?.[name]) ?? dated ?? typed;
    // Nothing is asked of a column nobody will use, so that none of its cells can be bad.
    if (role === 'ignored' && kind === undefined)
      return makeRawField(name, 'text', role, ruleOfKind('text', cells, hints));
    const rule =
      kind !== undefined
        ? ruleOfKind(kind, cells, hints)
        : role === 'target'
          ? targetRule(cells, hints)
          : inferRule(cells, hints);
    if (kind === undefined) inferred.push({name, hints, isEmpty: cells.count === 0});
    if (rule.kind === 'labels') requireLabelRole(name, role);
    if (role === 'target' && (kind === undefined || kind === typed)) notes.push(targetNote(name, rule, cells));
    if (cells.texts.length === 0) notes.push(`Column '${name}' has no values in the sample.`);
    notes.push(...doubts(name, rule, cells, hints));
    if (role !== undefined) return makeRawField(name, rule.kind, role, rule);
    if (!isId(name, cells, values.length)) return makeRawField(name, rule.kind, 'feature', rule);
    notes.push(`Column '${name}' looks like an identifier: role id. Say --role ${name}=feature to train on it.`);
    return makeRawField(name, rule.kind, 'id', rule);
  });
  return {schema: {fields, metadata: emptyMetadata()}, notes, inferred};
}
