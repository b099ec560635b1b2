import {expect} from 'chai';
import type {Json} from '../../src/core/index.js';
import {ColumnStatistics, makeRawField} from '../../src/data/index.js';
import {buildStage, fitStage, vocabularySizesOf} from '../../src/transforms/index.js';
import {buildAndRun, numbersOf} from '../support/build-and-run.js';
import {errorOf} from '../support/error-of.js';

function fit(texts: readonly (string | null)[], options: Readonly<Record<string, Json>> = {}) {
  const statistics = new ColumnStatistics();
  statistics.add([...texts]);
  return fitStage({
    transform: 'words',
    columns: ['text'],
    fields: [makeRawField('text', 'text')],
    statistics: new Map([['text', statistics]]),
    options,
  });
}

async function apply(stage: ReturnType<typeof fit>, texts: readonly string[]): Promise<number[][]> {
  const {y} = await buildAndRun((g) => ({y: buildStage(g, stage, g.input('x', 'string', ['batch', 1]))}), {
    x: {dtype: 'string', dims: [texts.length, 1], data: [...texts]},
  });
  const [length] = stage.shape!;
  expect([y!.dtype, y!.dims]).to.deep.equal(['int32', [texts.length, length]]);
  const ids = numbersOf(y);
  return texts.map((_, row) => ids.slice(row * length!, (row + 1) * length!));
}

describe('words', () => {
  const texts = ['Good, good film', 'a GOOD film!', null, 'a bad   film', 'bad :-)', 'once'];
  // good 3, film 3, a 2, bad 2: by count, then by letter; film before good.
  const stage = fit(texts, {length: 4});

  it('numbers words from the commonest on, with padding 0 and unknown 1', async () => {
    expect((stage.state as {words: string[]}).words).to.deep.equal(['film', 'good', 'a', 'bad']);
    expect(vocabularySizesOf(stage)).to.deep.equal([6]);
    expect(await apply(stage, ['a good film', 'once', 'bad bad bad bad bad', ''])).to.deep.equal([
      [4, 3, 2, 0],
      [1, 0, 0, 0],
      [5, 5, 5, 5],
      [0, 0, 0, 0],
    ]);
  });

  it('knows the spellings it has seen, capitals, and any number of spaces', async () => {
    expect(await apply(stage, ['Good,   GOOD good ', ' film!  Bad', 'FILM! film?'])).to.deep.equal([
      [3, 3, 3, 0],
      [2, 5, 0, 0],
      [1, 1, 0, 0],
    ]);
  });

  it('gives the same alone as in a batch, and takes no rows', async () => {
    const together = await apply(stage, ['a', 'good film a bad film', '']);
    expect(together[1]).to.deep.equal((await apply(stage, ['good film a bad film']))[0]);
    expect(await apply(stage, ['', ''])).to.deep.equal([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
    expect(await apply(stage, [])).to.deep.equal([]);
  });

  it('keeps as many words as asked for, and those seen often enough', () => {
    expect(vocabularySizesOf(fit(texts, {size: 2}))).to.deep.equal([4]);
    expect((fit(texts, {minCount: 1}).state as {words: string[]}).words).to.deep.equal([
      'film',
      'good',
      'a',
      'bad',
      ':-)',
      'once',
    ]);
  });

  it('refuses texts without any word seen twice', () => {
    const {code, suggestions} = errorOf(() => fit(['one', 'two']));
    expect([code, suggestions[0]?.includes('words:minCount=1')]).to.deep.equal(['TRANSFORM_NO_VALUES', true]);
  });
});
