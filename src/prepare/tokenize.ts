// `data tokenize`: texts become token ids, a row each, or packed one after another into blocks of one length.
import {counted} from '../core/index.js';
import {
  encodeText,
  fitTokens,
  isTextKind,
  makeRawField,
  RowFiller,
  SEPARATOR_TOKEN,
  spoolDataset,
  takeRows,
  tokenNames,
  UNKNOWN_TOKEN,
  type Batch,
  type CellValue,
  type Dataset,
  type DatasetSchema,
  type Field,
  type Ledger,
  type TokenRule,
} from '../data/index.js';
import {deriveDataset} from './derived-dataset.js';
import {prepareError} from './errors.js';
import {refuseFitOnHeldOut} from './held-out.js';
import {unknownColumn} from './unknown-column.js';

export interface TokenizeOptions {
  /** Column of texts; default: the only one of kind text among the features. */
  readonly column?: string | undefined;
  readonly unit?: TokenRule['unit'] | undefined;
  /** Tokens of a row. Either this or `pack`. */
  readonly length?: number | undefined;
  /** Tokens of a block; the texts follow each other. */
  readonly pack?: number | undefined;
  readonly pad?: TokenRule['pad'] | undefined;
  readonly truncate?: TokenRule['truncate'] | undefined;
  /** With `pack`: text between two texts; default: the separator token. */
  readonly join?: string | undefined;
  /** With `pack`: what follows: the block a token later, the one token after it as a class, or nothing. */
  readonly next?: 'tokens' | 'token' | 'none' | undefined;
  /** With `pack`: tokens from one block to the next; default: the block, 1 for classes. */
  readonly stride?: number | undefined;
  /** Characters that occur less often are unknown. */
  readonly minCount?: number | undefined;
  /** The most frequent characters only. */
  readonly maxTokens?: number | undefined;
  /** Rows tokenized before, whose vocabulary is taken. */
  readonly like?: {readonly schema: DatasetSchema; readonly name: string} | undefined;
  readonly forceFit?: boolean | undefined;
  readonly workDir?: string | undefined;
}

/** Rows given at a time. */
const CHUNK_ROWS = 4096;
/** Tokens used up before they are let go of. */
const SLACK = 1 << 16;

/**
 * Texts without any character are left out and counted. Holds the vocabulary, and a block. A vocabulary of characters takes
 * a pass more over the rows; bytes have none.
 *
 * @throws IngotError `COLUMN_MISSING`, `KIND_MISMATCH`, `PREPARE_OPTION`, `FIT_ON_HELD_OUT`, `NO_ROWS`
 */
export async function tokenizeDataset(source: Dataset, options: TokenizeOptions): Promise<Dataset> {
  refuseIdle(options);
  const column = textColumn(source, options.column);
  const known = options.like && likeRule(options.like, column.name);
  const {unit = known?.tokens.unit ?? 'chars', join, pack} = options;
  // What follows a block follows its end: a longer text is cut before it, and so is a shorter one padded, but where every
  // step has its next token (a step there sees nothing behind it).
  const isFilled = pack !== undefined && options.next !== undefined && options.next !== 'tokens';
  const {pad = known?.tokens.pad ?? (isFilled ? 'left' : 'right')} = options;
  const {truncate = known?.tokens.truncate ?? (pack === undefined ? 'right' : 'left')} = options;
  const fits = !known && unit === 'chars';
  if (fits) refuseFitOnHeldOut(source, 'tokenize', options.forceFit === true);
  const dataset = fits ? await spoolDataset(source, options.workDir) : source;
  const at = source.schema.fields.indexOf(column);
  const vocabulary = known?.tokens.vocabulary ?? (fits ? await findVocabulary(dataset, at, options) : []);
  const plain: TokenRule = {unit, vocabulary, pad, truncate};
  const between = join === undefined ? [SEPARATOR_TOKEN] : encodeText(join, plain);
  const fill = known ? known.tokens.fill : isFilled ? between[0] : undefined;
  const tokens = fill === undefined ? plain : {...plain, fill};
  const length = options.length ?? pack ?? known?.length ?? 0;
  const rule = {kind: 'tensor', missing: column.parse.missing, shape: [length], element: 'int32', tokens} as const;
  const field = makeRawField(column.name, 'tensor', column.role, rule);
  const request = {dataset, at, field, tokens, length};
  return pack === undefined ? padRows(request) : packRows({...request, between}, options);
}

interface Tokenizing {
  readonly dataset: Dataset;
  /** Position of the texts. */
  readonly at: number;
  /** Of the tokens. */
  readonly field: Field;
  readonly tokens: TokenRule;
  readonly length: number;
}

/** @throws IngotError `PREPARE_OPTION` */
function refuseIdle(options: TokenizeOptions): void {
  const {length, pack, like, unit} = options;
  const refuse = (message: string, hint?: string): Error =>
    prepareError('PREPARE_OPTION', message, hint === undefined ? {} : {hints: [hint]});
  if (length !== undefined && pack !== undefined)
    throw refuse('--length and --pack exclude each other.', '--length keeps rows, --pack makes blocks of them.');
  if (length === undefined && pack === undefined && !like)
    throw refuse('Say how many tokens a row has.', 'For instance --length 64, or --pack 128 for blocks.');
  for (const flag of ['join', 'next', 'stride'] as const)
    if (options[flag] !== undefined && pack === undefined) throw refuse(`--${flag} does nothing without --pack.`);
  for (const flag of ['pad', 'truncate'] as const)
    if (options[flag] !== undefined && pack !== undefined)
      throw refuse(`--${flag} does nothing with --pack: blocks are full.`);
  const fitted = ['unit', 'minCount', 'maxTokens'] as const;
  const told = fitted.find((flag) => options[flag] !== undefined);
  if (like && told !== undefined) throw refuse(`--like takes the vocabulary as it is: leave ${told} out.`);
  if (pack !== undefined && (options.stride ?? 1) > pack)
    throw refuse(`--stride ${String(options.stride)} would skip tokens between blocks of ${String(pack)}.`);
  if (unit === 'bytes' && (options.minCount !== undefined || options.maxTokens !== undefined))
    throw refuse('Bytes have no vocabulary to choose from.');
}

function textColumn({schema, name: where}: Dataset, name: string | undefined): Field {
  const {fields} = schema;
  const texts = fields.filter(({kind, role}) => kind === 'text' && (role === 'feature' || role === 'ignored'));
  const field = name === undefined ? texts[0] : fields.find((candidate) => candidate.name === name);
  if (name !== undefined && !field) throw unknownColumn(name, fields, where);
  if (!field || (name === undefined && texts.length > 1))
    throw prepareError(
      'COLUMN_MISSING',
      `${where}: expected one column of text, found ${texts.length === 0 ? 'none' : texts.map((text) => text.name).join(', ')}.`,
      {hints: ['Name it: --column text.', `Columns: ${fields.map((candidate) => candidate.name).join(', ')}.`]},
    );
  if (isTextKind(field.kind) && field.kind !== 'labels' && field.stage === undefined) return field;
  throw prepareError('KIND_MISMATCH', `${where}: '${field.name}' is ${field.kind}, expected text.`, {
    hints: [`Import it with --kind ${field.name}=text.`],
    data: {column: field.name},
  });
}

function likeRule(
  {schema, name}: NonNullable<TokenizeOptions['like']>,
  column: string,
): {readonly tokens: TokenRule; readonly length: number} {
  const {tokens, shape} = schema.fields.find((field) => field.name === column)?.parse ?? {};
  if (tokens) return {tokens, length: shape?.[0] ?? 0};
  throw prepareError('COLUMN_MISSING', `${name}: expected tokens of '${column}', but there are none.`, {
    hints: ["Name the file that 'ingot data tokenize' wrote for the training rows."],
    data: {column},
  });
}

/** In the order of code points. */
async function findVocabulary(
  dataset: Dataset,
  at: number,
  {minCount = 1, maxTokens = Infinity}: TokenizeOptions,
): Promise<string[]> {
  const counts = new Map<string, number>();
  for await (const {columns} of dataset.batches())
    for (const text of columns[at] as (string | null)[])
      for (const character of text ?? '') counts.set(character, (counts.get(character) ?? 0) + 1);
  const inOrder = (a: string, b: string): number => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
  const found = [...counts].filter(([, count]) => count >= minCount);
  if (found.length === 0)
    throw prepareError('NO_ROWS', `${dataset.name}: expected texts to learn from, but there is no character in them.`);
  const most = found.sort(([a, left], [b, right]) => right - left || inOrder(a, b)).slice(0, maxTokens);
  return most.map(([character]) => character).sort(inOrder);
}

interface Finding extends Pick<Tokenizing, 'at' | 'tokens'> {
  readonly ledger: Ledger;
  /** 1-based row of the source. */
  readonly position: number;
  readonly column: string;
}

/** The tokens of a row's text; undefined, and counted, where there is none. */
function tokensOf(batch: Batch, row: number, {at, tokens, ledger, position, column}: Finding): number[] | undefined {
  const text = (batch.columns[at]?.[row] ?? '') as string;
  if (text === '') {
    ledger.record({action: 'dropped', reason: 'no text', column, row: position});
    return undefined;
  }
  const ids = encodeText(text, tokens);
  const unknown = ids.filter((id) => id === UNKNOWN_TOKEN).length;
  if (unknown > 0)
    ledger.record({action: 'coerced', reason: 'not in the vocabulary', column, row: position, count: unknown});
  return ids;
}

function padRows({dataset, at, field, tokens, length}: Tokenizing): Dataset {
  const {fields, metadata} = dataset.schema;
  const made: Field = {...field, role: field.role === 'ignored' ? 'feature' : field.role};
  const schema = {metadata, fields: fields.map((other, index) => (index === at ? made : other))};
  const {name} = field;
  const [cut, padded] = [
    `longer than ${String(length)} tokens: cut on the ${tokens.truncate}`,
    `shorter than ${String(length)} tokens: padded on the ${tokens.pad}`,
  ];
  return deriveDataset(dataset, schema, async function* (ledger) {
    let first = 1;
    for await (const batch of dataset.batches()) {
      const kept: number[] = [];
      const cells = new Int32Array(batch.rowCount * length);
      for (let row = 0; row < batch.rowCount; row += 1) {
        const position = first + row;
        const ids = tokensOf(batch, row, {at, tokens, ledger, position, column: name});
        if (!ids) continue;
        const reason = ids.length > length ? cut : ids.length < length ? padded : undefined;
        if (reason !== undefined) ledger.record({action: 'coerced', reason, column: name, row: position});
        cells.set(fitTokens(ids, length, tokens), kept.length * length);
        kept.push(row);
      }
      first += batch.rowCount;
      ledger.keep(kept.length);
      if (kept.length === 0) continue;
      const {rowCount, columns} = takeRows(batch, kept);
      const made = cells.subarray(0, kept.length * length);
      yield {rowCount, columns: columns.map((column, index) => (index === at ? made : column))};
    }
  });
}

function nextFields({field, length}: Tokenizing, next: NonNullable<TokenizeOptions['next']>): Field[] {
  if (next === 'none') return [];
  if (next === 'token') return [makeRawField('next', 'category', 'target')];
  return [makeRawField('next', 'tensor', 'target', {...field.parse, shape: [length]})];
}

/** Blocks of the texts one after another. What is left at the end is counted. */
function packRows(request: Tokenizing & {readonly between: readonly number[]}, options: TokenizeOptions): Dataset {
  const {dataset, at, field, tokens, length, between} = request;
  const {next = 'tokens'} = options;
  const stride = options.stride ?? (next === 'token' ? 1 : length);
  const names = next === 'token' ? tokenNames(tokens) : [];
  const made: Field = {...field, role: 'feature'};
  const schema = {metadata: dataset.schema.metadata, fields: [made, ...nextFields(request, next)]};
  if (made.name === 'next' && next !== 'none')
    throw prepareError('PREPARE_OPTION', "The column of texts is called 'next', as what follows is to be.", {
      hints: ['Rename it when importing: --names text.'],
    });
  const needed = length + (next === 'none' ? 0 : 1);
  return deriveDataset(dataset, schema, async function* (ledger) {
    for (const {name} of dataset.schema.fields)
      if (name !== made.name) ledger.record({action: 'removed', reason: 'not part of the blocks', column: name});
    let ids: number[] = [];
    let start = 0;
    let position = 0;
    let blocks = 0;
    let filler = new RowFiller(schema.fields, CHUNK_ROWS);
    const addBlock = (): void => {
      const block = Int32Array.from(ids.slice(start, start + length));
      const cells: CellValue[] = [block];
      if (next === 'tokens') cells.push(Int32Array.from(ids.slice(start + 1, start + 1 + length)));
      if (next === 'token') cells.push(names[ids[start + length] ?? UNKNOWN_TOKEN] ?? '');
      filler.add(cells);
      start += stride;
      blocks += 1;
    };
    for await (const batch of dataset.batches())
      for (let row = 0; row < batch.rowCount; row += 1) {
        position += 1;
        const own = tokensOf(batch, row, {at, tokens, ledger, position, column: made.name});
        if (!own) continue;
        ledger.record({action: 'dropped', reason: 'packed into blocks'});
        // Not by spreading: a text may have more tokens than a call has room for.
        for (const id of own) ids.push(id);
        for (const id of between) ids.push(id);
        while (ids.length - start >= needed) {
          addBlock();
          if (!filler.isFull) continue;
          yield filler.finish();
          filler = new RowFiller(schema.fields, CHUNK_ROWS);
        }
        if (start > SLACK) [ids, start] = [ids.slice(start), 0];
      }
    if (!filler.isEmpty) yield filler.finish();
    if (blocks === 0)
      throw prepareError(
        'NO_ROWS',
        `${dataset.name}: a block takes ${counted(needed, 'token')}, but the texts have ${String(ids.length)} in all.`,
        {hints: ['Use a smaller --pack.']},
      );
    ledger.record({action: 'added', reason: 'block of tokens', count: blocks});
    // The last block reaches so far beyond the start of the next.
    const left = ids.length - start - (needed - stride);
    if (left > 0) ledger.record({action: 'ignored', reason: 'tokens after the last whole block', count: left});
  });
}
