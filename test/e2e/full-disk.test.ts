// The disk fills half-way: exit 6 with the cause, the old result as it was, and nothing left beside it or in TMPDIR.
import {spawn} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {BIN, fixture, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, type Pipeline} from '../support/pipeline.js';

interface Refused {
  readonly status: number | null;
  readonly stderr: string;
  readonly folder: string;
}

/** Runs where no file may grow beyond a kibibyte; `ulimit -f` needs no rights, unlike a file system of its own. */
async function onSmallDisk(words: readonly string[], old: string | undefined, input?: string): Promise<Refused> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'tmp'));
  if (old !== undefined) writeFileSync(join(folder, old), 'OLD');
  const from = input ?? '/dev/null';
  const script = 'ulimit -f 1; exec "$@" < "$0"';
  const child = spawn('bash', ['-c', script, from, process.execPath, BIN, ...words], {
    cwd: folder,
    env: {...process.env, NODE_OPTIONS: '', NODE_V8_COVERAGE: '', NO_COLOR: '1', TMPDIR: join(folder, 'tmp')},
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const err: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return {status, stderr: Buffer.concat(err).toString(), folder};
}

describe('a disk that fills half-way', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  before(async function () {
    if (process.platform === 'win32') this.skip();
    pipeline = await classification();
  });
  after(removeFolders);

  it('ends each verb with 6, with the old result intact and nothing left', async () => {
    const raw = pipeline.path('raw.arrow');
    const csv = fixture('titanic.csv');
    const cases: readonly {words: readonly string[]; old?: string; input?: string}[] = [
      {words: ['data', 'import', csv, '-o', 'o.arrow'], old: 'o.arrow'},
      {words: ['data', 'convert', raw, '-o', 'o.parquet'], old: 'o.parquet'},
      {words: ['data', 'convert', raw, '-o', 'o.csv'], old: 'o.csv'},
      {words: ['data', 'convert', raw, '-o', 'o.jsonl'], old: 'o.jsonl'},
      {words: ['data', 'clean', '-', '--drop-duplicates', '-o', 'o.arrow'], old: 'o.arrow', input: csv},
      {words: ['data', 'split', raw, '--ratios', '0.8,0.1,0.1', '-o', 'parts']},
      {words: ['data', 'stats', pipeline.path('train.arrow'), '-o', 'o.json'], old: 'o.json'},
      {words: ['data', 'schema', raw, '-o', 'o.yaml'], old: 'o.yaml'},
      {words: ['train', pipeline.path('model.onnx'), '--data', pipeline.path('train.arrow'), '--out', 'run']},
      {words: ['predict', pipeline.path('exported.onnx'), '--data', csv, '-o', 'o.csv'], old: 'o.csv'},
    ];
    const results = await Promise.all(cases.map(({words, old, input}) => onSmallDisk(words, old, input)));
    for (const [index, {status, stderr, folder}] of results.entries()) {
      const {words, old} = cases[index]!;
      const about = `${words.slice(0, 2).join(' ')}: ${stderr}`;
      expect(status, about).to.equal(6);
      expect(stderr, about).to.match(/FILE_TOO_LARGE/);
      expect(readdirSync(folder).sort(), about).to.deep.equal([...(old === undefined ? [] : [old]), 'tmp'].sort());
      expect(readdirSync(join(folder, 'tmp')), about).to.deep.equal([]);
      if (old !== undefined) expect(readFileSync(join(folder, old), 'utf8'), about).to.equal('OLD');
    }
  });

  it('removes what a killed process has left of a result, and keeps the old one', async () => {
    const folder = temporaryFolder();
    const words = ['data', 'import', '-', '-o', 'o.csv'];
    const env = {...process.env, NODE_OPTIONS: '', NODE_V8_COVERAGE: ''};
    writeFileSync(join(folder, 'o.csv'), 'OLD');
    const child = spawn(process.execPath, [BIN, ...words], {cwd: folder, env, stdio: ['pipe', 'ignore', 'ignore']});
    child.stdin.on('error', () => undefined); // It is killed before it has read everything.
    // More than the sample that columns are inferred from, and no end: it has begun to write and waits for more.
    child.stdin.write(`a,b\n${'1,x\n'.repeat(400_000)}`);
    while (!readdirSync(folder).some((name) => name.endsWith('.tmp'))) await new Promise((go) => setTimeout(go, 20));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('close', resolve));
    expect(readFileSync(join(folder, 'o.csv'), 'utf8')).to.equal('OLD');
    expect(readdirSync(folder)).to.have.lengthOf(2);
    const next = spawn(process.execPath, [BIN, ...words], {cwd: folder, env, stdio: ['pipe', 'ignore', 'ignore']});
    next.stdin.end('a,b\n1,x\n2,y\n');
    expect(await new Promise((resolve) => next.on('close', resolve))).to.equal(0);
    expect(readdirSync(folder)).to.deep.equal(['o.csv']);
  });
});
