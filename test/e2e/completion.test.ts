// The completion scripts, each in its own shell. bash is everywhere; the others are tried where they are installed.
import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {ingot, ingotJson, removeFolders, ROOT, temporaryFolder} from '../support/cli.js';

interface Case {
  /** The words typed, the last one being completed. */
  readonly words: readonly string[];
  readonly offers: readonly string[];
}

const CASES: readonly Case[] = [
  {words: ['tra'], offers: ['trace', 'train']},
  {words: ['data', 'im'], offers: ['import']},
  {words: ['runs', ''], offers: ['diff', 'list', 'rm', 'show']},
  {words: ['completion', ''], offers: ['bash', 'fish', 'zsh']},
  {words: ['train', '--warmup'], offers: ['--warmup-steps']},
  {words: ['train', 'm.onnx', '--vali'], offers: ['--valid']},
  {words: ['data', 'convert', 'x.csv', '--to', 'arr'], offers: ['arrow', 'arrows']},
  {words: ['model', 'init', 'mlp', '--task', 'cl'], offers: ['classification']},
  {words: ['train', '--epochs', ''], offers: []},
];

const isThere = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

describe('ingot completion', function () {
  this.timeout(60_000);
  after(removeFolders);

  const scriptFile = async (shell: string): Promise<string> => {
    const file = join(temporaryFolder(), `ingot.${shell}`);
    const {stdout, status} = await ingot(['completion', shell]);
    expect(status).to.equal(0);
    writeFileSync(file, stdout);
    return file;
  };
  /** A folder with files that must not be offered where something else is expected. */
  const place = (): string => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'trash.txt'), '');
    mkdirSync(join(cwd, 'runs'));
    return cwd;
  };

  it('bash: offers commands, flags and fixed choices', async () => {
    const file = await scriptFile('bash');
    const driver = `source '${file}'; COMP_WORDS=(ingot "$@"); COMP_CWORD=$#; _ingot; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const cwd = place();
    for (const {words, offers} of CASES) {
      const {stdout, stderr} = spawnSync('bash', ['-c', driver, 'bash', ...words], {encoding: 'utf8', cwd});
      expect(stderr, words.join(' ')).to.equal('');
      expect(stdout.split('\n').filter(Boolean).sort(), words.join(' ')).to.deep.equal(offers);
    }
  });

  it('bash: completes after "=", which splits the word, and leaves paths to bash itself', async () => {
    const file = await scriptFile('bash');
    const driver = `source '${file}'; COMP_WORDS=(ingot "$@"); COMP_CWORD=$#; _ingot; echo "\${COMPREPLY[@]}"`;
    const offered = (...words: string[]): string =>
      spawnSync('bash', ['-c', driver, 'bash', ...words], {encoding: 'utf8'}).stdout.trim();
    expect(offered('predict', '--to', '=')).to.equal('arrow arrows csv jsonl parquet');
    expect(offered('predict', '--to', '=', 'js')).to.equal('jsonl');
    expect(offered('train', '--data', '')).to.equal('');
    const {stdout} = spawnSync('bash', ['-c', `source '${file}'; complete -p ingot`], {encoding: 'utf8'});
    expect(stdout.trim()).to.equal('complete -o bashdefault -o default -F _ingot ingot');
  });

  it('fish: offers the same', async function () {
    if (!isThere('fish')) this.skip();
    const file = await scriptFile('fish');
    const env = {...process.env, HOME: temporaryFolder()};
    for (const {words, offers} of CASES) {
      const script = `source '${file}'; complete -C '${['ingot', ...words].join(' ')}'`;
      const {stdout, stderr} = spawnSync('fish', ['-c', script], {encoding: 'utf8', cwd: place(), env});
      expect(stderr, words.join(' ')).to.equal('');
      const found = stdout.split('\n').filter(Boolean);
      expect(found.map((line) => line.split('\t')[0]).sort(), words.join(' ')).to.deep.equal(offers);
    }
  });

  it('zsh: reads the script, and has every command in it', async function () {
    if (!isThere('zsh')) this.skip();
    const file = await scriptFile('zsh');
    const driver = `source '${file}'; print -r -- \${_comps[ingot]}`;
    const {stdout, stderr} = spawnSync('zsh', ['-f', '-c', driver], {encoding: 'utf8', cwd: place()});
    expect({stdout, stderr}).to.deep.equal({stdout: '_ingot\n', stderr: ''});
  });

  it('every script names every command and flag; another shell is refused', async () => {
    const {commands} = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8')) as {
      commands: Record<string, {flags: Record<string, unknown>}>;
    };
    for (const shell of ['bash', 'zsh', 'fish']) {
      const {script} = await ingotJson<{script: string}>(['completion', shell]);
      for (const [id, {flags}] of Object.entries(commands)) {
        expect(script, shell).to.include(id.replaceAll(':', ' '));
        for (const flag of Object.keys(flags)) expect(script, `${shell} --${flag}`).to.include(flag);
      }
    }
    expect((await ingot(['completion', 'csh'])).status).to.equal(2);
  });
});

describe('ingot commands', () => {
  it('lists every command with the types and defaults of its flags', async () => {
    interface Listed {
      commands: {command: string; args: unknown[]; flags: {name: string}[]}[];
    }
    const {commands} = await ingotJson<Listed>(['commands']);
    const {stdout} = await ingot(['commands']);
    for (const {command} of commands) expect(stdout).to.match(new RegExp(`^${command} `, 'm'));
    const find = (command: string, flag: string) =>
      commands.find((each) => each.command === command)?.flags.find(({name}) => name === flag);
    expect(find('train', 'epochs')).to.include({type: 'integer', default: null, repeatable: false});
    expect(find('serve', 'port')).to.include({type: 'integer', default: 8080});
    expect(find('train', 'learning-rate')).to.include({type: 'number'});
    expect(find('train', 'force')).to.include({type: 'boolean', default: false});
    expect(find('data import', 'output')).to.include({char: 'o', type: 'string', required: true});
    expect(find('model init', 'task')).to.deep.include({
      choices: ['auto', 'classification', 'language-model', 'multilabel', 'regression'],
    });
    expect(commands.find(({command}) => command === 'runs rm')?.args).to.deep.equal([
      {name: 'run', required: true, repeatable: true, choices: null, description: 'Run folders.'},
    ]);
  });
});
