// CSV to an Arrow file beside pyarrow and polars: each in a process of its own, from the start of the program to the written
// file, in turns. Seconds by the clock, processor seconds, peak resident memory; medians of the rounds.
// Needs `npm run build` and a Python with pyarrow and polars.
//
//   PYTHON=python3 node bench/csv-import.js [--rounds 5] [--only mixed,floats] [--scale 1] [--folder DIR] [--json]
//
// `--scale 10` makes the files ten times as long. pyarrow reads the whole table, then writes it (its streaming reader cannot
// write dictionaries); polars streams (`sink_ipc`). ingot also hashes input and output, samples the kinds of columns, keeps
// the account of bad cells and syncs the file to the disk.
import {spawnSync} from 'node:child_process';
import {createWriteStream, existsSync, mkdirSync, rmSync, statSync} from 'node:fs';
import {once} from 'node:events';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const {values: options} = parseArgs({
  options: {
    python: {type: 'string', default: process.env.PYTHON ?? 'python3'},
    rounds: {type: 'string', default: '5'},
    only: {type: 'string', default: 'mixed,floats'},
    scale: {type: 'string', default: '1'},
    folder: {type: 'string', default: join(tmpdir(), 'ingot-bench')},
    json: {type: 'boolean', default: false},
  },
});

const FILES = {
  mixed: {rows: 1_000_000, write: mixedRow, header: mixedHeader()},
  floats: {rows: 200_000, write: floatRow, header: floatHeader()},
};
const PEERS = {
  pyarrow: `
import sys, pyarrow.csv as c, pyarrow.feather as f
t = c.read_csv(sys.argv[1], parse_options=c.ParseOptions(newlines_in_values=True), convert_options=c.ConvertOptions(strings_can_be_null=True))
f.write_feather(t, sys.argv[2], compression='uncompressed')`,
  polars: `
import sys, polars as pl
pl.scan_csv(sys.argv[1], null_values=['', 'NA', 'n/a'], try_parse_dates=True).sink_ipc(sys.argv[2], compression='uncompressed')`,
};
const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));

/** Mulberry32: the same file on every machine. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function mixedHeader() {
  return 'id,x1,x2,x3,count,code,colour,city,day,note,flag,score';
}

function floatHeader() {
  return Array.from({length: 100}, (_, index) => `f${index}`).join(',');
}

const WORDS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta'];
const CITIES = ['Paris', 'London', 'New York', 'Zürich', 'Tōkyō'];

/** About 1 % of two columns are missing, or a token that means so; a tenth of the notes have line breaks. */
function mixedRow(row, draw) {
  const pick = (list) => list[Math.floor(draw() * list.length)];
  const whole = (below) => String(Math.floor(draw() * below));
  const gap = draw();
  const x1 = gap < 0.005 ? '' : gap < 0.01 ? 'NA' : (draw() * 6 - 3).toFixed(6);
  const hole = draw();
  const count = hole < 0.009 ? '' : hole < 0.01 ? 'n/a' : whole(1000);
  const day = new Date(Date.UTC(2005, 0, 1 + Math.floor(draw() * 7000))).toISOString().slice(0, 10);
  const note = `"${pick(WORDS)} ${pick(WORDS)}, ${pick(WORDS)}${draw() < 0.1 ? '\n' : ' '}${pick(WORDS)} ""${pick(WORDS)}"" ${pick(WORDS)}"`;
  return `${row},${x1},${(draw() * 1000).toFixed(4)},${(draw() * 9).toFixed(8)},${count},${whole(2 ** 31)},cat${whole(20).padStart(2, '0')},${pick(CITIES)},${day},${note},${draw() < 0.5},${Math.floor(draw() * 1000) - 500}`;
}

function floatRow(_, draw) {
  let line = '';
  for (let index = 0; index < 100; index += 1) line += `${index === 0 ? '' : ','}${(draw() * 20 - 10).toFixed(6)}`;
  return line;
}

async function makeFile(name) {
  mkdirSync(options.folder, {recursive: true});
  const path = join(options.folder, `${name}-${options.scale}.csv`);
  if (existsSync(path)) return path;
  const {rows, write, header} = FILES[name];
  const draw = random(1);
  const out = createWriteStream(path);
  let text = `${header}\n`;
  for (let row = 0; row < rows * Number(options.scale); row += 1) {
    text += `${write(row, draw)}\n`;
    if (text.length < 1 << 20) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'finish');
  return path;
}

/** GNU time tells what a process took. */
function measure(command) {
  const {status, stderr} = spawnSync('/usr/bin/time', ['-f', '@%e %U %S %M', ...command], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${command.join(' ')}\n${stderr}`);
  const [wall, user, system, kilobytes] = stderr
    .slice(stderr.lastIndexOf('@') + 1)
    .trim()
    .split(' ')
    .map(Number);
  return {wall, cpu: user + system, megabytes: kilobytes / 1024};
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

const report = [];
for (const name of options.only.split(',')) {
  const path = await makeFile(name);
  const output = join(options.folder, 'out.arrow');
  const commands = {
    ingot: [process.execPath, BIN, 'data', 'import', path, '-o', output],
    ...Object.fromEntries(
      Object.entries(PEERS).map(([peer, code]) => [peer, [options.python, '-c', code, path, output]]),
    ),
  };
  const taken = Object.fromEntries(Object.keys(commands).map((tool) => [tool, []]));
  for (let round = 0; round < Number(options.rounds); round += 1)
    for (const [tool, command] of Object.entries(commands)) {
      taken[tool].push(measure(command));
      rmSync(output, {force: true});
    }
  for (const [tool, rounds] of Object.entries(taken)) {
    const of = (key) => median(rounds.map((each) => each[key]));
    report.push({
      file: name,
      megabytes: statSync(path).size / 1e6,
      tool,
      wall: of('wall'),
      cpu: of('cpu'),
      peak: of('megabytes'),
    });
  }
}
if (options.json) console.log(JSON.stringify(report, null, 2));
else {
  console.log('| file | tool | seconds | processor seconds | peak MB |\n| --- | --- | --- | --- | --- |');
  for (const {file, megabytes, tool, wall, cpu, peak} of report)
    console.log(
      `| ${file} (${megabytes.toFixed(0)} MB) | ${tool} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} | ${peak.toFixed(0)} |`,
    );
}
