// What `data describe` says beyond the statistics of columns: against pandas, SciPy and scikit-learn, and on rows made to show it.
import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import {emptyMetadata, makeRawField, type Field} from '../../src/data/index.js';
import {profileDataset} from '../../src/prepare/index.js';
import {correlate} from '../../src/prepare/profile/correlations.js';
import {bandsOf, jaccard, piecesOf} from '../../src/prepare/profile/min-hash.js';
import {nearTexts} from '../../src/prepare/profile/near-duplicates.js';
import {
  binsOf,
  outOfFoldMeans,
  predictAlone,
  predictClass,
  predictNumber,
} from '../../src/prepare/profile/predict-alone.js';
import {RowSample} from '../../src/prepare/profile/row-sample.js';
import {measureText, TextLengths} from '../../src/prepare/profile/text-lengths.js';
import {isImageField, perceptualHash} from '../../src/prepare/profile/thumbnails.js';
import {datasetOf, memoryDataset} from '../support/memory-dataset.js';

interface Oracle {
  readonly a: (number | null)[];
  readonly b: (number | null)[];
  readonly pearson: number;
  readonly spearman: number;
  readonly pairRows: number;
  readonly texts: string[];
  readonly characters: number[];
  readonly words: number[];
  readonly charactersMean: number;
  readonly charactersMedian: number;
  readonly wordsP95: number;
  readonly bins: number[];
  readonly folds: number[];
  readonly value: number[];
  readonly positive: number[];
  readonly means: number[];
  readonly r2: number;
  readonly auc: number;
  readonly pairs: [string, string][];
  readonly jaccard: number[];
  readonly picture: number[];
  readonly bits: number[];
}
const oracle = JSON.parse(readFileSync(new URL('../oracle/describe.json', import.meta.url), 'utf8')) as Oracle;
const numbers = (values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values, (value) => value ?? NaN);
const many = <T>(count: number, value: (index: number) => T): T[] => Array.from({length: count}, (_, i) => value(i));
const words = many(
  40,
  (i) => ['amber', 'birch', 'cedar', 'delta'][i % 4]! + String.fromCharCode(97 + (i % 26)) + i.toString(36),
);
const sentence = (seed: number): string => many(12, (i) => words[(seed * 7 + i * i + seed * i) % 40]!).join(' ');

describe('describe against pandas, SciPy and scikit-learn', () => {
  it('has the lengths of texts in code points and words', () => {
    expect(oracle.texts.map((text) => measureText(text)[0])).to.deep.equal(oracle.characters);
    expect(oracle.texts.map((text) => measureText(text)[1])).to.deep.equal(oracle.words);
    const lengths = new TextLengths();
    lengths.add([...oracle.texts, null], oracle.texts.length + 1);
    const summary = lengths.summary();
    expect(summary?.characters.mean).to.be.closeTo(oracle.charactersMean, 1e-12);
    expect(summary?.characters.median).to.equal(oracle.charactersMedian);
    expect(summary?.words.p95).to.be.closeTo(oracle.wordsP95, 1e-12);
    expect(summary?.blank).to.equal(1);
  });

  it('compares two columns over the rows where both have a value', () => {
    const found = correlate(numbers(oracle.a), numbers(oracle.b));
    expect(found?.value).to.be.closeTo(oracle.pearson, 1e-12);
    expect(found?.spearman).to.be.closeTo(oracle.spearman, 1e-12);
    expect([found?.measure, found?.rows]).to.deep.equal(['pearson', oracle.pairRows]);
  });

  it('predicts by a table of the other parts, and scores it', () => {
    const table = {bins: Uint32Array.from(oracle.bins), count: 6, folds: Uint8Array.from(oracle.folds)};
    const means = outOfFoldMeans(table, oracle.value);
    oracle.means.forEach((mean, row) => expect(means[row]).to.be.closeTo(mean, 1e-12));
    expect(predictNumber(table, Float64Array.from(oracle.value))?.value).to.be.closeTo(oracle.r2, 1e-12);
    expect(predictClass(table, Uint32Array.from(oracle.positive))?.value).to.be.closeTo(oracle.auc, 1e-12);
  });

  it('measures how alike texts are', () => {
    oracle.pairs.forEach(([x, y], at) => {
      expect(jaccard(piecesOf(x), piecesOf(y))).to.be.closeTo(oracle.jaccard[at]!, 1e-12);
    });
  });

  it('hashes a picture by its low frequencies', () => {
    const hash = perceptualHash(oracle.picture);
    expect(many(64, (at) => ((hash[at >> 5] ?? 0) >>> (at & 31)) & 1)).to.deep.equal(oracle.bits);
  });
});

describe('one column alone', () => {
  const x = Float64Array.from(many(400, (i) => ((i * 37) % 400) / 100 - 2));

  it('gives the target away whatever the shape, where a correlation sees nothing', async () => {
    const target = many(400, (i) => (Math.abs(x[i]!) < 1 ? 'in' : 'out'));
    const found = predictAlone(x, target, true);
    expect(found?.measure).to.equal('auc');
    expect(found?.value).to.be.above(0.98);
    const {findings, columns} = await profileDataset(
      memoryDataset([
        {name: 'x', kind: 'numeric', values: [...x]},
        {name: 'y', kind: 'category', role: 'target', values: target},
      ], {batchRows: 100}), // prettier-ignore
      {leakStrength: 0.9},
    );
    expect(columns[0]?.relation?.strength).to.be.below(0.1);
    expect(findings.map(({kind, message}) => [kind, message.includes('cross-validated')])).to.deep.equal([
      ['leak', true],
    ]);
  });

  it('gains nothing from an identifier or from chance', () => {
    const target = many(400, (i) => ((i * 7919) % 13) / 13);
    expect(
      predictAlone(
        many(400, (i) => `id${String(i)}`),
        numbers(target),
        false,
      )?.strength,
    ).to.equal(0);
    const noise = Float64Array.from(many(400, (i) => (i * 104729) % 397));
    expect(predictAlone(noise, numbers(target), false)?.strength).to.be.below(0.25);
  });

  it('tells of many classes how many errors it saves', () => {
    const target = many(300, (i) => `c${String(i % 3)}`);
    const found = predictAlone(Float64Array.from(many(300, (i) => i % 3)), target, true);
    expect(found).to.deep.equal({measure: 'accuracy-gain', value: 1, strength: 1, rows: 300});
  });

  it('says nothing of few rows or one class', () => {
    expect(
      predictAlone(
        x.subarray(0, 40),
        many(40, (i) => `c${String(i % 2)}`),
        true,
      ),
    ).to.equal(undefined);
    expect(
      predictAlone(
        x,
        many(400, () => 'c'),
        true,
      ),
    ).to.equal(undefined);
  });

  it('has a bin for missing cells and as many rows in each other one', () => {
    const {bins, count} = binsOf([...many(200, (i) => i), NaN]);
    expect([count, bins[200], bins.filter((bin) => bin === 7).length]).to.deep.equal([21, 0, 10]);
  });
});

describe('near duplicates', () => {
  const context = {column: 't', positions: many(1000, (i) => i + 1), isSampled: false, target: undefined};

  it('finds changed copies among many texts, and no others', () => {
    const texts = many(300, sentence);
    texts[120] = `${texts[7]!}!`;
    texts[250] = texts[31]!.replace('amber', 'umber');
    texts[251] = texts[32]!;
    const found = nearTexts(texts, context);
    const identical = texts.length - new Set(texts).size;
    expect(identical).to.be.at.least(1);
    expect(found.identical).to.equal(identical);
    expect(found.examples.map(({rows}) => rows)).to.deep.include([8, 121]);
    // Every pair it names is what it says, and every pair over the threshold is in some group.
    for (const {rows, similarity} of found.examples)
      expect(jaccard(piecesOf(texts[rows[0] - 1]!), piecesOf(texts[rows[1] - 1]!))).to.equal(similarity);
    const distinct = [...new Set(texts)].map(piecesOf);
    const near = new Set<number>();
    distinct.forEach((a, i) => distinct.forEach((b, j) => i < j && jaccard(a, b) >= 0.8 && near.add(i).add(j)));
    expect(found.rowsInGroups).to.equal(near.size);
    expect(near.size).to.be.at.least(4);
  });

  it('asks more of short texts', () => {
    const found = nearTexts(['CODE 1234567-A', 'CODE 1234567-B', 'code 1234567 a', '', null], context);
    expect([found.groups, found.rowsInGroups, found.rows]).to.deep.equal([1, 2, 4]);
  });

  it('says where copies have different targets', () => {
    const twice = [sentence(1), `${sentence(1)}.`, sentence(2)];
    expect(nearTexts(twice, {...context, target: ['a', 'b', 'a']}).conflicts).to.equal(1);
    expect(nearTexts(twice, {...context, target: ['a', 'a', 'b']}).conflicts).to.equal(0);
  });

  it('gives bands even to a text of one piece', () => {
    expect(bandsOf(piecesOf('ab'))).to.have.length(20);
    expect(piecesOf('?!')).to.have.length(0);
  });

  const picture = (seed: number): number[] =>
    many(3 * 24 * 24, (i) =>
      Math.floor(128 + 100 * Math.sin(seed * (1 + (i % 24)) * 0.3) * Math.cos(seed * Math.floor(i / 24) * 0.21)),
    );
  const field: Field = {...makeRawField('image', 'tensor'), shape: [3, 24, 24], storage: 'uint8'};
  const imagesOf = (cells: readonly (readonly number[])[]) =>
    datasetOf(
      {fields: [field], metadata: emptyMetadata()},
      {rowCount: cells.length, columns: [Uint8Array.from(cells.flat())]},
    );

  it('finds a brighter and noisier copy of a picture, and no others', async () => {
    const cells = many(30, (i) => picture(i + 1));
    cells[20] = cells[3]!.map((value, i) => Math.min(255, value + 12 + (i % 3)));
    cells[21] = new Array<number>(3 * 24 * 24).fill(9);
    cells[22] = cells[21];
    const {nearDuplicates, columns, findings} = await profileDataset(imagesOf(cells));
    expect(nearDuplicates[0]).to.deep.include({kind: 'image', rows: 28, groups: 1, rowsInGroups: 2, identical: null});
    expect(nearDuplicates[0]?.examples[0]?.rows).to.deep.equal([4, 21]);
    expect(columns[0]?.tensor?.image).to.deep.equal({channels: 3, height: 24, width: 24});
    expect(columns[0]?.tensor?.channels).to.have.length(3);
    expect(findings.map(({kind}) => kind)).to.include('near-duplicates');
  });

  it('takes only what has the shape of a picture for one', () => {
    const shapes = [[28, 28], [1, 28, 28], [5, 28, 28], [4, 4], [64], [2, 2, 8, 8]].map((shape) => isImageField({...field, shape})); // prettier-ignore
    expect(shapes).to.deep.equal([true, true, false, false, false, false]);
    expect(isImageField({...field, parse: {...field.parse, sampleRate: 8000}})).to.equal(false);
  });
});

describe('RowSample of long texts', () => {
  it('holds the beginning of them', () => {
    const sample = new RowSample([makeRawField('t', 'text')]);
    sample.add({rowCount: 1, columns: [['é'.repeat(5000)]]});
    expect(sample.columns[0]?.[0]).to.equal('é'.repeat(1000));
  });
});
