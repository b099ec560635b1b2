// Rows changed on the fly: in the units of the pixels, by (seed, epoch, row), whatever the run of steps they belong to.
import {join} from 'node:path';
import {expect} from 'chai';
import {openDataset, type AugmentPolicy, type Dataset} from '../../src/data/index.js';
import {normalizeDataset, parsePolicy, prepareTensors, readUnits, type PreparedData} from '../../src/prepare/index.js';
import {createRowSource, mixesRows, withShares, type AugmentRequest} from '../../src/train/augment-rows.js';
import type {EngineSteps} from '../../src/train/engine.js';
import {resolveSettings} from '../../src/train/settings.js';
import {rejectionOf} from '../support/error-of.js';
import {preparedModel} from '../support/prepared-model.js';
import {sharedFolder} from '../support/cli.js';
import {makeShapes} from '../support/shapes.js';

const SIZE = 6;

async function shapes(): Promise<Dataset> {
  const folder = sharedFolder();
  makeShapes(folder);
  const settings = {size: String(SIZE), channels: '3', fit: 'fill'};
  return openDataset(join(folder, 'shapes'), {media: {settings}});
}

type Prepared = Omit<AugmentRequest, 'policy'> & {readonly pixels: Float32Array};

async function prepare(): Promise<Prepared> {
  const raw = await shapes();
  let pixels = new Float32Array();
  for await (const {columns} of raw.batches()) pixels = Float32Array.from(columns[2] as Uint8Array);
  const normalized = await normalizeDataset(raw);
  const {model, signature} = preparedModel(normalized.schema);
  const train = await prepareTensors(model, signature, await shapes(), {target: 'required'});
  const settings = {...resolveSettings({seed: 7}, false), batchSize: 3};
  return {model, signature, train, settings, pixels};
}

const policyOf = (...words: string[]): AugmentPolicy => ({
  ...parsePolicy(words, {fields: [imageOf()]}),
});

function imageOf() {
  const parse = {kind: 'tensor', missing: [], shape: [3, SIZE, SIZE], element: 'uint8'} as const;
  return {name: 'image', role: 'feature', kind: 'tensor', storage: 'uint8', parse, shape: parse.shape} as const;
}

/** Steps `first …` of epochs of 8 rows in batches of 3: two of three rows and one of two. */
const stepsOf = (firstStep: number, rows: readonly number[][]): EngineSteps => ({
  firstStep,
  indices: Int32Array.from(rows.flatMap((batch) => [...batch, ...new Array<number>(3 - batch.length).fill(0)])),
  lengths: rows.map(({length}) => length),
  totals: rows.map(({length}) => length),
  learningRates: rows.map(() => 0.1),
});

const WIDTH = 3 * SIZE * SIZE;
const cellOf = ({entry}: PreparedData, place: number): number[] => [
  ...(entry[0]?.data.subarray(place * WIDTH, (place + 1) * WIDTH) ?? []),
];

describe('rows changed on the fly', () => {
  let prepared: Prepared;
  before(async () => {
    prepared = await prepare();
  });

  it('are taken back to pixels by factors and offsets that the model itself tells', async () => {
    const {model, signature, train, pixels} = prepared;
    const {factor, offset, shape} = await readUnits(model, signature, {column: 'image'});
    expect(shape).to.deep.equal([3, SIZE, SIZE]);
    const data = train.entry[0]?.data ?? new Float32Array();
    expect(data).to.have.length(pixels.length);
    data.forEach((value, at) => {
      expect((value - (offset[at % WIDTH] ?? 0)) / (factor[at % WIDTH] ?? 1)).to.be.closeTo(pixels[at] ?? NaN, 1e-3);
    });
  });

  it('are flipped where they stand, short batches padded, targets with them', async () => {
    const {train} = prepared;
    const source = await createRowSource({...prepared, policy: policyOf('flip:probability=1')});
    const {rows, indices} = source(
      stepsOf(1, [
        [4, 1, 6],
        [2, 0],
      ]),
    );
    expect([...indices]).to.deep.equal([0, 1, 2, 3, 4, 5]);
    expect([...(rows.target ?? [])].slice(0, 5)).to.deep.equal([4, 1, 6, 2, 0].map((row) => train.target?.[row]));
    for (const [place, row] of [4, 1, 6, 2, 0].entries()) {
      const expected = cellOf(train, row).map((_, at, cell) => cell[at - (at % SIZE) + SIZE - 1 - (at % SIZE)] ?? NaN);
      cellOf(rows, place).forEach((value, at) => expect(value).to.be.closeTo(expected[at] ?? NaN, 1e-4));
    }
  });

  it('depend on seed, epoch and row: not on the steps that are taken together, nor on the place in a batch', async () => {
    const policy = policyOf('crop:padding=2', 'noise', 'mixup:alpha=1');
    const given = {...prepared, policy, train: withShares(prepared.train, prepared.signature)};
    const [source, again] = [await createRowSource(given), await createRowSource(given)];
    const whole = source(
      stepsOf(1, [
        [4, 1, 6],
        [2, 0, 5],
        [3, 7],
      ]),
    ).rows;
    const part = again(stepsOf(3, [[7, 3]])).rows;
    expect(cellOf(part, 0)).to.deep.equal(cellOf(whole, 7));
    expect(cellOf(part, 1)).to.deep.equal(cellOf(whole, 6));
    const next = source(stepsOf(4, [[4, 1, 6]])).rows;
    expect(cellOf(next, 0)).to.not.deep.equal(cellOf(whole, 0));
    const other = await createRowSource({...given, settings: {...given.settings, seed: 8}});
    expect(cellOf(other(stepsOf(1, [[4]])).rows, 0)).to.not.deep.equal(cellOf(whole, 0));
  });

  it('that are mixed have shares of their classes that sum to one', async () => {
    const policy = policyOf('cutmix');
    expect([mixesRows(policy), mixesRows(policyOf('flip'))]).to.deep.equal([true, false]);
    const train = withShares(prepared.train, prepared.signature);
    expect([train.shares, train.target?.length]).to.deep.equal([2, 16]);
    expect(withShares(train, prepared.signature)).to.equal(train);
    const source = await createRowSource({...prepared, train, policy});
    const seen = new Set<number>();
    for (let epoch = 0; epoch < 10; epoch += 1) {
      const {target} = source(stepsOf(1 + 3 * epoch, [[0, 4, 7]])).rows;
      for (let row = 0; row < 3; row += 1) {
        expect((target?.[2 * row] ?? 0) + (target?.[2 * row + 1] ?? 0)).to.be.closeTo(1, 1e-6);
        seen.add(target?.[2 * row] ?? 0);
      }
    }
    expect([...seen].some((share) => share > 0 && share < 1)).to.equal(true);
  });

  it('are refused where the model prepares them by more than factors and offsets, or has no such column', async () => {
    const {model, signature} = prepared;
    const [from = ''] = signature.entry;
    const bend = {opType: 'Sigmoid', domain: '', name: 'bend', inputs: [from], outputs: ['bent'], attributes: {}};
    const values = new Map(model.graph.values).set('bent', {
      name: 'bent',
      dtype: 'float32',
      shape: ['batch', 3, SIZE, SIZE],
    });
    const curved = {...model, graph: {...model.graph, values, nodes: [...model.graph.nodes, bend]}};
    const request = {...prepared, model: curved, signature: {...signature, entry: ['bent']}};
    const error = await rejectionOf(createRowSource({...request, policy: policyOf('flip')}));
    expect(error.code).to.equal('AUGMENT_MODEL');
    expect(error.message).to.include('prepared by more than factors and offsets');
    const other = await rejectionOf(createRowSource({...prepared, policy: {...policyOf('flip'), column: 'sound'}}));
    expect(other.message).to.include("the model has no column 'sound'");
  });
});
