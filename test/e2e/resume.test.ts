// Interruptions of every kind end in the same bytes as no interruption, and nobody continues what has changed.
import {spawn, type ChildProcess} from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {hashFile} from '../../src/core/index.js';
import {BIN, ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, type Pipeline} from '../support/pipeline.js';

/** Long enough to be hit in the middle on any machine: the steps are tiny, the epochs many. */
const EPOCHS = 120;
const SETTINGS = [
  '--batch-size',
  '8',
  '--patience',
  '0',
  '--seed',
  '5',
  '--threads',
  '1',
  '--checkpoint-every',
  '0.05s',
];

interface EndedRun {
  readonly model: string;
  readonly checkpoint: string;
  readonly epochs: unknown[];
}

describe('an interrupted training', function () {
  this.timeout(180_000);
  let pipeline: Pipeline;
  let folder: string;
  let reference: EndedRun;
  const path = (name: string): string => join(folder, name);
  const words = (out: string, epochs = EPOCHS): string[] => [
    'train',
    path('model.onnx'),
    '--data',
    path('train.arrow'),
    '--valid',
    path('valid.arrow'),
    '--out',
    path(out),
    '--epochs',
    String(epochs),
    ...SETTINGS,
  ];

  before(async () => {
    pipeline = await classification();
    folder = temporaryFolder();
    for (const name of ['model.onnx', 'train.arrow']) copyFileSync(pipeline.path(name), path(name));
    copyFileSync(pipeline.path('data/valid.arrow'), path('valid.arrow'));
    await succeed(words('reference'));
    reference = await endOf(path('reference'));
  });
  after(removeFolders);

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const)
    it(`by ${signal}, twice, ends in the same bytes as one that was not`, async () => {
      const run = path(signal);
      await interrupt(words(signal), run, signal);
      expect(existsSync(join(run, 'manifest.json')), 'an unfinished run has no manifest').to.equal(false);
      await interrupt(['train', '--resume', run], run, signal);
      await succeed(['train', '--resume', run]);
      expect(await endOf(run)).to.deep.equal(reference);
      expect(readdirSync(run).filter((name) => name.startsWith('.'))).to.deep.equal([]);
    });

  it('before its first step resumes from the start', async () => {
    const run = path('early');
    const child = start(words('early'));
    while (!existsSync(join(run, 'config.yaml'))) await pause(2);
    child.kill('SIGKILL');
    await ended(child);
    await succeed(['train', '--resume', run]);
    expect(await endOf(run)).to.deep.equal(reference);
  });

  it('by --max-time ends with 0 and a model, and goes on from there', async () => {
    const run = path('timed');
    const {reason} = await ingotJson<{reason: string}>([...words('timed'), '--max-time', '0.1s']);
    expect(reason).to.equal('max-time');
    expect(existsSync(join(run, 'model.onnx'))).to.equal(true);
    await succeed(['train', '--resume', run]);
    expect(await endOf(run)).to.deep.equal(reference);
  });

  it('goes on past its end when given more epochs, as if it had had them at once', async () => {
    const run = path('longer');
    await succeed(words('longer', 40));
    await succeed(['train', '--resume', run, '--epochs', String(EPOCHS)]);
    expect(await endOf(run)).to.deep.equal(reference);
  });

  it('falls back to the older checkpoint when the latest is damaged, and says so', async () => {
    const run = path('damaged');
    await interrupt(words('damaged'), run, 'SIGKILL');
    const latest = join(run, 'checkpoints', checkpointsOf(run).at(-1) ?? '');
    writeFileSync(latest, readFileSync(latest).subarray(0, 500));
    const {stderr} = await succeed(['train', '--resume', run]);
    expect(stderr).to.match(/Warning.*step-0/);
    expect(await endOf(run)).to.deep.equal(reference);
  });

  it('ends with 3 when no checkpoint is whole', async () => {
    const run = copyRun('allDamaged');
    for (const name of checkpointsOf(run)) appendFileSync(join(run, 'checkpoints', name), 'x');
    await refuse(['train', '--resume', run], 3, /none of the \d checkpoints/);
  });

  it('resumes from another working folder and after the project has moved', async () => {
    const before = temporaryFolder();
    const after = temporaryFolder();
    cpSync(folder, join(before, 'project'), {recursive: true});
    renameSync(join(before, 'project'), join(after, 'moved'));
    const run = join(after, 'moved/reference');
    await succeed(['train', '--resume', 'moved/reference', '--epochs', String(EPOCHS)], after);
    expect(await endOf(run)).to.deep.equal(reference);
  });

  describe('is refused', () => {
    it('with 3 when the rows have changed', async () => {
      const run = copyRun('changedData');
      await refuse(['train', '--resume', run, '--data', pipeline.path('data/train.arrow')], 3, /rows are not those/);
    });

    it('with 3 when the model has changed', async () => {
      const run = copyRun('changedModel');
      await refuse(['train', '--resume', run, join(run, 'model.onnx')], 3, /model is not the one/);
    });

    const changes = [
      {flag: 'threads', value: '2'},
      {flag: 'learning-rate', value: '0.5'},
      {flag: 'batch-size', value: '9'},
      {flag: 'seed', value: '6'},
      {flag: 'optimizer', value: 'sgd'},
      {flag: 'dropout', value: '0.5'},
    ];
    for (const {flag, value} of changes)
      it(`with 2 when --${flag} is another`, async () => {
        await refuse(['train', '--resume', path('reference'), `--${flag}`, value], 2, new RegExp(flag));
      });

    it('with 2 for other epochs under a cosine schedule, which ends with them', async () => {
      await succeed([...words('cosine', 2), '--schedule', 'cosine']);
      await refuse(['train', '--resume', path('cosine'), '--epochs', '3'], 2, /cosine schedule/);
    });

    it('with 4 where there is no run', async () => {
      await refuse(['train', '--resume', path('nowhere')], 4, /run folder/);
    });

    it('with 2 while another process trains into the folder, whose training it does not disturb', async () => {
      const run = path('shared');
      const child = start(words('shared', 100_000));
      await untilStep(run, child);
      await refuse(['train', '--resume', run], 2, new RegExp(`process ${String(child.pid)}`));
      await refuse([...words('shared'), '--force'], 2, /is training into this folder/);
      child.kill('SIGINT');
      expect(await ended(child)).to.deep.equal({status: 130, signal: null});
      await succeed(['train', '--resume', run, '--max-time', '0.1s']);
    });
  });

  it('may name again what it was told: equal settings are no change', async () => {
    const run = copyRun('repeated');
    const again = words('repeated').filter((word) => word !== '--out' && word !== path('repeated'));
    await succeed([...again, '--resume', run]);
    expect(await endOf(run)).to.deep.equal(reference);
  });

  it('ends at once on a second Ctrl-C, by the signal, and still resumes', async () => {
    const run = path('twice');
    const child = start(words('twice'));
    await untilStep(run, child);
    child.kill('SIGSTOP'); // Both signals are then pending when it wakes.
    child.kill('SIGINT');
    child.kill('SIGCONT');
    child.kill('SIGINT');
    const end = await ended(child);
    expect(end.signal === 'SIGINT' || end.status === 130, JSON.stringify(end)).to.equal(true);
    await succeed(['train', '--resume', run]);
    expect(await endOf(run)).to.deep.equal(reference);
  });

  /** The finished reference run under another name. */
  function copyRun(name: string): string {
    cpSync(path('reference'), path(name), {recursive: true});
    return path(name);
  }
});

async function succeed(words: readonly string[], cwd?: string): Promise<{stderr: string}> {
  const result = await ingot(words, cwd === undefined ? {} : {cwd});
  expect(result.status, `${words.join(' ')}\n${result.stderr}`).to.equal(0);
  return result;
}

async function refuse(words: readonly string[], status: number, says: RegExp): Promise<void> {
  const result = await ingot(words);
  expect(result.status, result.stderr).to.equal(status);
  expect(result.stderr).to.match(says);
}

function start(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [BIN, ...words], {stdio: ['ignore', 'ignore', 'pipe']});
}

function ended(child: ChildProcess): Promise<{status: number | null; signal: NodeJS.Signals | null}> {
  if (child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve({status: child.exitCode, signal: child.signalCode});
  return new Promise((resolve) => {
    child.on('exit', (status, signal) => {
      resolve({status, signal});
    });
  });
}

/** Interrupts as soon as some steps of this process are on disk. */
async function interrupt(words: readonly string[], run: string, signal: NodeJS.Signals): Promise<void> {
  const child = start(words);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += String(chunk);
  });
  await untilStep(run, child);
  child.kill(signal);
  const end = await ended(child);
  if (signal === 'SIGKILL') {
    expect(end.signal).to.equal('SIGKILL');
    return undefined;
  }
  expect(end.status, stderr).to.equal(130);
  expect(stderr).to.include(`ingot train --resume ${run}`);
}

/** Waits for a checkpoint later than those there are. */
async function untilStep(run: string, child: ChildProcess): Promise<void> {
  const known = new Set([...checkpointsOf(run), 'step-000000000.onnx']);
  while (checkpointsOf(run).every((name) => known.has(name))) {
    if (child.exitCode !== null) throw new Error(`ended with ${String(child.exitCode)} before it could be interrupted`);
    await pause(2);
  }
}

function checkpointsOf(run: string): string[] {
  const path = join(run, 'checkpoints');
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.startsWith('step-'))
    .sort();
}

/** What must not depend on interruptions: the model, the last checkpoint, and the numbers of every epoch. */
async function endOf(run: string): Promise<EndedRun> {
  const epochs = readFileSync(join(run, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => ({...(JSON.parse(line) as object), seconds: null}));
  return {
    model: await hashFile(join(run, 'model.onnx')),
    checkpoint: await hashFile(join(run, 'checkpoints', checkpointsOf(run).at(-1) ?? '')),
    epochs,
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
