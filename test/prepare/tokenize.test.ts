// Texts as token ids: padded and cut, packed into blocks, and read the same by a model as from the file.
import {expect} from 'chai';
import * as fc from 'fast-check';
import {
  cellParser,
  decodeTokens,
  encodeText,
  parseValue,
  tokenCount,
  type Dataset,
  type DatasetMetadata,
  type TokenRule,
} from '../../src/data/index.js';
import {normalizeDataset, tokenizeDataset, type TokenizeOptions} from '../../src/prepare/index.js';
import {columnReader} from '../../src/prepare/column-tensors.js';
import {rejectionOf} from '../support/error-of.js';
import {inMemory, memoryDataset, readAll, valuesOf} from '../support/memory-dataset.js';

function texts(values: readonly (string | null)[], metadata: Partial<DatasetMetadata> = {}): Dataset {
  return memoryDataset(
    [
      {name: 'text', kind: 'text', values},
      {name: 'label', kind: 'category', role: 'target', values: values.map((_, row) => (row % 2 === 0 ? 'a' : 'b'))},
    ],
    {metadata, batchRows: 2},
  );
}

const ruleOf = (dataset: Dataset): TokenRule => dataset.schema.fields[0]!.parse.tokens!;
const PLAIN: TokenRule = {unit: 'chars', vocabulary: ['a', 'b', 'é', '🙂'], pad: 'right', truncate: 'right'};

describe('tokens of a text', () => {
  it('are characters of the vocabulary from 3 on, or bytes', () => {
    expect(encodeText('ab🙂xé', PLAIN)).to.deep.equal([3, 4, 6, 1, 5]);
    expect(encodeText('aé', {...PLAIN, unit: 'bytes', vocabulary: []})).to.deep.equal([100, 198, 172]);
    expect([tokenCount(PLAIN), tokenCount({...PLAIN, unit: 'bytes'})]).to.deep.equal([7, 259]);
    expect(decodeTokens([0, 2, 1, 99], PLAIN)).to.equal('<pad><sep><unk><unk>');
  });

  it('give the text back, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (text) => {
        const bytes: TokenRule = {...PLAIN, unit: 'bytes', vocabulary: []};
        expect(decodeTokens(encodeText(text, bytes), bytes)).to.equal(text);
        const own: TokenRule = {...PLAIN, vocabulary: [...new Set(text)]};
        expect(decodeTokens(encodeText(text, own), own)).to.equal(text);
      }),
      {numRuns: 100},
    );
  });

  it('are what a rule reads of a text, or of a list of ids; blanks count', () => {
    const tokens: TokenRule = {...PLAIN, vocabulary: [' ', 'a', 'b']};
    const rule = {kind: 'tensor', missing: [''], shape: [4], element: 'int32', tokens} as const;
    expect(parseValue(' ab', rule)).to.deep.equal(Int32Array.of(3, 4, 5, 0));
    expect(cellParser(rule)('[4, 5, 0, 0]')).to.deep.equal(Int32Array.of(4, 5, 0, 0));
    expect(cellParser(rule)('[4]')).to.deep.equal(Int32Array.of(1, 1, 1, 0));
    expect(parseValue([3, 3, 3, 3], rule)).to.deep.equal(Int32Array.of(3, 3, 3, 3));
    expect(parseValue([3, 3], rule)).to.equal(undefined);
    const left = {...rule, tokens: {...tokens, pad: 'left', truncate: 'left', fill: 2}} as const;
    expect(parseValue('ab', left)).to.deep.equal(Int32Array.of(2, 2, 4, 5));
    expect(parseValue('aabab', left)).to.deep.equal(Int32Array.of(4, 5, 4, 5));
  });
});

describe('tokenizeDataset', () => {
  it('pads and cuts on the sides asked for, and counts both, and rows without text', async () => {
    const tokenized = await tokenizeDataset(texts(['cab', null, 'a', '', 'bcab']), {length: 3, truncate: 'left'});
    expect(ruleOf(tokenized)).to.deep.equal({
      unit: 'chars',
      vocabulary: ['a', 'b', 'c'],
      pad: 'right',
      truncate: 'left',
    });
    const {columns, rowCount} = await readAll(tokenized);
    expect(rowCount).to.equal(3);
    expect(Array.from(columns[0] as Int32Array)).to.deep.equal([5, 3, 4, 3, 0, 0, 5, 3, 4]);
    expect(columns[1]).to.deep.equal(['a', 'a', 'a']);
    const {rowsRead, rowsKept, entries} = tokenized.ledger;
    expect([rowsRead, rowsKept]).to.deep.equal([5, 3]);
    expect(entries).to.deep.equal([
      {action: 'dropped', reason: 'no text', column: 'text', count: 2, first: [2, 4]},
      {action: 'coerced', reason: 'shorter than 3 tokens: padded on the right', column: 'text', count: 1, first: [3]},
      {action: 'coerced', reason: 'longer than 3 tokens: cut on the left', column: 'text', count: 1, first: [5]},
    ]);
  });

  it('takes the vocabulary of other rows, in which what is not there is unknown and counted', async () => {
    const train = await inMemory(await tokenizeDataset(texts(['abc']), {length: 4, pad: 'left'}));
    const other = await tokenizeDataset(texts(['axc', 'cab'], {split: 'valid'}), {like: train});
    expect(Array.from((await readAll(other)).columns[0] as Int32Array)).to.deep.equal([0, 3, 1, 5, 0, 5, 3, 4]);
    expect(other.ledger.entries[0]).to.deep.equal({
      action: 'coerced',
      reason: 'not in the vocabulary',
      column: 'text',
      count: 1,
      first: [1],
    });
  });

  it('leaves rare characters out, and takes the commonest', async () => {
    const source = (): Dataset => texts(['aaab', 'bbc', 'd']);
    expect(ruleOf(await tokenizeDataset(source(), {length: 2, minCount: 2})).vocabulary).to.deep.equal(['a', 'b']);
    expect(ruleOf(await tokenizeDataset(source(), {length: 2, maxTokens: 3})).vocabulary).to.deep.equal([
      'a',
      'b',
      'c',
    ]);
    expect(ruleOf(await tokenizeDataset(source(), {length: 2, unit: 'bytes'})).vocabulary).to.deep.equal([]);
  });

  it('packs texts into blocks beside the same a token later, whatever the batches; nothing is lost but the end', async () => {
    const cases = fc.record({
      words: fc.array(fc.string({unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 9}), {
        minLength: 4,
        maxLength: 12,
      }),
      pack: fc.integer({min: 1, max: 4}),
      join: fc.constantFrom(undefined, '', 'cc'),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({words, pack, join}) => {
        const packed = await tokenizeDataset(texts(words), {pack, join});
        if (words.join(join ?? ' ').length < pack + 1) return;
        const {columns, rowCount} = await readAll(packed);
        const [blocks, next] = columns as [Int32Array, Int32Array];
        const ids = words.flatMap((word) => [
          ...encodeText(word, ruleOf(packed)),
          ...(join === undefined ? [2] : encodeText(join, ruleOf(packed))),
        ]);
        expect(rowCount).to.equal(Math.floor((ids.length - 1) / pack));
        expect(Array.from(blocks)).to.deep.equal(ids.slice(0, rowCount * pack));
        expect(Array.from(next)).to.deep.equal(ids.slice(1, rowCount * pack + 1));
        const counts = Object.fromEntries(packed.ledger.entries.map(({action, count}) => [action, count]));
        expect(counts).to.deep.equal({
          removed: 1,
          dropped: words.length,
          added: rowCount,
          ...(ids.length - 1 > rowCount * pack ? {ignored: ids.length - 1 - rowCount * pack} : {}),
        });
      }),
      {numRuns: 40},
    );
  });

  it('gives the token after each block as a class, block after block or at every token', async () => {
    const packed = await tokenizeDataset(texts(['ab', 'c']), {pack: 2, next: 'token'});
    expect(packed.schema.fields.map(({name, role, kind}) => [name, role, kind])).to.deep.equal([
      ['text', 'feature', 'tensor'],
      ['next', 'target', 'category'],
    ]);
    expect(await valuesOf(packed, 'next')).to.deep.equal(['<sep>', 'c', '<sep>']);
    expect(ruleOf(packed)).to.include({pad: 'left', truncate: 'left', fill: 2});
    const bytes = await tokenizeDataset(texts(['ab', 'c']), {pack: 2, next: 'token', unit: 'bytes', stride: 2});
    expect(await valuesOf(bytes, 'next')).to.deep.equal(['<sep>', '<sep>']);
    expect(
      await valuesOf(await tokenizeDataset(texts(['abc']), {pack: 1, next: 'token', unit: 'bytes'}), 'next'),
    ).to.deep.equal(['98', '99', '<sep>']);
    const none = await tokenizeDataset(texts(['abc', 'd']), {pack: 3, next: 'none'});
    expect(none.schema.fields).to.have.length(1);
    expect(Array.from((await readAll(none)).columns[0] as Int32Array)).to.deep.equal([3, 4, 5, 2, 6, 2]);
  });

  it('makes a table of the whole vocabulary, though training rows have not its last token', async () => {
    const train = await inMemory(await tokenizeDataset(texts(['aaz', 'aab', 'abb', 'bbb']), {length: 2}));
    const normal = await normalizeDataset(train);
    expect(normal.schema.metadata.stages[0]?.state).to.deep.equal({sizes: [6]});
  });

  it('lets a model read texts that were imported as text', () => {
    const field = texts(['ab']).schema.fields[0]!;
    const rule = {kind: 'tensor', missing: [''], shape: [2], element: 'int32', tokens: PLAIN} as const;
    const read = columnReader(field, rule, 'rows')!;
    expect(read(['ba', 'a'])).to.deep.equal(Int32Array.of(4, 3, 3, 0));
    expect(() => read([null])).to.throw(/'text' has no text/);
  });

  const refusals: readonly {name: string; options: TokenizeOptions; rows?: () => Dataset; code: string}[] = [
    {name: 'neither length nor block', options: {}, code: 'PREPARE_OPTION'},
    {name: 'both', options: {length: 2, pack: 2}, code: 'PREPARE_OPTION'},
    {name: 'what is for blocks', options: {length: 2, next: 'token'}, code: 'PREPARE_OPTION'},
    {name: 'what is for rows', options: {pack: 2, pad: 'left'}, code: 'PREPARE_OPTION'},
    {name: 'tokens skipped', options: {pack: 2, stride: 3}, code: 'PREPARE_OPTION'},
    {name: 'a choice of bytes', options: {length: 2, unit: 'bytes', maxTokens: 5}, code: 'PREPARE_OPTION'},
    {
      name: 'a vocabulary from validation rows',
      options: {length: 2},
      rows: () => texts(['ab'], {split: 'valid'}),
      code: 'FIT_ON_HELD_OUT',
    },
    {name: 'no text at all', options: {length: 2}, rows: () => texts([null, '']), code: 'NO_ROWS'},
    {name: 'too few tokens for a block', options: {pack: 9}, code: 'NO_ROWS'},
    {name: 'an unknown column', options: {length: 2, column: 'txt'}, code: 'COLUMN_MISSING'},
    {
      name: 'no text column',
      options: {length: 2},
      rows: () => memoryDataset([{name: 'x', kind: 'numeric', values: [1]}]),
      code: 'COLUMN_MISSING',
    },
    {
      name: 'numbers',
      options: {length: 2, column: 'x'},
      rows: () => memoryDataset([{name: 'x', kind: 'numeric', values: [1]}]),
      code: 'KIND_MISMATCH',
    },
    {name: 'a file that has no tokens', options: {like: texts(['a'])}, code: 'COLUMN_MISSING'},
    {name: 'a vocabulary twice', options: {like: texts(['a']), unit: 'chars'}, code: 'PREPARE_OPTION'},
    {
      name: 'a column called next',
      options: {pack: 1},
      rows: () => memoryDataset([{name: 'next', kind: 'text', values: ['abc']}]),
      code: 'PREPARE_OPTION',
    },
  ];
  for (const {name, options, rows = () => texts(['ab', 'c']), code} of refusals)
    it(`refuses ${name}`, async () => {
      expect((await rejectionOf(tokenizeDataset(rows(), options).then(readAll))).code).to.equal(code);
    });
});
