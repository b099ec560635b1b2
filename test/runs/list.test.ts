// What the list of runs says of a folder in every state, and how it is sorted and filtered.
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {findRuns, filterRuns, readRun, runTable, sortRuns} from '../../src/runs/index.js';
import {lockRun} from '../../src/train/lock.js';
import {reopenRun, writeFailure} from '../../src/train/run-folder.js';
import {removeFolders, temporaryFolder} from '../support/cli.js';
import {errorOf} from '../support/error-of.js';
import {writeRun} from '../support/fake-run.js';

describe('readRun', () => {
  afterEach(removeFolders);
  it('reads a complete run from its manifest, and its time from all epochs', () => {
    const folder = writeRun(join(temporaryFolder(), 'a'), {records: [{}, {}, {seconds: 2}]});
    const run = readRun(folder);
    expect(run).to.include({status: 'complete', epochs: 5, steps: 50, rows: 100, seconds: 3, validLoss: 0.6});
    expect(run.metrics).to.deep.equal({rmse: 10});
    expect(run.settings).to.include({optimizer: 'adam', 'learning-rate': 0.001});
  });

  it('calls a run without a manifest interrupted, with the best epoch so far', () => {
    const records = [
      {validLoss: 3, validMetrics: {rmse: 30}, isBest: true},
      {validLoss: 2, validMetrics: {rmse: 20}, isBest: true},
      {validLoss: 4, validMetrics: {rmse: 40}, isBest: false},
    ];
    const run = readRun(writeRun(join(temporaryFolder(), 'a'), {records, manifest: null}));
    expect(run).to.include({status: 'interrupted', epochs: 3, validLoss: 2, trainLoss: 1 / 3, rows: null});
    expect(run.metrics).to.deep.equal({rmse: 20});
  });

  it('calls a run whose lock is held by a live process running', () => {
    const folder = writeRun(join(temporaryFolder(), 'a'), {manifest: null});
    const release = lockRun(folder);
    expect(readRun(folder).status).to.equal('running');
    release();
    expect(readRun(folder).status).to.equal('interrupted');
  });

  it('takes a lock of a dead process for none', () => {
    const folder = writeRun(join(temporaryFolder(), 'a'), {manifest: null});
    writeFileSync(join(folder, '.lock'), JSON.stringify({pid: 2 ** 22 + 1, host: 'elsewhere', started: null}));
    expect(readRun(folder).status).to.equal('running'); // another machine cannot be asked
    writeFileSync(join(folder, '.lock'), 'cut off');
    expect(readRun(folder).status).to.equal('interrupted');
  });

  it('says why a run failed', () => {
    const folder = writeRun(join(temporaryFolder(), 'a'), {manifest: null});
    writeFailure(folder, {code: 'TRAIN_NON_FINITE', message: 'the numbers left', exitStatus: 7});
    expect(readRun(folder)).to.include({status: 'failed', reason: 'the numbers left'});
    reopenRun(folder); // as resuming does
    expect(readRun(folder).status).to.equal('interrupted');
  });

  const broken = [
    {name: 'a manifest that is no JSON', file: 'manifest.json', text: '{', reason: 'not readable as JSON'},
    {name: 'a manifest of another format', file: 'manifest.json', text: '{"format": 9}', reason: 'format 1, got 9'},
    {name: 'a manifest without its parts', file: 'manifest.json', text: '{"format": 1}', reason: "expected 'versions'"},
    {name: 'a configuration that is no YAML', file: 'config.yaml', text: '[', reason: 'not readable as YAML'},
    {name: 'a configuration of something else', file: 'config.yaml', text: 'a: 1', reason: "no 'train' section"},
    {name: 'a setting out of range', file: 'config.yaml', text: 'train: {model: m, epochs: -1}', reason: '--epochs'},
  ];
  for (const {name, file, text, reason} of broken)
    it(`calls a folder with ${name} broken and says so`, () => {
      const folder = writeRun(join(temporaryFolder(), 'a'), {manifest: file === 'config.yaml' ? null : {}});
      writeFileSync(join(folder, file), text);
      const run = readRun(folder);
      expect(run.status).to.equal('broken');
      expect(run.reason).to.include(reason);
    });
});

describe('findRuns', () => {
  afterEach(removeFolders);
  it('finds runs below a folder, also in groups, lists a folder without a run once, and follows no link', () => {
    const root = temporaryFolder();
    writeRun(join(root, 'a'));
    writeRun(join(root, 'group/seed-1'));
    writeRun(join(root, 'group/seed-2'), {manifest: null});
    mkdirSync(join(root, 'junk'));
    writeFileSync(join(root, 'junk/notes.txt'), 'x');
    mkdirSync(join(root, 'empty'));
    writeFileSync(join(root, 'README.md'), 'x');
    symlinkSync('a', join(root, 'latest'));
    const names = findRuns([root]).map((path) => path.slice(root.length + 1));
    expect(names).to.deep.equal(['a', 'group/seed-1', 'group/seed-2', 'junk']);
    expect(findRuns([join(root, 'a'), root])).to.have.lengthOf(4);
  });

  it('refuses a folder that is not there and a file', () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'file'), 'x');
    expect(errorOf(() => findRuns([join(root, 'absent')]))).to.include({code: 'RUNS_NONE', exitStatus: 4});
    expect(errorOf(() => findRuns([join(root, 'file')]))).to.include({code: 'RUN_NOT_A_FOLDER', exitStatus: 2});
  });
});

describe('sorting and filtering runs', () => {
  afterEach(removeFolders);
  const runs = () => {
    const root = temporaryFolder();
    const metrics = (accuracy: number, validLoss: number) => ({result: {validMetrics: {accuracy}, validLoss}});
    return [
      readRun(writeRun(join(root, 'a'), {manifest: metrics(0.7, 0.4), settings: {learningRate: 0.1}})),
      readRun(writeRun(join(root, 'b'), {manifest: null})),
      readRun(writeRun(join(root, 'c'), {manifest: metrics(0.9, 0.5), settings: {optimizer: 'sgd'}})),
    ];
  };
  const names = (list: readonly {readonly name: string}[]): string =>
    list.map(({name}) => name.split('/').at(-1)).join('');

  const orders = [
    {key: 'accuracy', order: 'cab', why: 'more is better'},
    {key: 'valid-loss', order: 'acb', why: 'less is better'},
    {key: 'learning-rate', order: 'bca', why: 'a setting ascends'},
    {key: 'name', order: 'abc', why: 'a name ascends'},
    {key: 'status', order: 'acb', why: 'a word ascends, equal ones keep their order'},
  ];
  for (const {key, order, why} of orders)
    it(`sorts by ${key}: ${why}`, () => expect(names(sortRuns(runs(), key))).to.equal(order));
  it('reverses, but keeps the runs without a value last', () =>
    expect(names(sortRuns(runs(), 'accuracy', {reverse: true}))).to.equal('acb'));

  const filters = [
    {conditions: ['accuracy>=0.9'], kept: 'c'},
    {conditions: ['accuracy > 0.9'], kept: ''},
    {conditions: ['accuracy<0.9'], kept: 'a'},
    {conditions: ['optimizer=sgd'], kept: 'c'},
    {conditions: ['optimizer!=sgd', 'status=complete'], kept: 'a'},
    {conditions: ['accuracy!=0.9'], kept: 'ab'},
    {conditions: [], kept: 'abc'},
  ];
  for (const {conditions, kept} of filters)
    it(`keeps '${kept}' under ${conditions.join(' and ') || 'no condition'}`, () =>
      expect(names(filterRuns(runs(), conditions))).to.equal(kept));

  const refusals = [
    {condition: 'acuracy>=0.9', code: 'RUNS_KEY_UNKNOWN', hint: "Did you mean 'accuracy'?"},
    {condition: 'accuracy~0.9', code: 'RUNS_FILTER', hint: 'quoted'},
    {condition: 'accuracy>=high', code: 'RUNS_FILTER', hint: undefined},
  ];
  for (const {condition, code, hint} of refusals)
    it(`refuses the filter '${condition}'`, () => {
      const error = errorOf(() => filterRuns(runs(), [condition]));
      expect(error).to.include({code, exitStatus: 2});
      if (hint !== undefined) expect(error.suggestions[0]).to.include(hint);
    });
  it('refuses an unknown key to sort by and to show', () => {
    expect(errorOf(() => sortRuns(runs(), 'lerning-rate')).suggestions[0]).to.include('learning-rate');
    expect(errorOf(() => runTable(runs(), ['nothing-such']))).to.include({code: 'RUNS_KEY_UNKNOWN'});
  });

  it('shows the metric a run was to watch, else the first of the reports', () => {
    const list = runs();
    const {head, rows} = runTable(list, ['learning-rate']);
    const column = head.indexOf('best');
    expect(rows.map((row) => row[column])).to.deep.equal(['accuracy 0.7', null, 'accuracy 0.9']);
    expect(rows.map((row) => row.at(-1))).to.deep.equal([0.1, 0.001, 0.01]);
    const watching = list.map((run) => ({...run, metrics: {...run.metrics, f1: 0.5}, settings: {monitor: 'f1'}}));
    expect(runTable(watching).rows[0]?.[column]).to.equal('f1 0.5');
  });

  it('has a column of reasons only where there is one, cut short', () => {
    const list = runs();
    expect(runTable(list).head).to.not.include('reason');
    const failed = {...list[1]!, status: 'failed' as const, reason: 'x'.repeat(500)};
    const {head, rows} = runTable([failed]);
    expect(head.at(-1)).to.equal('reason');
    expect(rows[0]?.at(-1)).to.have.lengthOf(100);
  });
});
