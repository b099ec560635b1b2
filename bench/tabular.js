// Quality on fixed splits: trains an MLP on each tabular set with five seeds through the command line and prints a
// table of test metrics beside the limits asked for. Choices (architecture, rates …) are made on the validation
// part only: `--tune` tries the candidates below and writes bench/tabular-choices.json, which a plain run reads.
//
//   node bench/tabular.js --splits FOLDER [--tune] [--only adult,titanic] [--threads 2]
//
// FOLDER holds NAME/{train,valid,test}.csv. Peers' figures: scikit-learn defaults on the same files, one run.
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const choicesFile = join(root, 'bench/tabular-choices.json');
const {values: options} = parseArgs({
  options: {
    splits: {type: 'string'},
    tune: {type: 'boolean', default: false},
    only: {type: 'string'},
    threads: {type: 'string', default: '2'},
  },
});
if (!options.splits) throw new Error('Give the folder of the fixed splits: --splits FOLDER');

const SEEDS = [1, 2, 3, 4, 5];
/** Accuracy a·b: level with the peer means within 1.5 standard errors; RMSE: within 2 %. */
const level = (p, n) => p - 1.5 * Math.sqrt((p * (1 - p)) / n);

const SETS = {
  'california-housing': {target: 'median_house_value', metric: 'rmse', linear: 68703, mlp: 54365, limit: 54000},
  adult: {target: 'income', metric: 'accuracy', linear: 0.8509, mlp: 0.8369, limit: 0.848},
  titanic: {
    target: 'Survived',
    metric: 'accuracy',
    linear: 0.7877,
    mlp: 0.7765,
    ignore: ['PassengerId', 'Name', 'Ticket'],
  },
  'wine-quality': {target: 'quality', metric: 'rmse', kind: 'numeric', linear: 0.7514, mlp: 0.6952},
  'wine-quality (7 classes)': {
    folder: 'wine-quality',
    target: 'quality',
    metric: 'accuracy',
    kind: 'category',
    linear: 0.5208,
    mlp: 0.54,
  },
  'breast-cancer-wisconsin': {target: 'class', metric: 'accuracy', kind: 'category', linear: 0.9714, mlp: 0.9643},
  'pima-diabetes': {target: 'outcome', metric: 'accuracy', linear: 0.7792, mlp: 0.8442},
  penguins: {target: 'species', metric: 'accuracy', linear: 0.9855, mlp: 0.9855},
};

const LARGE = [
  {
    hidden: '128,128',
    'learning-rate': '0.002',
    'batch-size': '64',
    dropout: '0',
    'weight-decay': '0.01',
    epochs: '100',
  },
  {
    hidden: '256,128,64',
    'learning-rate': '0.001',
    'batch-size': '64',
    dropout: '0.05',
    'weight-decay': '0.01',
    epochs: '120',
  },
  {
    hidden: '256,256',
    'learning-rate': '0.002',
    'batch-size': '128',
    dropout: '0.1',
    'weight-decay': '0.01',
    epochs: '150',
  },
  {hidden: '64', 'learning-rate': '0.002', 'batch-size': '256', dropout: '0.2', 'weight-decay': '0.01', epochs: '40'},
  {
    hidden: '128,64',
    'learning-rate': '0.001',
    'batch-size': '256',
    dropout: '0.3',
    'weight-decay': '0.05',
    epochs: '40',
  },
];
const SMALL = [
  {hidden: '32', 'learning-rate': '0.005', 'batch-size': '32', dropout: '0.2', 'weight-decay': '0.05', epochs: '100'},
  {
    hidden: '64,32',
    'learning-rate': '0.003',
    'batch-size': '32',
    dropout: '0.2',
    'weight-decay': '0.01',
    epochs: '100',
  },
  {hidden: '128', 'learning-rate': '0.002', 'batch-size': '32', dropout: '0.3', 'weight-decay': '0.1', epochs: '150'},
  {hidden: '16', 'learning-rate': '0.01', 'batch-size': '64', dropout: '0', 'weight-decay': '0.2', epochs: '100'},
];
const candidatesOf = (name) =>
  ['california-housing', 'adult', 'wine-quality', 'wine-quality (7 classes)'].includes(name) ? LARGE : SMALL;

const work = mkdtempSync(join(tmpdir(), 'ingot-bench-'));
process.on('exit', () => rmSync(work, {recursive: true, force: true}));

function ingot(...words) {
  const {status, stdout, stderr} = spawnSync(process.execPath, [join(root, 'bin/run.js'), ...words, '--quiet'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`ingot ${words.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}

/** Imports and normalizes the training rows of a set once. */
function prepare(name) {
  const set = SETS[name];
  const folder = join(options.splits, set.folder ?? name);
  const slug = name.replaceAll(/[^a-z]+/g, '-');
  const raw = join(work, `${slug}-raw.arrow`);
  const train = join(work, `${slug}-train.arrow`);
  const kind = set.kind ? ['--kind', `${set.target}=${set.kind}`] : [];
  ingot(
    'data',
    'import',
    join(folder, 'train.csv'),
    '--target',
    set.target,
    ...kind,
    ...(set.ignore ?? []).flatMap((column) => ['--ignore', column]),
    '-o',
    raw,
  );
  ingot('data', 'normalize', raw, '-o', train);
  return {set, folder, train, slug};
}

/** One model: init, train with early stopping on valid, then one metric on each part asked for. */
function run({set, folder, train, slug}, choice, seed, parts) {
  const model = join(work, `${slug}-${seed}.onnx`);
  const out = join(work, `${slug}-${seed}-run`);
  ingot(
    'model',
    'init',
    'mlp',
    '--data',
    train,
    '--hidden',
    choice.hidden,
    '--dropout',
    choice.dropout,
    '--seed',
    String(seed),
    '-o',
    model,
  );
  ingot(
    'train',
    model,
    '--data',
    train,
    '--valid',
    join(folder, 'valid.csv'),
    '--out',
    out,
    '--force',
    '--seed',
    String(seed),
    '--optimizer',
    'adamw',
    '--schedule',
    'cosine',
    '--patience',
    '0',
    '--threads',
    options.threads,
    ...['learning-rate', 'batch-size', 'weight-decay', 'epochs'].flatMap((key) => [`--${key}`, choice[key]]),
  );
  return Object.fromEntries(
    parts.map((part) => {
      const result = JSON.parse(ingot('eval', out, '--data', join(folder, `${part}.csv`), '--json'));
      return [part, {metric: result.metrics[set.metric].value, loss: result.loss, rows: result.rows}];
    }),
  );
}

const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
const deviation = (list) =>
  Math.sqrt(mean(list.map((value) => (value - mean(list)) ** 2)) * (list.length / (list.length - 1)));
const names = options.only ? options.only.split(',') : Object.keys(SETS);
const choices = existsSync(choicesFile) ? JSON.parse(readFileSync(choicesFile, 'utf8')) : {};

if (options.tune) {
  for (const name of names) {
    const prepared = prepare(name);
    const ranked = candidatesOf(name)
      .map((choice) => ({choice, loss: mean([1, 2].map((seed) => run(prepared, choice, seed, ['valid']).valid.loss))}))
      .sort((a, b) => a.loss - b.loss);
    for (const {choice, loss} of ranked)
      console.log(`${name}: valid loss ${loss.toFixed(5)} ${JSON.stringify(choice)}`);
    choices[name] = ranked[0].choice;
    writeFileSync(choicesFile, `${JSON.stringify(choices, null, 2)}\n`);
  }
} else {
  console.log('| set | metric | mean of 5 seeds | deviation | limit | peer linear | peer MLP | reached | choice |');
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const name of names) {
    const prepared = prepare(name);
    const results = SEEDS.map((seed) => run(prepared, choices[name], seed, ['test']).test);
    const {metric, linear, mlp, limit} = prepared.set;
    const scores = results.map((result) => result.metric);
    const bound = limit ?? (metric === 'rmse' ? linear * 1.02 : level(linear, results[0].rows));
    const reached = metric === 'rmse' ? mean(scores) <= bound : mean(scores) >= bound;
    const digits = bound > 100 ? 0 : 4;
    const text = [mean(scores), deviation(scores), bound, linear, mlp].map((value) => value.toFixed(digits));
    console.log(
      `| ${name} | ${metric} | ${text.join(' | ')} | ${reached ? 'yes' : 'NO'} | \`${JSON.stringify(choices[name])}\` |`,
    );
  }
}
