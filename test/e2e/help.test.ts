// The help teaches: what it tells people to type works, every topic says what it is for, and it comes at once.
import {spawnSync} from 'node:child_process';
import {copyFileSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {BIN, fixture, ingot, removeFolders, ROOT, temporaryFolder} from '../support/cli.js';

describe('ingot --help', function () {
  this.timeout(120_000);
  after(removeFolders);

  it('shows the way from a CSV file to a server, and each line of it works', async () => {
    const {stdout, status} = await ingot(['--help']);
    expect(status).to.equal(0);
    const lines = stdout.replaceAll(/\\\n\s*/g, '').matchAll(/^ +\$ ingot ([a-z].*)$/gm);
    const commands = [...lines].map(([, words = '']) => words.split(' '));
    expect(commands.map(([first]) => first)).to.deep.equal([
      'data',
      'data',
      'data',
      'model',
      'train',
      'eval',
      'export',
      'serve',
    ]);
    const cwd = temporaryFolder();
    copyFileSync(fixture('housing.csv'), join(cwd, 'housing.csv'));
    for (const words of commands.slice(0, -1)) {
      const result = await ingot(words, {cwd});
      expect(result.status, `${words.join(' ')}\n${result.stderr}`).to.equal(0);
    }
  });

  it('says of every topic what it is for, not what its first command does', async () => {
    const {commands} = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8')) as {
      commands: Record<string, {summary?: string}>;
    };
    const {stdout} = await ingot(['--help']);
    const listed = stdout.slice(stdout.indexOf('TOPICS'), stdout.indexOf('COMMANDS'));
    for (const topic of new Set(Object.keys(commands).flatMap((id) => id.split(':').slice(0, -1)))) {
      const [, description = ''] = new RegExp(`^ +${topic} +(.*)$`, 'm').exec(listed) ?? [];
      expect(description, topic).to.have.length.above(20);
      expect(Object.values(commands).map(({summary}) => summary)).to.not.include(description);
      expect((await ingot([topic, '--help'])).stdout, topic).to.include('DESCRIPTION');
    }
  });

  // The short way to the help must not be seen: oclif's own, over all it loads, says the same.
  for (const [name, env] of [
    ['in a pipe', {}],
    ['in a narrow terminal', {OCLIF_COLUMNS: '40'}],
    ['in a wide terminal with colours', {OCLIF_COLUMNS: '137', FORCE_COLOR: '1'}],
    ['without colours', {NO_COLOR: '1', FORCE_COLOR: '1'}],
  ] as const)
    it(`is byte for byte what oclif prints ${name}, for every command and topic`, () => {
      const script = join(ROOT, 'test/support/both-helps.js');
      const {stdout, stderr, status} = spawnSync(process.execPath, [script], {
        encoding: 'utf8',
        env: {...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env},
      });
      expect(status, stderr).to.equal(0);
      const pages = JSON.parse(stdout) as Record<string, {readonly ours: string; readonly oclif: string}>;
      expect(Object.keys(pages)).to.include.members(['', 'train', 'data', 'data clean', 'help']);
      expect(pages['train']?.ours.includes('\u001B['), 'colours').to.equal(
        'FORCE_COLOR' in env && !('NO_COLOR' in env),
      );
      for (const [words, {ours, oclif}] of Object.entries(pages)) expect(ours, words).to.equal(oclif);
    });

  it('is the same for help COMMAND and COMMAND --help', async () => {
    const [asked, flagged] = [await ingot(['help', 'data', 'clean']), await ingot(['data', 'clean', '--help'])];
    expect(asked.stdout).to.include('USAGE').and.equal(flagged.stdout);
    expect((await ingot([])).stdout).to.equal((await ingot(['--help'])).stdout);
    expect((await ingot(['help', '--nested-commands'])).stdout).to.include('data clean');
  });

  it('names the nearest command for one there is not', async () => {
    for (const words of [
      ['trian', '--help'],
      ['help', 'trian'],
    ]) {
      const {status, stdout, stderr} = await ingot(words);
      expect({status, stdout}).to.deep.equal({status: 2, stdout: ''});
      expect(stderr).to.include("Did you mean 'ingot train'?");
    }
  });

  it('loads neither the runtime nor the tables, and of oclif only what it needs', () => {
    const spy =
      'import {createRequire} from "node:module"; const {cache} = createRequire(process.cwd() + "/x.js");' +
      'process.on("exit", () => process.stderr.write(Object.keys(cache).join("\\n")));';
    const words = ['--import', `data:text/javascript,${encodeURIComponent(spy)}`, BIN, '--help'];
    const {stdout, stderr} = spawnSync(process.execPath, words, {encoding: 'utf8', cwd: ROOT});
    expect(stdout).to.include('USAGE');
    const loaded = stderr.split('\n');
    expect(loaded.some((file) => file.includes('@oclif/core/lib/help/index.js'))).to.equal(true);
    const heavy = ['onnxruntime', 'apache-arrow', 'cli-table3', 'semver', 'minimatch', '@oclif/core/lib/index.js'];
    for (const name of [...heavy, '@oclif/core/lib/config/config.js'])
      expect(
        loaded.filter((file) => file.includes(name)),
        name,
      ).to.deep.equal([]);
  });
});
