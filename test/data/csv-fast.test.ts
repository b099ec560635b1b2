import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import fc from 'fast-check';
import {IngotError} from '../../src/core/index.js';
import {BadRows, type BadRowPolicy} from '../../src/data/bad-rows.js';
import {concatBatches} from '../../src/data/batches.js';
import {ByteTape} from '../../src/data/byte-tape.js';
import {ByteFiller, readBytes, readTexts, type FastFormat} from '../../src/data/csv-fast.js';
import {parseRows} from '../../src/data/csv-slow.js';
import {Ledger, makeRawField, parseDate, type Batch, type Field, type ParseRule} from '../../src/data/index.js';
import {parseNumber} from '../../src/data/parse-cell.js';
import {fillRows, rowParser, type RowTarget} from '../../src/data/row-filler.js';
import type {TextChunk, TextFormat} from '../../src/data/text-format.js';
import {csvFormat} from '../../src/data/csv-read.js';

/** More cases with FUZZ=100. */
const RUNS = 400 * Number(process.env['FUZZ'] ?? 1);

const MISSING = ['', 'NA', 'null', '-9', '2024-02-29'];
const RULES: readonly ParseRule[] = [
  {kind: 'numeric', missing: MISSING},
  {kind: 'numeric', missing: [], thousandsMark: ','},
  {kind: 'boolean', missing: MISSING, trueWords: ['yes', '1'], falseWords: ['no', '0']},
  {kind: 'datetime', missing: MISSING, dateFormat: 'iso'},
  {kind: 'datetime', missing: MISSING, dateFormat: 'DD.MM.YYYY'},
  {kind: 'category', missing: MISSING},
  {kind: 'category', missing: MISSING, numberText: true},
  {kind: 'text', missing: MISSING},
  {kind: 'labels', missing: ['NA'], labelDelimiter: '|'},
];

interface Setting {
  readonly bytes: Uint8Array;
  readonly cuts: readonly number[];
  readonly fields: readonly Field[];
  readonly names: readonly string[];
  readonly header: boolean;
  readonly delimiter: string;
  readonly quote: string | null;
  readonly onBadRow: BadRowPolicy;
}

async function* pieces({bytes, cuts}: Setting): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  // A source is looked at in one piece that is longer than a byte order mark.
  const ends = [...new Set(cuts.map((cut) => Math.max(3, cut % (bytes.byteLength + 1))))].sort((a, b) => a - b);
  let from = 0;
  for (const end of [...ends, bytes.byteLength]) {
    if (end > from) yield bytes.slice(from, end);
    from = Math.max(from, end);
  }
}

interface Outcome {
  readonly rows: readonly (readonly unknown[])[];
  readonly ledger: unknown;
  readonly error: string | undefined;
}

/** In an open quote, csv-parse counts CRLF as two lines. */
function lineless({code, message}: IngotError): string {
  return code === 'DATA_BAD_ROW' ? message : message.replace(/line \d+/, 'line N');
}

type Read = (target: RowTarget, setting: Setting, format: FastFormat) => AsyncGenerator<Batch>;

async function outcome(setting: Setting, read: Read): Promise<Outcome> {
  const {fields, names, delimiter, quote} = setting;
  const ledger = new Ledger();
  const bad = new BadRows({onBadRow: setting.onBadRow}, ledger, () => undefined);
  const text: TextFormat = csvFormat({});
  const filler = new ByteFiller(fields, 7);
  const parse = rowParser({fields, format: text, where: 'x', names, bad, ledger});
  const format: FastFormat = {
    delimiter,
    quote,
    maxRowBytes: 1 << 24,
    slow: (from, firstLine) => parseRows(from, {delimiter, quote, firstLine}, 'x'),
  };
  const batches: Batch[] = [];
  try {
    for await (const batch of read({filler, parse, ledger, names, fields}, setting, format)) batches.push(batch);
  } catch (cause) {
    if (!(cause instanceof IngotError)) throw cause;
    // Where it fails, what came before may be more or less by a batch.
    return {rows: [], ledger: undefined, error: `${cause.code} ${lineless(cause)}`};
  }
  if (!filler.isEmpty) batches.push(filler.finish());
  const {rowCount, columns} = batches.length === 0 ? {rowCount: 0, columns: []} : concatBatches(batches);
  const rows = Array.from({length: rowCount}, (_, row) => columns.map((column) => column[row]));
  return {rows, ledger: ledger.totals(), error: undefined};
}

async function* below(chunks: AsyncIterable<TextChunk>, header: boolean): AsyncGenerator<TextChunk> {
  let skip = header ? 1 : 0;
  for await (const {rows, lines} of chunks) {
    yield {rows: rows.slice(skip), lines: lines.slice(skip)};
    skip = 0;
  }
}

const fast: Read = (target, setting, format) => {
  const tape = new ByteTape(pieces(setting), 1 << 20);
  const read = readBytes(target, {...format, tape, header: setting.header});
  expect(read, 'the fast way is gone').to.exist;
  return read!;
};
const slow: Read = (target, setting, {slow: parsed}) =>
  fillRows(below(parsed(pieces(setting), 1), setting.header), target);
const asTexts: Read = (target, setting, format) =>
  fillRows(below(readTexts(pieces(setting), format), setting.header), target);

const numberText = fc.oneof(
  fc.double({noNaN: true}).map(String),
  fc.integer().map(String),
  fc.bigInt({min: -(2n ** 70n), max: 2n ** 70n}).map(String),
  fc.tuple(fc.integer(), fc.nat({max: 10 ** 9})).map(([whole, fraction]) => `${String(whole)}.${String(fraction)}`),
  fc.constantFrom('-', '.', '5.', '.5', '+3', '-0', '1e5', '1E-7', '1e', '1e400', '007', '-9', '-9.0', '1,234', '0x1'),
);
const dateText = fc.oneof(
  fc
    .date({min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true})
    .map((date) => date.toISOString().replace(/\.000Z$|\.\d\d\dZ$/, 'Z')),
  fc.constantFrom(
    '2024-02-29',
    '2023-02-29',
    '1900-02-29',
    '2024-13-01',
    '31.12.2020',
    '2024-1-1',
    '2024-01-01 10:00:00',
  ),
);
const plainText = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'Z', ' ', 'é', '中', '😀', '\u3000', '\u00a0', '\ufeff', '\t', '\0', '"', "'"),
    maxLength: 8,
  }),
  fc.constantFrom('NA', ' NA ', 'null', 'yes', 'No', '1', 'b|a|b', 'x'.repeat(80)),
);
const value = fc.oneof(numberText, dateText, plainText, fc.constant(''));

/** A cell as it stands in the file. */
const cell = (delimiter: string, quote: string | null): fc.Arbitrary<string> => {
  const clean = value.map((text) => text.replaceAll(delimiter, '_'));
  if (quote === null) return clean;
  const quoted = fc
    .tuple(
      fc.array(fc.oneof(value, fc.constantFrom('\n', '\r\n', delimiter, quote)), {maxLength: 3}),
      fc.constantFrom('', '', ' '),
    )
    // A cell that ends in a return would make one line end with the next one's line feed in the reference's count.
    .map(([parts, blank]) => `${blank}${quote}${parts.join('').replaceAll(quote, quote + quote)}${quote}`);
  return fc.oneof(
    {weight: 5, arbitrary: clean.map((text) => text.replaceAll(quote, ''))},
    {weight: 2, arbitrary: quoted},
    {
      weight: 1,
      arbitrary: fc.oneof(
        clean,
        // Text behind a closing quote.
        fc.constant(`${quote}so${quote} they`),
        fc.constant(`5${quote} pipe`),
      ),
    },
  );
};

const setting = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    quote: fc.constantFrom('"', '"', '"', "'", null),
    width: fc.integer({min: 1, max: 4}),
  })
  .chain(({delimiter, quote, width}) => {
    const row = (count: number): fc.Arbitrary<string> =>
      fc.array(cell(delimiter, quote), {minLength: count, maxLength: count}).map((cells) => cells.join(delimiter));
    const line = fc.oneof(
      {weight: 12, arbitrary: row(width)},
      {weight: 1, arbitrary: row(width + 1)},
      {weight: 1, arbitrary: fc.constantFrom('', '  ', '""')},
    );
    return fc.record({
      delimiter: fc.constant(delimiter),
      quote: fc.constant(quote),
      bytes: fc
        .tuple(
          fc.constantFrom('', '\ufeff'),
          fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', '\r')), {maxLength: 20}),
          fc.oneof({weight: 4, arbitrary: fc.constant('')}, {weight: 1, arbitrary: line}),
        )
        .map(([mark, lines, last]) => Buffer.from(mark + lines.flat().join('') + last)),
      cuts: fc.array(fc.nat({max: 500}), {maxLength: 6}),
      header: fc.boolean(),
      onBadRow: fc.constantFrom<BadRowPolicy>('skip', 'blank', 'blank', 'fail'),
      names: fc.constant(Array.from({length: width}, (_, index) => `c${String(index)}`)),
      fields: fc.array(fc.constantFrom(...RULES), {minLength: width, maxLength: width}).chain((rules) =>
        fc.shuffledSubarray(
          rules.map((rule, index) => makeRawField(`c${String(index)}`, rule.kind, 'feature', rule)),
          {minLength: 1},
        ),
      ),
    });
  });

describe('the fast reader of CSV', () => {
  for (const [name, read] of [
    ['columns', fast],
    ['rows of text', asTexts],
  ] as const)
    it(`gives ${name} as csv-parse does: rows, values, ledger, lines, errors`, async () => {
      await fc.assert(
        fc.asyncProperty(setting, async (given) => {
          expect(await outcome(given, read)).to.deep.equal(await outcome(given, slow));
        }),
        {numRuns: RUNS},
      );
    });

  /** One column of cells as it is read, a bad one missing. */
  const columnOf = async (texts: readonly string[], rule: ParseRule): Promise<readonly unknown[]> => {
    const given: Setting = {
      bytes: Buffer.from(texts.map((text) => `${text},\n`).join('')),
      cuts: [],
      fields: [makeRawField('c0', rule.kind, 'feature', rule)],
      names: ['c0', 'c1'],
      header: false,
      delimiter: ',',
      quote: '"',
      onBadRow: 'blank',
    };
    return (await outcome(given, fast)).rows.flat();
  };

  it('reads numbers to the last bit', async () => {
    const rule: ParseRule = {kind: 'numeric', missing: []};
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          numberText.filter((text) => !text.includes(',')),
          {maxLength: 100},
        ),
        async (texts) => {
          expect(await columnOf(texts, rule)).to.deep.equal(texts.map((text) => parseNumber(text) ?? NaN));
        },
      ),
      {numRuns: RUNS / 4},
    );
    const texts = [
      '0.1',
      '-0',
      '123456789.123456',
      '12345678',
      '123456789012345678',
      '1.00000000',
      '0.1234567890123456789',
      '9007199254740991',
      '9007199254740993',
      '1.7976931348623157e22',
      '1.7976931348623157e308',
      '4.9e-324',
      '00000000000000000000.5',
      '"2.5"',
    ];
    const expected = texts.map((text) => Number(text.replaceAll('"', '')));
    expect(await columnOf(texts, rule)).to.deep.equal(expected);
  });

  it('reads dates as parseDate does', async () => {
    const rule: ParseRule = {kind: 'datetime', missing: [], dateFormat: 'iso'};
    await fc.assert(
      fc.asyncProperty(fc.array(dateText, {maxLength: 20}), async (texts) => {
        expect(await columnOf(texts, rule)).to.deep.equal(texts.map((text) => parseDate(text, 'iso') ?? NaN));
      }),
      {numRuns: RUNS / 4},
    );
    const texts = ['0000-03-01', '0001-01-01', '1600-02-29', '1969-12-31 23:59:59', '"2024-01-01T00:00:00Z"'];
    const expected = texts.map((text) => parseDate(text.replaceAll('"', ''), 'iso'));
    expect(await columnOf(texts, rule)).to.deep.equal(expected);
  });

  it('reads texts of any length, in quotes and without', async () => {
    const texts = Array.from({length: 150}, (_, size) => 'abcdefghij'.repeat(15).slice(0, size));
    const doubled = texts.map((text) => `"${text.replaceAll('j', '""').replaceAll('e', '\r\n')}"`);
    const rule: ParseRule = {kind: 'text', missing: []};
    expect(await columnOf(texts, rule)).to.deep.equal(texts.map((text) => text || null));
    expect(await columnOf(doubled, rule)).to.deep.equal(
      texts.map((text) => text.replaceAll('j', '"').replaceAll('e', '\r\n') || null),
    );
  });

  it('was compiled from the source that is there', () => {
    const [source, compiled] = ['wasm/csv-rows.ts', 'src/data/generated/csv-rows.ts'].map((path) =>
      readFileSync(path, 'utf8'),
    );
    const hash = createHash('sha256').update(source!).digest('hex');
    expect(compiled, 'run: node bin/build-wasm.js').to.include(`sha256 ${hash}`);
  });
});
