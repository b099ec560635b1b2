// Configuration through the command line: origins, the schema, and a file to start from that works as it is.
import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import type {ExplainedSetting} from '../../src/cli/index.js';
import {fixture, ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';

interface Shown {
  readonly settings: readonly ExplainedSetting[];
}

describe('ingot config and ingot new', function () {
  this.timeout(120_000);
  after(removeFolders);

  it('config show names the origin of each value, the stronger one winning', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'a.yaml'), 'train: {epochs: 1, patience: 1, l1: 1, l2: 1}\n');
    const env = {INGOT_TRAIN_PATIENCE: '2', INGOT_TRAIN_L1: '2', INGOT_TRAIN_L2: '2'};
    const words = ['config', 'show', 'train', 'm.onnx', '--config', 'a.yaml', '--set', 'train.l1=3'];
    const {settings} = await ingotJson<Shown>([...words, '--set', 'train.l2=3', '--l2', '4'], {cwd, env});
    const found = (key: string) => settings.find((setting) => setting.key === key);
    expect(found('seed')).to.deep.equal({command: 'train', key: 'seed', value: 0, origin: 'default'});
    expect(found('epochs')).to.include({value: 1, origin: 'file', source: 'a.yaml'});
    expect(found('patience')).to.include({value: 2, origin: 'environment', source: 'INGOT_TRAIN_PATIENCE'});
    expect(found('l1')).to.include({value: 3, origin: 'set'});
    expect(found('l2')).to.include({value: 4, origin: 'flag'});
    expect(found('model')).to.include({value: 'm.onnx', origin: 'flag'});
    expect(found('momentum')).to.include({value: null, origin: 'default'});
  });

  it('config show without a command lists what is set for any, and says when nothing is', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'a.yaml'), 'data: {import: {kind: {zip: category}}}\ntrain:\n');
    const env = {INGOT_SERVE_PORT: '9000'};
    const {stdout} = await ingot(['config', 'show', '--config', 'a.yaml'], {cwd, env});
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).to.deep.equal([
      ['command', 'setting', 'value', 'origin'],
      ['data import', 'kind', 'zip=category', 'file (a.yaml)'],
      ['serve', 'port', '9000', 'environment (INGOT_SERVE_PORT)'],
      [''],
    ]);
    expect((await ingot(['config', 'show'], {cwd})).stderr).to.include('Nothing is set');
  });

  const mistakes = [
    {name: 'a misspelled key two sections down', yaml: 'data: {import: {tarqet: y}}', hint: 'data.import.target'},
    {name: 'a misspelled command', words: ['data', 'imprt'], hint: 'ingot data import'},
    {name: 'a misspelled variable', words: ['train'], env: {INGOT_TRAIN_EPOCH: '5'}, hint: 'INGOT_TRAIN_EPOCHS'},
    {name: 'a value the command would refuse', words: ['train', '--epochs', 'many'], hint: 'integer'},
  ];
  for (const {name, yaml, words = [], env = {}, hint} of mistakes)
    it(`config show refuses ${name} with exit 2`, async () => {
      const cwd = temporaryFolder();
      writeFileSync(join(cwd, 'a.yaml'), yaml ?? '');
      const {status, stderr} = await ingot(['config', 'show', ...words, '--config', 'a.yaml'], {cwd, env});
      expect({status, hasHint: stderr.includes(hint)}, stderr).to.deep.equal({status: 2, hasHint: true});
    });

  it('a misspelled variable stops the command it is meant for', async () => {
    const {status, stderr} = await ingot(['doctor'], {env: {INGOT_DOCTOR_DEVISE: 'cpu'}});
    expect(status).to.equal(2);
    expect(stderr).to.include("Did you mean 'INGOT_DOCTOR_DEVICE'?");
  });

  it('config schema prints one JSON document, with and without --json', async () => {
    const plain = await ingot(['config', 'schema']);
    expect(JSON.parse(plain.stdout)).to.deep.equal(await ingotJson(['config', 'schema']));
  });

  it('new writes a file with which the whole way works, and overwrites nothing', async () => {
    const cwd = temporaryFolder();
    const words = ['new', '--data', fixture('titanic.csv'), '--target', 'Survived'];
    expect((await ingot(words, {cwd})).status).to.equal(0);
    expect((await ingot(words, {cwd})).stderr).to.include('FILE_EXISTS');
    for (const command of [
      'data import',
      'data clean',
      'data split',
      'data normalize',
      'model init',
      'train',
      'eval',
    ]) {
      const extra = command === 'train' ? ['--epochs', '2', '--threads', '1'] : [];
      const {status, stderr} = await ingot([...command.split(' '), '--config', 'ingot.yaml', ...extra], {cwd});
      expect(status, `${command}: ${stderr}`).to.equal(0);
    }
    expect((await ingot(['export', '--config', 'ingot.yaml'], {cwd})).status).to.equal(0);
    expect(existsSync(join(cwd, 'exported.onnx'))).to.equal(true);
  });
});
