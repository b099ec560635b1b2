import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'chai';
import {collectStatistics, type Dataset} from '../../src/data/index.js';
import {
  applyFitted,
  cleanDataset,
  createObservations,
  normalizeDataset,
  openForModel,
  prepareTensors,
  runModelOnDataset,
  type ModelSignature,
  type PreparedData,
} from '../../src/prepare/index.js';
import type {Model} from '../../src/onnx/index.js';
import {rejectionOf} from '../support/error-of.js';
import {inMemory, memoryDataset} from '../support/memory-dataset.js';
import {PASSENGERS, passengers} from '../support/passengers.js';
import {preparedModel} from '../support/prepared-model.js';

interface Fixture {
  readonly model: Model;
  readonly signature: ModelSignature;
  readonly fitted: Dataset;
}

async function fit(rows: Dataset = passengers()): Promise<Fixture> {
  const fitted = await inMemory(await normalizeDataset(rows));
  return {fitted, ...preparedModel(fitted.schema)};
}

const prepare = (
  {model, signature}: Pick<Fixture, 'model' | 'signature'>,
  rows: Dataset,
  target: 'required' | 'optional' | 'none' = 'required',
): Promise<PreparedData> => prepareTensors(model, signature, rows, {target, threads: 1});

/** Entry tensors and target as bytes, so that equality is equality of bits. */
const bits = ({entry, target}: PreparedData): string[] =>
  [...entry.map(({data}) => data), target ?? new Int32Array()].map(({buffer, byteOffset, byteLength}) =>
    Buffer.from(buffer, byteOffset, byteLength).toString('hex'),
  );

function csvText(): string {
  const dates = PASSENGERS.boarded.map((seconds) => (seconds === null ? '' : new Date(seconds * 1000).toISOString()));
  const names = ['boarded', 'extra', 'port', 'survived', 'fare', 'adult', 'age'];
  const rows = PASSENGERS.id.map((_, row) =>
    [
      dates[row],
      'x',
      PASSENGERS.port[row] ?? 'NA',
      PASSENGERS.survived[row],
      PASSENGERS.fare[row],
      PASSENGERS.adult[row] === null ? '' : PASSENGERS.adult[row] === 1 ? 'yes' : 'no',
      PASSENGERS.age[row] ?? '',
    ].join(','),
  );
  return [names.join(','), ...rows].join('\n') + '\n';
}

describe('prepareTensors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ingot-prepare-'));
  after(() => {
    rmSync(folder, {recursive: true, force: true});
  });

  it('gives the same bits for raw text, raw columns and normalized columns of the same rows', async () => {
    const fixture = await fit();
    const raw = await prepare(fixture, passengers({}, {batchRows: 5}));
    const path = join(folder, 'rows.csv');
    writeFileSync(path, csvText());
    const text = await prepare(fixture, await openForModel(path, fixture.signature));
    const normalized = await prepare(fixture, fixture.fitted);
    const like = await prepare(fixture, await inMemory(applyFitted(passengers(), fixture.fitted)));
    expect(raw.entry.map(({name, dtype, width}) => [name, dtype, width])).to.deep.equal([
      ['entry_numbers', 'float32', 7],
      ['entry_codes', 'int32', 1],
    ]);
    expect(bits(text)).to.deep.equal(bits(raw));
    expect(bits(normalized)).to.deep.equal(bits(raw));
    expect(bits(like)).to.deep.equal(bits(raw));
  });

  it('gives the same bits for columns some of which were imputed before', async () => {
    const cleaned = await inMemory(await cleanDataset(passengers(), {impute: [{strategy: 'mean'}], columns: ['age']}));
    expect(cleaned.schema.fields.filter(({stage}) => stage !== undefined).map(({name}) => name)).to.deep.equal(['age']);
    const fixture = await fit(cleaned);
    const raw = bits(await prepare(fixture, passengers()));
    expect(bits(await prepare(fixture, cleaned))).to.deep.equal(raw);
    expect(bits(await prepare(fixture, fixture.fitted))).to.deep.equal(raw);
  });

  it('standardizes with the statistics of the rows fitted on, and flags what was missing', async () => {
    const fixture = await fit();
    const {entry} = await prepare(fixture, passengers());
    const ages = PASSENGERS.age.filter((age) => age !== null);
    const mean = ages.reduce((sum, age) => sum + age, 0) / ages.length;
    const deviation = Math.sqrt(ages.reduce((sum, age) => sum + (age - mean) ** 2, 0) / ages.length);
    const [numbers] = entry;
    const width = numbers!.width;
    // The leaves in the order of the stages: three flags (age, boarded, adult), then age, fare, boarded, then adult.
    const column = (at: number): number[] => PASSENGERS.id.map((_, row) => numbers!.data[row * width + at]!);
    expect(column(0)).to.deep.equal([0, 0, 1, 0, 1, 0, 0, 0]);
    PASSENGERS.age.forEach((age, row) => {
      expect(column(3)[row]).to.be.closeTo(((age ?? 31) - mean) / deviation, 1e-6); // median 31; float32
    });
    expect(column(6)).to.deep.equal([1, 1, 1, 1, 1, 1, 0, 1]);
  });

  it('numbers classes in sorted order and leaves out rows without a target, counted', async () => {
    const fixture = await fit();
    const {target, targetMissingRows, rowCount, ledger} = await prepare(
      fixture,
      passengers({survived: ['yes', null, 'no', 'yes', null, 'no', 'no', 'no']}),
    );
    expect(target).to.deep.equal(Int32Array.of(1, 0, 1, 0, 0, 0));
    expect([rowCount, targetMissingRows]).to.deep.equal([6, 2]);
    expect(ledger).to.deep.include({rowsRead: 8, rowsKept: 6, rowsDropped: 2});
    expect(ledger.entries).to.deep.equal([{action: 'dropped', reason: 'missing target', count: 2, first: [2, 5]}]);
  });

  it('scales a numeric target and gives it in its own units too, from raw and from normalized rows', async () => {
    const prices = [100, 200, 300, 400, 500, 600, 700, 800];
    const rows = (): Dataset =>
      memoryDataset([
        {name: 'size', kind: 'numeric', values: [1, 2, 3, 4, 5, 6, 7, 9]},
        {name: 'price', kind: 'numeric', role: 'target', values: prices},
      ]);
    const fixture = await fit(rows());
    expect(fixture.signature.task).to.equal('regression');
    const statistics = (await collectStatistics(rows().schema, rows().batches())).get('price')!;
    expect(fixture.signature.target).to.deep.include({mean: statistics.mean, deviation: statistics.deviation});
    for (const source of [rows(), fixture.fitted]) {
      const {target, rawTarget} = await prepare(fixture, source);
      prices.forEach((price, row) => {
        expect(target![row]).to.be.closeTo((price - statistics.mean) / statistics.deviation, 1e-6);
        expect(rawTarget![row]).to.be.closeTo(price, 1e-4); // the normalized rows have only the float32
      });
    }
  });

  it('needs no target where none is asked for', async () => {
    const fixture = await fit();
    const {fields} = passengers().schema;
    const columns = fields.slice(0, 6).map(({name, kind, role}) => ({
      name,
      kind,
      role,
      values: PASSENGERS[name as keyof typeof PASSENGERS],
    }));
    const unlabelled = (): Dataset => memoryDataset(columns);
    expect((await prepare(fixture, unlabelled(), 'optional')).target).to.equal(undefined);
    const error = await rejectionOf(prepare(fixture, unlabelled()));
    expect(error.code).to.equal('TARGET_MISSING');
    expect(error.message).to.include("'survived'");
  });

  it('names a label that training has not seen, with its row', async () => {
    const fixture = await fit();
    const rows = passengers({survived: ['no', 'yes', 'yes', 'yes', 'maybe', 'no', 'no', 'no']});
    const error = await rejectionOf(prepare(fixture, rows));
    expect(error).to.include({code: 'UNKNOWN_CLASS', exitStatus: 3});
    expect(error.message).to.include("row 5: target 'survived' is 'maybe'");
    expect(error.suggestions[0]).to.include('no, yes');
  });

  it('counts what training has not seen: values out of range, categories', async () => {
    const fixture = await fit();
    const rows = passengers({age: [99, 38, null, 1, 20, 54, 2, 27], port: ['X', 'C', null, 'Y', 'Q', 'S', 'S', 'X']});
    const {observations} = await prepare(fixture, rows);
    expect([...observations.outOfRange]).to.deep.equal([['age', 2]]);
    expect([...observations.unknownCategories]).to.deep.equal([['port', 3]]);
  });

  it('ignores further columns and says which', async () => {
    const {ignored} = await prepare(await fit(), passengers());
    expect(ignored).to.deep.equal(['id']);
  });

  it('leaves out rows without a value the model needs', async () => {
    const fitted = await inMemory(await normalizeDataset(passengers(), {plan: {impute: 'none'}}));
    const fixture = {fitted, ...preparedModel(fitted.schema)};
    expect(fixture.signature.inputs.filter(({required}) => required).map(({name}) => name)).to.have.members([
      'age',
      'fare',
      'adult',
      'boarded',
    ]);
    for (const source of [passengers(), fitted]) {
      const {rowCount, ledger} = await prepare(fixture, source);
      expect(rowCount).to.equal(5);
      expect(ledger.entries).to.deep.equal([
        {action: 'dropped', reason: 'missing required value', count: 3, first: [3, 4, 5]},
      ]);
    }
  });

  it('refuses rows none of which can be used', async () => {
    const fixture = await fit();
    const error = await rejectionOf(prepare(fixture, passengers({survived: new Array<null>(8).fill(null)})));
    expect(error).to.include({code: 'NO_ROWS', exitStatus: 3});
  });
});

describe('runModelOnDataset', () => {
  it('fails where the rows that came are not those of the account', async () => {
    const {model, signature} = await fit();
    const rows = passengers({});
    const wrong = {...rows, batches: () => rows.batches(), ledger: {...rows.ledger, rowsRead: 9}};
    const run = async (): Promise<void> => {
      for await (const {batch} of runModelOnDataset(model, signature, wrong)) expect(batch.rowCount).to.be.above(0);
    };
    expect(await rejectionOf(run())).to.include({code: 'INTERNAL_INVARIANT'});
  });

  it('gives the same outputs for raw and for normalized rows, whatever the batches', async () => {
    const {model, signature, fitted} = await fit();
    const collect = async (rows: Dataset, batchSize: number): Promise<number[]> => {
      const logits: number[] = [];
      const observations = createObservations();
      for await (const {outputs, batch, valid} of runModelOnDataset(model, signature, rows, {
        batchSize,
        observations,
      })) {
        expect(valid).to.have.lengthOf(batch.rowCount);
        logits.push(...(outputs['logits']!.data as Float32Array));
      }
      expect(observations.unusableRows).to.equal(0);
      return logits;
    };
    const whole = await collect(passengers({}, {batchRows: 100}), 100);
    expect(whole).to.have.lengthOf(8);
    for (const logits of [await collect(passengers({}, {batchRows: 5}), 2), await collect(fitted, 3)])
      logits.forEach((value, row) => {
        expect(value).to.be.closeTo(whole[row]!, 1e-5 * (1 + Math.abs(whole[row]!))); // sums of float32 in another order
      });
  });
});
