// The commands about runs, through the command line.
import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import type {RunDetails, RunDiff, RunSummary} from '../../src/runs/index.js';
import {BIN, ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {regression, type Pipeline} from '../support/pipeline.js';

describe('ingot runs', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await regression();
  });
  after(removeFolders);

  const copyOfRun = (root: string, name: string): string => {
    const run = join(root, name);
    cpSync(pipeline.path('run'), run, {recursive: true});
    return run;
  };

  it('list: a run that left the numbers is failed, with the reason; what is broken is listed', async () => {
    const root = temporaryFolder();
    copyOfRun(root, 'good');
    mkdirSync(join(root, 'junk'));
    writeFileSync(join(root, 'junk/a.txt'), 'x');
    const data = [pipeline.path('model.onnx'), '--data', pipeline.path('train.arrow')];
    const words = ['--out', join(root, 'bad'), '--epochs', '9', '--optimizer', 'sgd', '--learning-rate', '1e30'];
    expect((await ingot(['train', ...data, ...words])).status).to.equal(7);
    const {runs} = await ingotJson<{runs: RunSummary[]}>(['runs', 'list', root]);
    expect(runs.map(({status}) => status)).to.deep.equal(['failed', 'complete', 'broken']);
    expect(runs[0]?.reason).to.include('NaN or infinity');
    const {stdout} = await ingot(['runs', 'list', root, '--md', '--sort', 'rmse']);
    expect(stdout.split('\n')[0]).to.equal(
      '| name | model | status | epochs | best | valid loss | time | rows | reason |',
    );
    expect(stdout.split('\n')[2]).to.include('/good |').and.include('| rmse ');
  });

  it('list: without runs/ it is exit 4, with nothing in it a note', async () => {
    const cwd = temporaryFolder();
    expect((await ingot(['runs', 'list'], {cwd})).status).to.equal(4);
    mkdirSync(join(cwd, 'runs'));
    const {status, stdout, stderr} = await ingot(['runs', 'list'], {cwd});
    expect({status, stdout, stderr}).to.deep.equal({status: 0, stdout: '', stderr: 'No runs here.\n'});
  });

  it('show and diff: print and give the same under --json', async () => {
    const root = temporaryFolder();
    const [a, b] = [copyOfRun(root, 'a'), copyOfRun(root, 'b')];
    const details = await ingotJson<RunDetails>(['runs', 'show', a]);
    expect(details.manifest?.files).to.have.property('model.onnx');
    expect(details.files.every(({state}) => state === 'ok')).to.equal(true);
    expect((await ingot(['runs', 'show', a])).stdout).to.match(/^status +complete$/m);
    const shown = (await ingot(['runs', 'show', a, '--md'])).stdout;
    expect(shown)
      .to.include('| status | complete |')
      .and.include('### settings')
      .and.match(/^\| learning-rate \| /m);
    expect((await ingot(['runs', 'diff', a, b])).stdout).to.equal('No difference.\n');
    const diff = await ingotJson<RunDiff>(['runs', 'diff', a, b]);
    expect(diff.metrics.find(({key}) => key === 'rmse')?.delta).to.equal(0);
    const markdown = (await ingot(['runs', 'diff', a, b, '--all', '--md'])).stdout.split('\n');
    expect(markdown.slice(0, 3)).to.deep.equal(['### configuration', '', `| key | ${a} | ${b} |`]);
  });

  it('rm: needs --yes where there is no terminal, and then deletes', async () => {
    const root = temporaryFolder();
    const run = copyOfRun(root, 'a');
    const asked = await ingot(['runs', 'rm', run]);
    expect(asked.status).to.equal(2);
    expect(asked.stderr).to.include('CONFIRMATION_NEEDED').and.include('--yes');
    expect(existsSync(run)).to.equal(true);
    const {removed} = await ingotJson<{removed: {run: string}[]}>(['runs', 'rm', run, '--yes']);
    expect(removed).to.deep.equal([{run, left: []}]);
    expect(existsSync(run)).to.equal(false);
    expect((await ingot(['runs', 'rm', root, '--yes'])).status).to.equal(2);
  });

  it('rm: asks on a terminal, and only yes deletes', function () {
    // `script` gives the command a terminal; it is not everywhere.
    if (spawnSync('script', ['--version']).status !== 0) this.skip();
    const run = copyOfRun(temporaryFolder(), 'a');
    const answer = (input: string): string => {
      const line = `"${process.execPath}" "${BIN}" runs rm "${run}"`;
      return spawnSync('script', ['-qec', line, '/dev/null'], {input, encoding: 'utf8', timeout: 20_000}).stdout;
    };
    expect(answer('n\n')).to.include(`Delete ${run} (`).and.include('[y/N]').and.include('Nothing was deleted.');
    expect(existsSync(run)).to.equal(true);
    expect(answer('y\n')).to.include(`deleted ${run}`);
    expect(existsSync(run)).to.equal(false);
  });
});
