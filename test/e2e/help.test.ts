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

  it('loads neither the runtime nor the tables, and of oclif only what it needs', () => {
    const spy =
      'import {createRequire} from "node:module"; const {cache} = createRequire(process.cwd() + "/x.js");' +
      'process.on("exit", () => process.stderr.write(Object.keys(cache).join("\\n")));';
    const words = ['--import', `data:text/javascript,${encodeURIComponent(spy)}`, BIN, '--help'];
    const {stdout, stderr} = spawnSync(process.execPath, words, {encoding: 'utf8', cwd: ROOT});
    expect(stdout).to.include('USAGE');
    const loaded = stderr.split('\n');
    expect(loaded.some((file) => file.includes('@oclif/core/lib/main.js'))).to.equal(true);
    for (const name of ['onnxruntime', 'apache-arrow', 'cli-table3', 'semver', '@oclif/core/lib/index.js'])
      expect(
        loaded.filter((file) => file.includes(name)),
        name,
      ).to.deep.equal([]);
  });
});
