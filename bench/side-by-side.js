// What the comparisons with PyTorch share: rounds of separate, alternated processes, so that neither disturbs the other,
// and the table of the best and the median block of all rounds.
import {spawnSync} from 'node:child_process';
import {cpus, loadavg} from 'node:os';

/** Options of every comparison of speed, for `parseArgs`. */
export const COMMON_OPTIONS = {
  python: {type: 'string', default: process.env.PYTHON ?? 'python3'},
  rounds: {type: 'string', default: '5'},
  seconds: {type: 'string', default: '2'},
  threads: {type: 'string', default: '2'},
  only: {type: 'string'},
  source: {type: 'boolean', default: false},
  json: {type: 'boolean', default: false},
  /** Used by a script for its own processes. */
  worker: {type: 'string'},
};

/**
 * What modules of ours export, together.
 *
 * @param parts - 'ops/index' and the like; no more than is used, since loading takes memory
 */
export async function loadIngot(parts, {source}) {
  const [folder, extension] = source ? ['../src', 'ts'] : ['../lib', 'js'];
  return Object.assign({}, ...(await Promise.all(parts.map((part) => import(`${folder}/${part}.${extension}`)))));
}

/** The perceptron that `ingot model init mlp` makes, of `sizes` from the inputs to the classes. */
export function buildMlp({OpGraph, Random, architectures}, sizes) {
  const [width, ...units] = sizes;
  const classes = units.pop();
  const g = new OpGraph({name: 'network'});
  const mlp = architectures.get('mlp');
  const context = {entry: [g.input('x', 'float32', ['batch', width])], vocabularySizes: [], outputs: classes};
  g.output(mlp.build(g, {...context, options: mlp.resolve({hidden: units}), random: new Random(1)}));
  const network = g.build();
  return {network, parameters: [...network.initializers.keys()], width, classes};
}

/** @returns `{best, median}` of times or ratios */
export function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return {best: sorted[0], median: sorted[sorted.length >> 1]};
}

/** Repeats `run`, which gives the milliseconds of a step, after one round to warm up. */
async function repeat(run, seconds) {
  await run();
  const times = [];
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) times.push(await run());
  return summary(times);
}

/** The last line a process prints, as JSON. */
export function read(command, args) {
  const {status, stdout, stderr, error} = spawnSync(command, args, {encoding: 'utf8'});
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** Milliseconds: of the clock, or of this process on the processor. */
export function clock(ofProcessor) {
  if (!ofProcessor) return () => performance.now();
  return () => {
    const {user, system} = process.cpuUsage();
    return (user + system) / 1000;
  };
}

/**
 * Times a training program, a Loop of `block` steps at a time, over rows drawn anew for each.
 *
 * @param data - feeds of all rows: inputs and target
 * @returns `{best, median, version}`, in milliseconds a step
 */
export async function timeProgram({program, session, weights, data, rows, batchSize, block, seconds, now}) {
  let state = program.pack(weights);
  let firstStep = 1;
  const lengths = Array.from({length: block}, () => batchSize);
  const learningRates = lengths.map(() => 1e-3);
  const run = async () => {
    const indices = Int32Array.from({length: block * batchSize}, () => Math.floor(Math.random() * rows));
    const start = now();
    const steps = program.stepFeeds({firstStep, indices, batchSize, lengths, learningRates});
    const outputs = await session.run({...state, ...data, ...steps});
    program.readLosses(outputs);
    state = program.stateFeeds(outputs);
    firstStep += block;
    return (now() - start) / block;
  };
  const times = await repeat(run, seconds);
  await session.close();
  const {version} = (await import('onnxruntime-node/package.json', {with: {type: 'json'}})).default;
  return {...times, version: `onnxruntime-node ${version}, node ${process.versions.node}`};
}

/** For each name the best and the median of both sides over the rounds, and their ratios. */
export function alternate(names, rounds, {torch, ours}) {
  return names.map((name) => {
    const measured = Array.from({length: rounds}, () => [torch(name), ours(name)]);
    const [theirs, own] = [0, 1].map((side) => ({
      best: Math.min(...measured.map((round) => round[side].best)),
      median: summary(measured.map((round) => round[side].median)).median,
      version: measured[0][side].version,
    }));
    return {name, torch: theirs, ours: own, best: own.best / theirs.best, median: own.median / theirs.median};
  });
}

export function printTable(rows, {threads, note, columns, cells, digits = 2}) {
  const [{torch, ours}] = rows;
  console.log(`${cpus()[0].model}, ${cpus().length} processors, ${threads} threads, load ${loadavg()[0].toFixed(1)}`);
  console.log(`${torch.version}; ${ours.version}\n${note}\n`);
  const head = [...columns, 'PyTorch', 'ingot', 'ratio', 'asked'];
  const pair = ({best, median}, places) => `${best.toFixed(places)} / ${median.toFixed(places)}`;
  const body = rows.map((row) => {
    const {own, limit} = cells(row);
    return [...own, pair(row.torch, digits), pair(row.ours, digits), pair(row, 2), limit].map(String);
  });
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((line) => line[column].length)));
  for (const line of [head, ...body]) console.log(line.map((cell, column) => cell.padEnd(widths[column])).join('  '));
}
