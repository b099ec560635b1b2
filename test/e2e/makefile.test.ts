// examples/Makefile: make and ingot agree on what is done, what is stale, and what was interrupted.
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {copyFileSync, existsSync, readdirSync, readFileSync, statSync, utimesSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {BIN, fixture, removeFolders, ROOT, temporaryFolder} from '../support/cli.js';

describe('examples/Makefile', function () {
  this.timeout(180_000);
  let folder: string;

  before(function () {
    if (spawnSync('make', ['--version']).status !== 0) this.skip(); // no make on this machine
    folder = temporaryFolder();
    copyFileSync(fixture('housing.csv'), join(folder, 'housing.csv'));
  });
  after(removeFolders);

  const words = (epochs: number): string[] => [
    '-f',
    join(ROOT, 'examples/Makefile'),
    `INGOT=${process.execPath} ${BIN}`,
    'INPUT=housing.csv',
    'GATE=r2>=0.3',
    'HIDDEN=16',
    `EPOCHS=${String(epochs)}`,
    'TRAIN_FLAGS=--threads 1 --device cpu',
  ];
  const env = {...process.env, NODE_OPTIONS: '', CI: '1'};
  function make(epochs: number, ...more: string[]): {status: number | null; out: string} {
    const {status, stdout, stderr} = spawnSync('make', [...words(epochs), ...more], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    return {status, out: stdout + stderr};
  }
  const path = (name: string): string => join(folder, 'out', name);
  const leftovers = (at: string): string[] =>
    readdirSync(join(folder, at), {recursive: true, encoding: 'utf8'}).filter((name) => /\.(tmp|part)$/.test(name));

  it('makes the exported model and its metrics from the CSV file', () => {
    const {status, out} = make(3);
    expect(status, out).to.equal(0);
    const {metrics} = JSON.parse(readFileSync(path('metrics.json'), 'utf8')) as {metrics: {r2: {value: number}}};
    expect(metrics.r2.value).to.be.above(0.3);
    expect(existsSync(path('housing.onnx'))).to.equal(true);
    expect(leftovers('out')).to.be.empty;
  });

  it('runs nothing again when nothing changed', () => {
    const {status, out} = make(3);
    expect(status).to.equal(0);
    expect(out).to.include('Nothing to be done').and.not.include('run.js');
  });

  it('runs only what depends on what changed', () => {
    const later = new Date(Date.now() + 2000);
    utimesSync(path('run/manifest.json'), later, later);
    const {out} = make(3, '--dry-run');
    expect(out).to.include(' eval ').and.include(' export ');
    expect(out).to.not.include(' train ').and.not.include(' import ');
  });

  it('makes everything anew when the data changed, the finished run included', () => {
    const later = new Date(Date.now() + 4000);
    utimesSync(join(folder, 'housing.csv'), later, later);
    const {out} = make(3, '--dry-run');
    for (const verb of ['import', 'clean', 'split', 'normalize', 'model init', 'train', 'eval', 'export'])
      expect(out).to.include(` ${verb} `);
    const now = new Date();
    utimesSync(join(folder, 'housing.csv'), now, now);
  });

  it('leaves no file when the gate fails, and stops', () => {
    make(3, 'clean');
    const {status, out} = make(1, 'GATE=r2>=0.9999');
    expect(status).to.equal(2);
    expect(out).to.include('Error 5');
    expect(existsSync(path('metrics.json'))).to.equal(false);
    expect(existsSync(path('housing.onnx'))).to.equal(false);
    expect(leftovers('out')).to.be.empty;
  });

  it('goes on with an interrupted run, and ends in the bytes of an uninterrupted one', async () => {
    make(40, 'clean');
    expect(make(40, 'out/run/manifest.json').status).to.equal(0);
    const whole = readFileSync(path('run/model.onnx'));
    make(40, 'clean');
    make(40, 'out/model.onnx');
    const child = spawn('make', [...words(40), 'out/run/manifest.json'], {
      cwd: folder,
      env,
      detached: true,
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    // The first lines of the log mean that training has begun; then Ctrl-C, which a terminal sends to the whole group.
    while (!existsSync(path('run/metrics.jsonl')) || statSync(path('run/metrics.jsonl')).size === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    process.kill(-child.pid!, 'SIGINT');
    await ended;
    expect(existsSync(path('run/manifest.json')), 'the run was interrupted').to.equal(false);
    expect(leftovers('out')).to.be.empty;
    const {status, out} = make(40, 'out/run/manifest.json');
    expect(status, out).to.equal(0);
    expect(out).to.include('--resume');
    expect(readFileSync(path('run/model.onnx')).equals(whole)).to.equal(true);
  });
});
