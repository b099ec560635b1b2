// What each column gets: chains by name, dates in parts, rare categories, the target's own scaling.
import {expect} from 'chai';
import type {IngotEvent} from '../../src/core/index.js';
import {
  applyFitted,
  describeFeatures,
  normalizeDataset,
  prepareTensors,
  type NormalizeOptions,
} from '../../src/prepare/index.js';
import {rejectionOf} from '../support/error-of.js';
import {inMemory, memoryDataset, readAll, valuesOf} from '../support/memory-dataset.js';
import {PASSENGERS, passengers} from '../support/passengers.js';
import {preparedModel} from '../support/prepared-model.js';

type Plan = NonNullable<NormalizeOptions['plan']>;

const messages: string[] = [];
const report = (event: IngotEvent): void => {
  if (event.type !== 'progress') messages.push(event.message);
};

const standardized = (values: readonly number[]): number[] => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (value - mean) / deviation);
};

const numbers = (values: readonly (number | null)[], target: readonly number[] = values.map((_, row) => row)) =>
  memoryDataset([
    {name: 'x', kind: 'numeric', values},
    {name: 'z', kind: 'numeric', values: values.map((_, row) => row * row)},
    {name: 'y', kind: 'numeric', role: 'target', values: target},
  ]);

async function column(values: readonly (number | null)[], plan: Plan, name = 'x'): Promise<number[]> {
  return (await valuesOf(await normalizeDataset(numbers(values), {plan}), name)) as number[];
}

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  expect(found).to.have.lengthOf(wanted.length);
  found.forEach((value, at) => expect(value).to.be.closeTo(wanted[at]!, 1e-6 * Math.max(1, Math.abs(wanted[at]!)))); // float32
}

describe('--transform', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  const skewed = [0, 1, 3, 8, 20, 55, 148, 403];

  it('fits each step on what the step before made, and leaves other columns to the defaults', async () => {
    const plan = {transforms: {x: 'log1p+standardize'}};
    expectClose(await column(skewed, plan), standardized(skewed.map(Math.log1p)));
    expectClose(await column(skewed, plan, 'z'), standardized(skewed.map((_, row) => row * row)));
  });

  it('fits on the values that are there: a fill is no observation', async () => {
    const present = skewed.filter((value) => value !== 8);
    const got = await column(
      skewed.map((value) => (value === 8 ? null : value)),
      {transforms: {x: 'log1p+standardize'}},
    );
    expectClose(
      got.filter((_, row) => row !== 3),
      standardized(present.map(Math.log1p)),
    );
    const [mean, deviation] = momentsOf(present.map(Math.log1p));
    expect(got[3]).to.be.closeTo((Math.log1p(20) - mean) / deviation, 1e-6); // 20 is the median of the others
  });

  it('scales by what clipping has left, by flag as by name', async () => {
    const clipped = skewed.map((value) => Math.min(Math.max(value, 2.5), 78.25)); // quartiles of the eight
    for (const plan of [{transforms: {x: 'clip:0.25+standardize'}}, {clip: 0.25}])
      expectClose(await column(skewed, plan), standardized(clipped));
  });

  it('completes a chain that does not end as float32', async () => {
    expectClose(await column(skewed, {transforms: {x: 'log1p'}}), skewed.map(Math.log1p));
    expectClose(await column(skewed, {transforms: {x: 'none'}}), skewed);
    expectClose(await column(skewed, {numeric: 'robust', transforms: {z: 'none'}}, 'z'), [0, 1, 4, 9, 16, 25, 36, 49]);
    expectClose(
      await column(skewed, {numeric: 'robust'}),
      skewed.map((value) => (value - 14) / (78.25 - 2.5)),
    );
  });

  it('puts columns with the same step into one block', async () => {
    const {schema} = await normalizeDataset(passengers(), {plan: {transforms: {fare: 'log1p+standardize'}}});
    expect(schema.metadata.stages.map(({transform, columns}) => `${transform} ${columns.join()}`)).to.deep.equal([
      'missing-flag age,boarded,adult',
      'impute age,fare,boarded',
      'impute adult',
      'log1p fare',
      'standardize age,fare,boarded',
      'as-float adult',
      'vocabulary port',
      'classes survived',
    ]);
  });

  it('takes options by name', async () => {
    const [named, short] = ['vocabulary:minCount=2,maxSize=1', 'vocabulary:minCount=1'].map(async (port) =>
      valuesOf(await normalizeDataset(passengers(), {plan: {transforms: {port}}}), 'port'),
    );
    expect(new Set(await named)).to.have.lengthOf(3); // the commonest, unknown, missing
    expect(new Set(await short)).to.have.lengthOf(4);
  });

  it('counts rare categories of a column as unknown', async () => {
    const dataset = await normalizeDataset(passengers(), {plan: {transforms: {port: 'vocabulary:2'}}, report});
    expect(await valuesOf(dataset, 'port')).to.deep.equal([3, 2, 3, 1, 0, 3, 3, 2]); // C and S known, Q rare
    expect(messages).to.include("Column 'port': 1 category of 3 (1 row) count as unknown.");
  });

  const refused: readonly {
    name: string;
    transforms: Record<string, string>;
    code: string;
    says: string;
    exit?: number;
  }[] = [
    {name: 'an unknown column', transforms: {aeg: 'robust'}, code: 'COLUMN_MISSING', says: "'aeg'", exit: 3},
    {name: 'an unknown transform', transforms: {age: 'robsut'}, code: 'REGISTRY_UNKNOWN', says: 'robsut'},
    {name: 'the target', transforms: {survived: 'robust'}, code: 'PREPARE_OPTION', says: 'role target'},
    {name: 'an identifier', transforms: {id: 'vocabulary'}, code: 'PREPARE_OPTION', says: 'role id'},
    {
      name: 'a transform of numbers for a category',
      transforms: {port: 'robust'},
      code: 'PREPARE_OPTION',
      says: 'category',
    },
    {name: 'log1p of a date', transforms: {boarded: 'log1p'}, code: 'PREPARE_OPTION', says: 'datetime'},
    {
      name: 'a step after the last',
      transforms: {age: 'robust+clip'},
      code: 'PREPARE_OPTION',
      says: "'clip' cannot follow",
    },
    {name: 'a transform ingot alone applies', transforms: {age: 'classes'}, code: 'PREPARE_OPTION', says: 'numeric'},
    {
      name: 'a value where none is taken',
      transforms: {age: 'robust:3'},
      code: 'PREPARE_OPTION',
      says: 'takes no value',
    },
    {name: 'a value that is no number', transforms: {age: 'clip:low'}, code: 'PREPARE_OPTION', says: "got 'low'"},
    {name: 'a value out of range', transforms: {age: 'clip:0.7'}, code: 'TRANSFORM_OPTION', says: '0.5'},
    {
      name: 'an option it does not have',
      transforms: {age: 'clip:quantile=0.1,low=1'},
      code: 'PREPARE_OPTION',
      says: "no option 'low'",
    },
    {name: 'an option without a number', transforms: {age: 'clip:quantile='}, code: 'PREPARE_OPTION', says: "got ''"},
    {name: 'log1p of -1', transforms: {age: 'log1p'}, code: 'TRANSFORM_RANGE', says: "'age'", exit: 3},
  ];
  for (const {name, transforms, code, says, exit = 2} of refused)
    it(`refuses ${name}`, async () => {
      const rows = passengers({age: [-1, 38, null, 35, null, 54, 2, 27]});
      const error = await rejectionOf(normalizeDataset(rows, {plan: {transforms}}));
      expect(error).to.include({code, exitStatus: exit});
      expect(error.message).to.include(says);
    });
});

function momentsOf(values: readonly number[]): [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
}

describe('dates in parts', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  it('become numbers, scaled; the date stays in the file but is no feature', async () => {
    const dataset = await normalizeDataset(passengers(), {plan: {dates: 'parts'}});
    const roles = new Map(dataset.schema.fields.map(({name, role, kind}) => [name, `${role} ${kind}`]));
    expect(roles.get('boarded')).to.equal('ignored datetime');
    for (const part of ['year', 'month', 'weekday', 'hour_sin', 'hour_cos'])
      expect(roles.get(`boarded_${part}`), part).to.equal('feature numeric');
    expect(roles.get('boarded_was_missing')).to.equal('feature boolean');
    // 2 January 1970 was a Friday (4); the missing day becomes the median, the 6th, a Tuesday (1).
    const weekdays = [4, 5, 6, 1, 1, 2, 3, 4];
    const [mean, deviation] = momentsOf(weekdays.filter((_, row) => row !== 3));
    expectClose(
      (await valuesOf(dataset, 'boarded_weekday')) as number[],
      weekdays.map((day) => (day - mean) / deviation),
    );
    expect(new Set(await valuesOf(dataset, 'boarded_year'))).to.deep.equal(new Set([0]));
  });

  it('ask for the date itself as a model input, with its range', async () => {
    const {schema} = await normalizeDataset(passengers(), {plan: {dates: 'parts'}});
    const input = describeFeatures(schema).inputs.find(({name}) => name === 'boarded');
    expect(input).to.deep.include({role: 'feature', required: false, range: [86400, 8 * 86400]});
    const bare = await normalizeDataset(passengers(), {plan: {dates: 'parts', impute: 'none'}});
    expect(describeFeatures(bare.schema).inputs.find(({name}) => name === 'boarded')?.required).to.equal(true);
  });

  it('take other names where theirs are taken', async () => {
    const rows = memoryDataset([
      {name: 'day', kind: 'datetime', values: [0, 86400, 3e6]},
      {name: 'day_month', kind: 'numeric', values: [1, 2, 3]},
      {name: 'y', kind: 'category', role: 'target', values: ['a', 'b', 'a']},
    ]);
    const {schema} = await normalizeDataset(rows, {plan: {dates: 'parts'}});
    expect(schema.fields.map(({name}) => name)).to.include.members(['day_month', 'day__month', 'day__year']);
  });
});

describe('--max-categories', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  it('keeps the commonest, and says how many rows the others have', async () => {
    const dataset = await normalizeDataset(passengers(), {plan: {maxCategories: 1}, report});
    expect(await valuesOf(dataset, 'port')).to.deep.equal([2, 0, 2, 1, 0, 2, 2, 0]);
    expect(messages).to.include("Column 'port': 2 categories of 3 (3 rows) count as unknown.");
  });
});

describe('--target-transform', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  const target = [1, 2, 4, 9, 21, 55, 149, 400];
  const normalized = (targetTransform: Plan['targetTransform']) =>
    normalizeDataset(numbers([1, 2, 3, 4, 5, 6, 7, 8], target), {plan: {targetTransform}});

  it('log1p standardizes the logarithm', async () => {
    expectClose((await valuesOf(await normalized('log1p'), 'y')) as number[], standardized(target.map(Math.log1p)));
  });

  for (const transform of ['standardize', 'min-max', 'robust', 'quantile', 'log1p', 'none'] as const)
    it(`${transform} is read back in the target's own units`, async () => {
      const fitted = await inMemory(await normalized(transform));
      const {model, signature} = preparedModel(fitted.schema);
      const fromRaw = await prepareTensors(model, signature, numbers([1, 2, 3, 4, 5, 6, 7, 8], target), {
        target: 'required',
        threads: 1,
      });
      const fromPrepared = await prepareTensors(model, signature, fitted, {target: 'required', threads: 1});
      expect(fromPrepared.target).to.deep.equal(fromRaw.target);
      expect(Array.from(fromRaw.rawTarget!)).to.deep.equal(target);
      fromPrepared.rawTarget!.forEach((value, row) => expect(value).to.be.closeTo(target[row]!, 1e-6 * 400)); // float32
      expect(signature.target).to.deep.include({mean: 80.125}); // of the raw values, whatever the scaling
    });

  it('does nothing for classes, which is refused', async () => {
    const error = await rejectionOf(normalizeDataset(passengers(), {plan: {targetTransform: 'log1p'}}));
    expect(error).to.include({code: 'PREPARE_OPTION', exitStatus: 2});
  });
});

describe('raw rows and prepared rows', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  const plans: readonly Plan[] = [
    {numeric: 'robust'},
    {numeric: 'quantile'},
    {numeric: 'min-max', clip: 0.1},
    {dates: 'parts'},
    {dates: 'parts', numeric: 'none'},
    {
      transforms: {fare: 'clip:0.1+log1p+robust', age: 'quantile:4', boarded: 'datetime-parts+min-max'},
      maxCategories: 2,
    },
  ];
  for (const plan of plans)
    it(`reach the network as the same bits: ${JSON.stringify(plan)}`, async () => {
      const fitted = await inMemory(await normalizeDataset(passengers(), {plan}));
      const {model, signature} = preparedModel(fitted.schema);
      const entryOf = async (rows: typeof fitted) =>
        (await prepareTensors(model, signature, rows, {target: 'required', threads: 1})).entry;
      const raw = await entryOf(passengers({}, {batchRows: 3}));
      expect(await entryOf(fitted)).to.deep.equal(raw);
      const like = await inMemory(applyFitted(passengers(), fitted));
      expect(await entryOf(like)).to.deep.equal(raw);
      expect(await readAll(like)).to.deep.equal(await readAll(fitted));
      for (const {data} of raw) expect(Array.from(data).every(Number.isFinite)).to.equal(true);
      expect(PASSENGERS.id).to.have.lengthOf((await readAll(fitted)).rowCount);
    });

  it('are fitted alike whatever the size of batches', async () => {
    const plan = {transforms: {fare: 'log1p+robust'}, dates: 'parts' as const};
    const ids = [];
    for (const batchRows of [1, 3, 8])
      ids.push((await normalizeDataset(passengers({}, {batchRows}), {plan})).schema.metadata.stages.map(({id}) => id));
    expect(ids[1]).to.deep.equal(ids[0]);
    expect(ids[2]).to.deep.equal(ids[0]);
  });
});
