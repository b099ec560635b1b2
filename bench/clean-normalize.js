// Cleaning and normalizing a table of 12 mixed columns, Arrow to Arrow, beside polars; whole processes, alternated.
//   PYTHON=python3 node bench/clean-normalize.js [--rows 1000000] [--rounds 3] [--only ingot]
// Needs GNU time, and Python with polars and numpy to make the rows. Build first.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {cpus, loadavg, tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {COMMON_OPTIONS, summary} from './side-by-side.js';

const {values} = parseArgs({
  options: {...COMMON_OPTIONS, rounds: {type: 'string', default: '3'}, rows: {type: 'string', default: '1000000'}},
});
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const ingot = (...args) => ['node', here('../bin/run.js'), 'data', ...args];
const polars = (...args) => [values.python, here('clean-normalize.py'), ...args];

/** @returns seconds of the clock and of the processor, and the peak of resident memory in MB */
function measure(command) {
  const {status, stderr} = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', ...command], {encoding: 'utf8'});
  if (status !== 0) throw new Error(`${command.join(' ')} failed: ${stderr}`);
  const [wall, user, system, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return {wall, processor: user + system, megabytes: kilobytes / 1024};
}

const folder = mkdtempSync(join(tmpdir(), 'ingot-bench-'));
try {
  const path = (name) => join(folder, name);
  measure(polars('make', path('rows.csv'), values.rows));
  const imported = measure(
    ingot('import', path('rows.csv'), '--target', 'i2', '--role', 'id=id', '-o', path('rows.arrow')),
  );
  rmSync(path('rows.csv'));
  const clean = ['--drop-duplicates', '--drop-missing', 'target', '--trim', '--impute', 'median'];
  const sides = {
    clean: {
      ingot: ingot('clean', path('rows.arrow'), ...clean, '-o', path('clean.arrow')),
      polars: polars('clean', path('rows.arrow'), path('clean-polars.arrow')),
    },
    normalize: {
      ingot: ingot('normalize', path('rows.arrow'), '-o', path('ready.arrow')),
      polars: polars('normalize', path('rows.arrow'), path('ready-polars.arrow')),
    },
  };
  const names = values.only === undefined ? ['ingot', 'polars'] : [values.only];
  console.log(`${cpus()[0].model}, ${cpus().length} processors, load ${loadavg()[0].toFixed(1)}; ${values.rows} rows`);
  console.log('median of rounds: seconds of the clock, seconds of the processor, peak MB\n');
  const show = ({wall, processor, megabytes}) => `${wall.toFixed(2)}  ${processor.toFixed(2)}  ${megabytes.toFixed(0)}`;
  console.log(`import     ingot   ${show(imported)}`);
  for (const [step, commands] of Object.entries(sides)) {
    const rounds = Array.from({length: Number(values.rounds)}, () => names.map((name) => measure(commands[name])));
    const medianOf = (side, key) => summary(rounds.map((round) => round[side][key])).median;
    names.forEach((name, side) => {
      const found = Object.fromEntries(['wall', 'processor', 'megabytes'].map((key) => [key, medianOf(side, key)]));
      console.log(`${step.padEnd(10)} ${name.padEnd(7)} ${show(found)}`);
    });
  }
} finally {
  rmSync(folder, {recursive: true, force: true});
}
