// Runs the test files in several processes, each of which takes the next file when it is done with one. Mocha's own
// `--parallel` ends its processes by a signal, before V8 has written what they covered; these end by themselves.
//
//   node bin/test.js [FILE...] [--jobs N]
//
// Without files: all of test/. A single file is run faster by `npx mocha FILE`.
import {fork} from 'node:child_process';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {fileURLToPath} from 'node:url';
import {format, parseArgs} from 'node:util';
import Mocha from 'mocha';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Runs of the command take most of the time and most of its differences: they come first, or one is left at the end. */
const FIRST = 'test/e2e/';
/** What the modules and fixtures of many files add up to: the heap of one process has its limit. */
const LARGE_BYTES = 1.5e9;

/** One test file in this process. @returns what to print and to count */
async function runFile(file, options) {
  const lines = [];
  const {Base, Spec} = Mocha.reporters;
  Base.consoleLog = (...words) => lines.push(format(...words));
  class Quiet extends Spec {
    epilogue() {
      // The failures of all files are listed together, at the end.
    }
  }
  const mocha = new Mocha({...options, reporter: Quiet});
  mocha.addFile(file);
  await mocha.loadFilesAsync();
  const failures = [];
  const {stats} = await new Promise((done) => {
    const runner = mocha.run(() => done(runner)).on('fail', (test) => failures.push(test));
  });
  const tree = lines.splice(0).join('\n');
  if (failures.length > 0) Base.list(failures);
  if (stats.tests + stats.pending === 0) throw new Error('expected tests, found none.');
  return {passes: stats.passes, pending: stats.pending, failures: failures.length, tree, list: lines.join('\n')};
}

const raise = (reason) => {
  throw reason;
};

/**
 * A runner goes on listening when it is done, and hands each unhandled rejection to all others: with a hundred of them that
 * never ends. The rejection itself fails the test that is running.
 */
function forgetRunner() {
  process.removeAllListeners('uncaughtException');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', raise);
}

/** A process of the pool: files come one by one, `null` ends it. It says when it has grown so large that another should go on. */
function serve() {
  const {timeout, 'forbid-only': forbidOnly} = JSON.parse(readFileSync(`${ROOT}.mocharc.json`, 'utf8'));
  process.on('message', (file) => {
    if (file === null) {
      process.disconnect();
      return;
    }
    runFile(file, {timeout, forbidOnly})
      .finally(forgetRunner)
      .then(
        (result) => process.send({...result, isLarge: process.memoryUsage.rss() > LARGE_BYTES}),
        (error) =>
          process.send({passes: 0, pending: 0, failures: 1, tree: '', list: `${file}: ${error?.stack ?? error}`}),
      );
  });
  forgetRunner();
  process.send('ready');
}

function testFiles() {
  return readdirSync(`${ROOT}test`, {recursive: true})
    .map((path) => `test/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => ({path, first: path.startsWith(FIRST), size: statSync(ROOT + path).size}))
    .sort((one, other) => other.first - one.first || other.size - one.size)
    .map(({path}) => path);
}

const seconds = (since) => `${Math.round((Date.now() - since) / 1000)}s`;

/** Hands the files out. @returns the sums and the texts of failures */
async function runAll(files, jobs) {
  const total = {passes: 0, pending: 0, failures: 0, lists: []};
  const queue = [...files];
  const work = () =>
    new Promise((done) => {
      const child = fork(fileURLToPath(import.meta.url), ['--serve'], {
        cwd: ROOT,
        execArgv: ['--import', 'tsx', '--enable-source-maps'],
      });
      let current = null;
      let begun = Date.now();
      child.on('message', (result) => {
        if (result !== 'ready') {
          total.passes += result.passes;
          total.pending += result.pending;
          total.failures += result.failures;
          if (result.list) total.lists.push(result.list);
          process.stdout.write(`\n${current} (${seconds(begun)})\n${result.tree}\n`);
        }
        current = result.isLarge ? null : (queue.shift() ?? null);
        begun = Date.now();
        child.send(current);
      });
      child.on('exit', (code, signal) => {
        if (current !== null || code !== 0) {
          total.failures += 1;
          total.lists.push(
            `A test process ended with ${signal ?? `status ${code}`}${current ? ` in ${current}` : ''}.`,
          );
        }
        done();
      });
    });
  const worker = async () => {
    while (queue.length > 0) await work();
  };
  await Promise.all(Array.from({length: Math.min(jobs, files.length)}, worker));
  return total;
}

async function main() {
  const {values, positionals} = parseArgs({options: {jobs: {type: 'string'}}, allowPositionals: true});
  const jobs = Number(values.jobs ?? availableParallelism());
  if (!Number.isInteger(jobs) || jobs < 1)
    throw new Error(`--jobs expects a whole number of processes, got ${values.jobs}.`);
  const started = Date.now();
  const {passes, pending, failures, lists} = await runAll(positionals.length > 0 ? positionals : testFiles(), jobs);
  const summary = [`  ${passes} passing (${seconds(started)})`];
  if (pending > 0) summary.push(`  ${pending} pending`);
  if (failures > 0) summary.push(`  ${failures} failing`);
  process.stdout.write(`\n${summary.join('\n')}\n${lists.join('\n')}\n`);
  process.exitCode = failures > 0 ? 1 : 0;
}

if (process.argv[2] === '--serve') serve();
else await main();
