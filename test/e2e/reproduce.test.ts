// A run trained again: the three verdicts, and what is refused before any training.
import {spawn} from 'node:child_process';
import {cpSync, existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {sha256} from '../../src/core/index.js';
import {readModel, writeModel} from '../../src/onnx/index.js';
import type {Reproduction} from '../../src/runs/index.js';
import {BIN, ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {regression, type Pipeline} from '../support/pipeline.js';

interface Place {
  readonly folder: string;
  readonly run: string;
}

describe('ingot reproduce', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await regression();
  });
  after(removeFolders);

  /** The whole project elsewhere: runs name their files relative to themselves. */
  const moved = (): Place => {
    const folder = temporaryFolder();
    for (const name of ['run', 'train.arrow', 'model.onnx', 'data'])
      cpSync(pipeline.path(name), join(folder, name), {recursive: true});
    return {folder, run: join(folder, 'run')};
  };
  const editManifest = (run: string, edit: (manifest: Record<string, Record<string, unknown>>) => void): void => {
    const path = join(run, 'manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, unknown>>;
    edit(manifest);
    writeFileSync(path, JSON.stringify(manifest));
  };
  /** Changes a file of the run as if it had been so from the beginning. */
  const forge = (run: string, name: string): void =>
    editManifest(run, (manifest) => {
      manifest['files']![name] = sha256(readFileSync(join(run, name)));
    });

  it('says "same bytes", in a project that was moved, and leaves nothing behind', async () => {
    const {run, folder} = moved();
    const TMPDIR = temporaryFolder();
    const result = await ingotJson<Reproduction>(['reproduce', run], {env: {TMPDIR}});
    expect(result).to.deep.include({verdict: 'same bytes', outputs: null, environment: [], metrics: []});
    expect(result.sha256).to.equal(sha256(readFileSync(join(run, 'model.onnx'))));
    expect(readdirSync(TMPDIR)).to.deep.equal([]);
    expect(readdirSync(folder).sort()).to.deep.equal(['data', 'model.onnx', 'run', 'train.arrow']);
  });

  it('keeps the new run with --out, and refuses to overwrite', async () => {
    const {run, folder} = moved();
    const again = join(folder, 'again');
    const {status, stdout} = await ingot(['reproduce', run, '--out', again]);
    expect({status, first: stdout.split('\n')[0]}).to.deep.equal({status: 0, first: `${run}: same bytes`});
    expect(readFileSync(join(again, 'model.onnx')).equals(readFileSync(join(run, 'model.onnx')))).to.equal(true);
    expect((await ingot(['reproduce', run, '--out', again])).status).to.equal(2);
  });

  it('says "within tolerance" where a weight differs in its last digit, and names another version', async () => {
    const {run} = moved();
    const path = join(run, 'model.onnx');
    const model = await readModel(path);
    const weights = model.graph.initializers.get('dense_0.weight')!.data as Float32Array;
    weights[0] = Math.fround(weights[0]! * (1 + 2 ** -22));
    await writeModel(path, model);
    forge(run, 'model.onnx');
    editManifest(run, (manifest) => {
      manifest['versions']!['onnxruntime'] = '1.0.0';
    });
    const {status, stdout} = await ingot(['reproduce', run]);
    expect(status, stdout).to.equal(0);
    expect(stdout)
      .to.include('within tolerance')
      .and.match(/^onnxruntime +1\.0\.0 +\d/m);
  });

  it('says "different" with exit 5 where the outputs are others, and which numbers', async () => {
    const {run} = moved();
    const path = join(run, 'config.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('seed: 3', 'seed: 4'));
    forge(run, 'config.yaml');
    const {status, stdout} = await ingot(['reproduce', run, '--json']);
    expect(status).to.equal(5);
    const result = JSON.parse(stdout) as Reproduction;
    expect(result.verdict).to.equal('different');
    expect(result.outputs?.largestDifference).to.be.above(1);
    expect(result.metrics.map(({key}) => key)).to.include('rmse');
  });

  const refusals: {name: string; change: (place: Place) => void; code: string}[] = [
    {
      name: 'other validation rows',
      change: ({folder}) => cpSync(join(folder, 'data/test.arrow'), join(folder, 'data/valid.arrow')),
      code: 'REPRODUCE_INPUT_CHANGED',
    },
    {
      name: 'other training rows',
      change: ({folder}) => cpSync(join(folder, 'data/train.arrow'), join(folder, 'train.arrow')),
      code: 'REPRODUCE_INPUT_CHANGED',
    },
    {
      name: 'another model',
      change: ({folder}) => cpSync(join(folder, 'run/model.onnx'), join(folder, 'model.onnx')),
      code: 'REPRODUCE_INPUT_CHANGED',
    },
    {
      name: 'an edited configuration',
      change: ({run}) => writeFileSync(join(run, 'config.yaml'), `${readFileSync(join(run, 'config.yaml'), 'utf8')}#`),
      code: 'REPRODUCE_INPUT_CHANGED',
    },
    {
      name: 'a run that the clock ended',
      change: ({run}) =>
        editManifest(run, (manifest) => {
          manifest['result']!['reason'] = 'max-time';
        }),
      code: 'REPRODUCE_IMPOSSIBLE',
    },
    {
      name: 'rows from a pipe',
      change: ({run}) =>
        editManifest(run, (manifest) => {
          manifest['data']!['paths'] = ['-'];
        }),
      code: 'REPRODUCE_IMPOSSIBLE',
    },
  ];
  for (const {name, change, code} of refusals)
    it(`refuses ${name} with exit 3 before it trains`, async () => {
      const place = moved();
      change(place);
      const out = join(place.folder, 'again');
      const {status, stdout} = await ingot(['reproduce', place.run, '--out', out, '--json']);
      expect((JSON.parse(stdout) as {error: {code: string}}).error.code).to.equal(code);
      expect(status).to.equal(3);
      expect(existsSync(out)).to.equal(false);
    });

  it('stops on a signal with exit 130 and keeps nothing', async () => {
    const {run} = moved();
    const path = join(run, 'config.yaml');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/epochs: \d+/, 'epochs: 1000000').replace(/patience: \d+/, 'patience: 0'));
    forge(run, 'config.yaml');
    const TMPDIR = temporaryFolder();
    const child = spawn(process.execPath, [BIN, 'reproduce', run], {env: {...process.env, TMPDIR, CI: '1'}});
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += String(chunk)));
    const ended = new Promise((resolve) => child.on('close', resolve));
    // The step-0 checkpoint says that the training has begun.
    while (
      child.exitCode === null &&
      !readdirSync(TMPDIR, {recursive: true}).some((name) => String(name).includes('step-'))
    )
      await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGTERM');
    expect(await ended, stderr).to.equal(130);
    expect(stderr).to.include('nothing was kept').and.not.include('--resume');
    expect(readdirSync(TMPDIR)).to.deep.equal([]);
  });

  it('begins with the weights that the run began with, and refuses others', async () => {
    const {run, folder} = moved();
    const warm = join(folder, 'warm');
    const files = [join(folder, 'model.onnx'), '--data', join(folder, 'train.arrow'), '--out', warm];
    const trained = await ingot(['train', ...files, '--init-from', run, '--epochs', '1', '--threads', '1']);
    expect(trained.status, trained.stderr).to.equal(0);
    expect((await ingotJson<Reproduction>(['reproduce', warm])).verdict).to.equal('same bytes');
    cpSync(join(folder, 'model.onnx'), join(run, 'model.onnx'));
    const {status, stderr} = await ingot(['reproduce', warm]);
    expect({status, names: stderr.includes('weights the run began with')}).to.deep.equal({status: 3, names: true});
  });

  it('finds files that moved where it is told, and refuses a run that is not finished', async () => {
    const {run, folder} = moved();
    cpSync(join(folder, 'train.arrow'), join(folder, 'elsewhere.arrow'));
    cpSync(join(folder, 'data/train.arrow'), join(folder, 'train.arrow'));
    const result = await ingotJson<Reproduction>(['reproduce', run, '--data', join(folder, 'elsewhere.arrow')]);
    expect(result.verdict).to.equal('same bytes');
    cpSync(join(run, 'config.yaml'), join(folder, 'unfinished/config.yaml'));
    expect((await ingot(['reproduce', join(folder, 'unfinished')])).status).to.equal(4);
  });
});
