// Policies of augmentations: words, what a row becomes, copies, declarations.
import {expect} from 'chai';
import {emptyMetadata, type Batch, type Dataset} from '../../../src/data/index.js';
import {augmentDataset} from '../../../src/prepare/index.js';
import {createChanger, describePolicy, parsePolicy} from '../../../src/prepare/augment/rows/index.js';
import {errorOf, rejectionOf} from '../../support/error-of.js';
import {COLOUR, GREY, imageField, ramp, same} from '../../support/pictures.js';

describe('policies of augmentations', () => {
  const schema = {fields: [imageField(COLOUR)]};

  it('are read from words, completed, and told', () => {
    const policy = parsePolicy(['flip', 'crop:padding=2', 'rotate:degrees=10,probability=0.5'], schema);
    expect(policy).to.deep.equal({
      column: 'image',
      steps: [
        {name: 'flip', options: {probability: 0.5}},
        {name: 'crop', options: {padding: 2}},
        {name: 'rotate', options: {degrees: 10, probability: 0.5}},
      ],
    });
    expect(describePolicy(policy)).to.equal(
      'flip(probability 0.5), crop(padding 2), rotate(degrees 10, probability 0.5)',
    );
  });

  const wrong: readonly [string, () => unknown, RegExp][] = [
    ['an unknown name', () => parsePolicy(['flp'], schema), /Unknown augmentation 'flp'/],
    ['an unknown option', () => parsePolicy(['crop:pad=4'], schema), /no option 'pad'/],
    ['a word that is no pair', () => parsePolicy(['crop:4'], schema), /expected KEY=NUMBER, got '4'/],
    ['a value out of range', () => parsePolicy(['flip:probability=2'], schema), /expects/],
    ['a range upside down', () => parsePolicy(['erase:least=0.5,most=0.1'], schema), /least \(0.5\) is above most/],
    ['colour of grey', () => parsePolicy(['hue'], {fields: [imageField(GREY)]}), /expects images of 3 channels/],
    [
      'light of what is no byte',
      () => parsePolicy(['noise'], {fields: [imageField(GREY, 'float32')]}),
      /images of bytes/,
    ],
    ['no column', () => parsePolicy(['flip'], {fields: []}), /there is none/],
    [
      'two columns',
      () => parsePolicy(['flip'], {fields: [imageField(GREY), imageField(GREY, 'uint8', 'b')]}),
      /are image, b/,
    ],
  ];
  for (const [name, call, message] of wrong)
    it(`refuse ${name}`, () => {
      expect(errorOf(call).message).to.match(message);
    });

  it('change a row by (seed, moment, row) and nothing else, and mix by rows and shares', () => {
    const policy = parsePolicy(['crop', 'mixup:alpha=5', 'cutmix'], schema);
    const load = (row: number): Float32Array => ramp(COLOUR).map((value) => (value + row) % 256);
    const options = {seed: 3, rowCount: 10};
    const first = createChanger(policy, COLOUR, options);
    const second = createChanger(policy, COLOUR, options);
    first.change(1, 0, load);
    expect(first.change(4, 2, load)).to.deep.equal(second.change(4, 2, load));
    expect(same(first.change(4, 2, load).cell.slice(), first.change(4, 3, load).cell)).to.equal(false);
    const {parts} = first.change(4, 2, load);
    expect(parts).to.have.length(3);
    expect(parts.reduce((sum, {share}) => sum + share, 0)).to.be.closeTo(1, 1e-12);
  });
});

describe('data augment --with', () => {
  const batch: Batch = {rowCount: 3, columns: [Uint8Array.from({length: 72}, (_, at) => at)]};
  const rows = (): Dataset => ({
    schema: {fields: [imageField(GREY)], metadata: {...emptyMetadata(), split: 'train'}},
    name: 'rows',
    rereadable: true,
    rowCount: 3,
    async *batches() {
      yield await Promise.resolve(batch);
    },
    close: () => Promise.resolve(),
    ledger: {rowsRead: 3, rowsKept: 3, rowsDropped: 0, entries: []},
    sources: () => Promise.resolve([]),
  });
  const nothing = {jitter: 0, copies: 0, balance: false, seed: 1} as const;

  async function all(options: Parameters<typeof augmentDataset>[1]) {
    const dataset = await augmentDataset(rows(), options);
    const batches: Batch[] = [];
    for await (const each of dataset.batches()) batches.push(each);
    return {dataset, batches};
  }

  it('writes changed copies after the rows, rounded to bytes, the same again', async () => {
    const options = {...nothing, copies: 2, with: ['brightness:strength=0.5', 'flip']};
    const {batches, dataset} = await all(options);
    expect(batches.map(({rowCount}) => rowCount)).to.deep.equal([3, 3, 3]);
    expect(batches[0]?.columns[0]).to.deep.equal(batch.columns[0]);
    expect(batches[1]?.columns[0]).to.be.instanceOf(Uint8Array);
    expect(batches[1]?.columns[0]).to.not.deep.equal(batches[2]?.columns[0]);
    expect((await all(options)).batches[2]).to.deep.equal(batches[2]);
    expect(dataset.ledger.entries).to.deep.equal([{action: 'added', reason: 'copy, changed', count: 6, first: []}]);
    expect(dataset.schema.metadata.augment).to.equal(undefined);
  });

  it('with --on-the-fly leaves the rows and says what training does', async () => {
    const {batches, dataset} = await all({...nothing, with: ['flip'], onTheFly: true});
    expect(batches).to.deep.equal([batch]);
    expect(dataset.schema.metadata.augment).to.deep.equal({
      column: 'image',
      steps: [{name: 'flip', options: {probability: 0.5}}],
    });
  });

  it('refuses what does nothing, rows to mix in copies, and held-out rows', async () => {
    const refused = async (options: Partial<Parameters<typeof augmentDataset>[1]>): Promise<string> =>
      (await rejectionOf(augmentDataset(rows(), {...nothing, ...options}))).message;
    expect(await refused({onTheFly: true})).to.include('--on-the-fly does nothing without --with');
    expect(await refused({onTheFly: true, with: ['flip'], copies: 1})).to.include('--on-the-fly adds no rows');
    expect(await refused({with: ['flip']})).to.include('--with does nothing: no row is copied');
    expect(await refused({with: ['cutmix'], copies: 1})).to.include('--with cutmix mixes rows');
  });
});
