// What `data window` refuses, and how it tells of it.
import {expect} from 'chai';
import type {IngotError} from '../../src/core/index.js';
import type {Dataset} from '../../src/data/index.js';
import {normalizeDataset, windowDataset, type WindowOptions} from '../../src/prepare/index.js';
import {parseStep, stepsBetween} from '../../src/prepare/window/step.js';
import {errorOf, rejectionOf} from '../support/error-of.js';
import {inMemory, memoryDataset, readAll} from '../support/memory-dataset.js';
import {series} from '../support/series.js';

const failure = async (source: Dataset, options: WindowOptions): Promise<IngotError> =>
  rejectionOf(windowDataset(source, options).then(readAll));

describe('windowDataset', () => {
  const two = [
    {name: 't', kind: 'numeric' as const, role: 'time' as const, values: [1, 1, 2, 2]},
    {name: 'shop', kind: 'category' as const, values: ['a', 'b', null, 'b']},
    {name: 'x', kind: 'numeric' as const, role: 'target' as const, values: [1, 2, 3, 4]},
  ];
  const ROWS = [1, 2, 3, 4];
  const refusals: readonly {name: string; rows?: () => Dataset; options?: WindowOptions; code: string; says: RegExp}[] =
    [
      {
        name: 'rows out of order',
        rows: () => series([1, 3, 2]),
        code: 'WINDOW_ORDER',
        says: /row 3: expected a time after 3, got 2/,
      },
      {name: 'one time twice', rows: () => series([1, 2, 2, 3]), code: 'WINDOW_ORDER', says: /row 3.*got 2 again/},
      {
        name: 'a row without a time',
        rows: () => series([1, null, 3]),
        code: 'WINDOW_ORDER',
        says: /row 2: no value in 't'/,
      },
      {
        name: 'a row of no series',
        rows: () => memoryDataset(two),
        options: {by: 'shop', steps: 1},
        code: 'WINDOW_MISSING',
        says: /row 3: no value in 'shop'/,
      },
      {name: 'a missing step', rows: () => series([1, 2, 3, 5]), code: 'WINDOW_GAP', says: /row 4.*1 step is missing/},
      {
        name: 'half a step',
        rows: () => series([1, 2, 3, 4.5]),
        code: 'WINDOW_GAP',
        says: /row 4.*no whole number of steps/,
      },
      {
        name: 'a missing value',
        rows: () => series([1, 2, 3], [1, null, 3]),
        code: 'WINDOW_MISSING',
        says: /row 2: no value in 'x'/,
      },
      {name: 'too few rows', options: {steps: 4}, code: 'WINDOW_TOO_SHORT', says: /take 5 rows.*longest series has 4/},
      {
        name: 'a horizon beyond the end',
        options: {steps: 1, horizon: [4]},
        code: 'WINDOW_TOO_SHORT',
        says: /take 5 rows/,
      },
      {
        name: 'windows that all miss a value',
        rows: () => series(ROWS, [1, null, 3, null]),
        options: {steps: 2, onMissing: 'drop'},
        code: 'NO_ROWS',
        says: /no window is left/,
      },
      {name: 'an unknown column', options: {steps: 2, columns: ['y']}, code: 'COLUMN_MISSING', says: /'y'/},
      {name: 'an unknown series column', options: {steps: 2, by: 'store'}, code: 'COLUMN_MISSING', says: /'store'/},
      {name: 'no time', rows: () => memoryDataset([two[2]!]), code: 'COLUMN_MISSING', says: /role time/},
      {
        name: 'times that are words',
        rows: () => memoryDataset(two),
        options: {time: 'shop'},
        code: 'KIND_MISMATCH',
        says: /'shop' is category/,
      },
      {
        name: 'words in a window',
        rows: () => memoryDataset(two),
        options: {steps: 2, columns: ['shop']},
        code: 'KIND_MISMATCH',
        says: /'shop' is category/,
      },
      {name: 'nothing to make', options: {}, code: 'PREPARE_OPTION', says: /Nothing to make/},
      {
        name: 'columns without a window',
        options: {columns: ['x']},
        code: 'PREPARE_OPTION',
        says: /--columns does nothing/,
      },
      {
        name: 'a target without horizon',
        options: {steps: 2, target: 'x', horizon: []},
        code: 'PREPARE_OPTION',
        says: /--target does nothing/,
      },
      {name: 'a horizon twice', options: {steps: 2, horizon: [1, 1]}, code: 'PREPARE_OPTION', says: /1,1/},
      {
        name: 'the target in its own window',
        options: {steps: 2, horizon: [0], columns: ['x']},
        code: 'PREPARE_OPTION',
        says: /in the window/,
      },
      {
        name: 'the target in its own mean',
        options: {horizon: [0], rolling: ['x=mean:2']},
        code: 'PREPARE_OPTION',
        says: /'x_mean_2'/,
      },
      {name: 'a lag of 0', options: {lags: ['x=0']}, code: 'PREPARE_OPTION', says: /steps back, from 1/},
      {name: 'an unknown statistic', options: {rolling: ['x=mode:3']}, code: 'PREPARE_OPTION', says: /mean, std/},
      {name: 'a deviation of one', options: {rolling: ['x=std:1']}, code: 'PREPARE_OPTION', says: /at least 2 rows/},
      {name: 'a word without column', options: {lags: ['3']}, code: 'PREPARE_OPTION', says: /COL=/},
      {
        name: 'a step in hours of numbers',
        options: {steps: 2, step: '1h'},
        code: 'PREPARE_OPTION',
        says: /a number above 0/,
      },
      {
        name: 'gaps without steps',
        options: {steps: 2, step: 'rows', onGap: 'fill'},
        code: 'PREPARE_OPTION',
        says: /--on-gap/,
      },
      {
        name: 'missing values without windows',
        options: {lags: ['x=1'], onMissing: 'fill'},
        code: 'PREPARE_OPTION',
        says: /--on-missing/,
      },
      {name: 'a name that is taken', options: {steps: 2, name: 't'}, code: 'PREPARE_OPTION', says: /called 't'/},
      {
        name: 'a horizon without target',
        rows: () => memoryDataset(two.slice(0, 2)),
        options: {steps: 2, horizon: [1]},
        code: 'TARGET_MISSING',
        says: /--horizon/,
      },
      {
        name: 'nothing but words',
        rows: () => memoryDataset(two.slice(0, 2)),
        options: {steps: 2},
        code: 'NO_FEATURES',
        says: /columns? of numbers/,
      },
    ];
  for (const {name, rows = () => series(ROWS), options = {steps: 1}, code, says} of refusals)
    it(`refuses ${name}`, async () => {
      const error = await failure(rows(), options);
      expect([error.code, error.message]).to.satisfy(([found, text]: string[]) => found === code && says.test(text!));
    });

  it('refuses columns that have been through stages', async () => {
    const prepared = await inMemory(
      await normalizeDataset(series(ROWS, ROWS, {more: [{name: 'z', kind: 'numeric', values: ROWS}]})),
    );
    expect((await failure(prepared, {steps: 2, columns: ['z']})).code).to.equal('ALREADY_PREPARED');
  });
});

describe('steps', () => {
  const time = memoryDataset([{name: 't', kind: 'datetime', values: []}]).schema.fields[0]!;
  const at = (text: string): number => Date.parse(text) / 1000;
  const cases = [
    {step: '1h', from: '2024-01-01T00:00Z', to: '2024-01-01T03:00Z', steps: 3},
    {step: '15m', from: '2024-01-01T00:00Z', to: '2024-01-01T00:30Z', steps: 2},
    {step: '1w', from: '2024-02-26', to: '2024-03-04', steps: 1},
    {step: '1mo', from: '2024-01-31', to: '2024-02-29', steps: 1},
    {step: '3mo', from: '2023-11-15', to: '2024-05-15', steps: 2},
    {step: '1y', from: '2023-03-01', to: '2024-03-01', steps: 1},
    {step: '1mo', from: '2024-01-01', to: '2024-02-02', steps: NaN},
    {step: '1h', from: '2024-01-01T00:00Z', to: '2024-01-01T01:30Z', steps: 1.5},
  ];
  for (const {step, from, to, steps} of cases)
    it(`counts ${String(steps)} of ${step} from ${from} to ${to}`, () => {
      expect(stepsBetween(parseStep(step, time), at(from), at(to))).to.deep.equal(steps);
    });
  for (const step of ['0h', '1.5mo', 'hourly', '60'])
    it(`refuses a step '${step}'`, () => {
      expect(errorOf(() => parseStep(step, time)).code).to.equal('PREPARE_OPTION');
    });
});
