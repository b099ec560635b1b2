// What the comparisons with PyTorch share: rounds of separate, alternated processes, so that neither disturbs the other,
// and the table of the best and the median block of all rounds.
import {spawnSync} from 'node:child_process';
import {cpus, loadavg} from 'node:os';

/** @returns `{best, median}` of times or ratios */
export function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return {best: sorted[0], median: sorted[sorted.length >> 1]};
}

/** Repeats `run`, which gives the milliseconds of a step, after one round to warm up. */
export async function repeat(run, seconds) {
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

export function printTable(rows, {threads, note, columns, cells}) {
  const [{torch, ours}] = rows;
  console.log(`${cpus()[0].model}, ${cpus().length} processors, ${threads} threads, load ${loadavg()[0].toFixed(1)}`);
  console.log(`${torch.version}; ${ours.version}\n${note}\n`);
  const head = [...columns, 'PyTorch', 'ingot', 'ratio', 'asked'];
  const pair = ({best, median}, digits) => `${best.toFixed(digits)} / ${median.toFixed(digits)}`;
  const body = rows.map((row) => {
    const {own, limit} = cells(row);
    return [...own, pair(row.torch, 2), pair(row.ours, 2), pair(row, 2), limit].map(String);
  });
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((line) => line[column].length)));
  for (const line of [head, ...body]) console.log(line.map((cell, column) => cell.padEnd(widths[column])).join('  '));
}
