// Wrong input, one case each: a clear error with the documented status and code, and nothing half written.
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, type Pipeline} from '../support/pipeline.js';

const HEADER = 'a,b,y\n';
const rows = (count: number): string =>
  Array.from({length: count}, (_, i) => `${String(i)}.5,k${String(i % 3)},${i % 2 ? 'yes' : 'no'}\n`).join('');

interface Case {
  readonly name: string;
  /** File name → content, written into a fresh folder; `{model}` … in words name files of the shared pipeline. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly words: readonly string[];
  readonly input?: string | Uint8Array;
  readonly status: number;
  /** What the message must say. */
  readonly says: RegExp;
  /** Must not exist afterwards. */
  readonly absent?: string;
}

describe('bad input', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await classification();
  });
  after(removeFolders);

  const cases: readonly Case[] = [
    {
      name: 'a ragged row',
      files: {'x.csv': `${HEADER}1,k,yes\n2,k\n`},
      words: ['data', 'import', 'x.csv', '-o', 'out.arrow'],
      status: 3,
      says: /x\.csv.*(line )?3/s,
      absent: 'out.arrow',
    },
    {
      name: 'an empty file',
      files: {'x.csv': ''},
      words: ['data', 'import', 'x.csv', '-o', 'out.arrow'],
      status: 3,
      says: /empty|ended early/i,
      absent: 'out.arrow',
    },
    {
      name: 'a header without rows, where rows are needed',
      files: {'x.csv': HEADER},
      words: ['data', 'normalize', 'x.csv', '-o', 'out.arrow'],
      status: 3,
      says: /row/i,
      absent: 'out.arrow',
    },
    {
      name: 'a target that is no column',
      files: {'x.csv': HEADER + rows(9)},
      words: ['data', 'import', 'x.csv', '--target', 'yy', '-o', 'out.arrow'],
      status: 3,
      says: /'yy'/,
      absent: 'out.arrow',
    },
    {
      name: 'an infinite number',
      files: {'x.csv': `${HEADER}${rows(9)}Infinity,k1,no\n`},
      words: ['data', 'import', 'x.csv', '-o', 'out.arrow'],
      status: 3,
      says: /line 11|:11/,
      absent: 'out.arrow',
    },
    {
      name: 'a file that is not there',
      words: ['data', 'import', 'nowhere.csv', '-o', 'out.arrow'],
      status: 4,
      says: /nowhere\.csv/,
      absent: 'out.arrow',
    },
    {
      name: 'a misspelled flag',
      words: ['data', 'import', 'x.csv', '--tarqet', 'y', '-o', 'out.arrow'],
      status: 2,
      says: /tarqet/,
    },
    {name: 'a misspelled command', words: ['data', 'imprt', 'x.csv'], status: 2, says: /ingot data import/},
    {
      name: 'an unknown device',
      words: ['eval', '{model}', '--data', '{test}', '--device', 'tpu'],
      status: 2,
      says: /tpu/,
    },
    {
      name: 'a device that cannot be had',
      words: ['eval', '{model}', '--data', '{test}', '--device', 'cuda:77'],
      status: 6,
      says: /cuda/,
    },
    {
      name: 'a missing feature column at prediction',
      files: {'x.csv': `Pclass,Sex\n1,male\n`},
      words: ['predict', '{model}', '--data', 'x.csv', '-o', 'out.csv'],
      status: 3,
      says: /'?Age'?/,
      absent: 'out.csv',
    },
    {
      name: 'a label training never saw',
      files: {'x.csv': `Survived,Pclass,Sex,Age,SibSp,Parch,Fare,Embarked\n7,1,male,30,0,0,8,S\n`},
      words: ['eval', '{model}', '--data', 'x.csv'],
      status: 3,
      says: /'7'/,
    },
    {
      name: 'a model that is no ONNX file',
      files: {'m.onnx': 'not a model'},
      words: ['eval', 'm.onnx', '--data', '{test}'],
      status: 3,
      says: /m\.onnx/,
    },
    {
      name: 'a run folder that is not there',
      words: ['eval', 'runs/none', '--data', '{test}'],
      status: 4,
      says: /runs\/none/,
    },
    {
      name: 'a run folder that exists',
      words: ['train', '{init}', '--data', '{train}', '--out', '{run}'],
      status: 2,
      says: /--resume|--force/,
    },
    {
      name: 'a gate on an unknown metric',
      words: ['eval', '{model}', '--data', '{test}', '--gate', 'acuracy>=0.5'],
      status: 2,
      says: /accuracy/,
    },
    {
      name: 'a ratio list that is no partition',
      words: ['data', 'split', '{raw}', '--ratios', '0.9,0.9', '-o', 'parts'],
      status: 2,
      says: /ratio/i,
      absent: 'parts/train.arrow',
    },
    {
      name: 'columns to fill without saying how',
      words: ['data', 'clean', '{raw}', '--columns', 'age', '-o', 'out.arrow'],
      status: 2,
      says: /--impute/,
      absent: 'out.arrow',
    },
    {
      name: 'a choice about the target where nothing is fitted',
      words: ['data', 'normalize', '{valid}', '--like', '{train}', '--target-transform', 'none', '-o', 'out.arrow'],
      status: 2,
      says: /--like/,
      absent: 'out.arrow',
    },
    {
      name: 'fitting on a test part',
      words: ['data', 'normalize', '{test}', '-o', 'out.arrow'],
      status: 3,
      says: /test/,
      absent: 'out.arrow',
    },
    {
      name: 'augmenting a validation part',
      words: ['data', 'augment', '{valid}', '--jitter', '0.1', '-o', 'out.arrow'],
      status: 3,
      says: /valid/,
      absent: 'out.arrow',
    },
    {
      name: 'a model over rows that are not normalized',
      words: ['model', 'init', 'mlp', '--data', '{raw}', '-o', 'm.onnx'],
      status: 3,
      says: /normalize/,
      absent: 'm.onnx',
    },
    {
      name: 'data on stdout together with --json',
      words: ['data', 'convert', '{raw}', '-o', '-', '--json'],
      status: 2,
      says: /stdout/,
    },
    {
      name: 'an unknown key in a config file',
      files: {'c.yaml': 'train:\n  epohcs: 3\n'},
      words: ['train', '{init}', '--config', 'c.yaml', '--data', '{train}', '--out', 'r'],
      status: 2,
      says: /train\.epochs/,
      absent: 'r',
    },
    {
      name: 'a config file that is no YAML',
      files: {'c.yaml': 'train: [1\n'},
      words: ['train', '{init}', '--config', 'c.yaml', '--data', '{train}', '--out', 'r'],
      status: 2,
      says: /c\.yaml/,
      absent: 'r',
    },
  ];

  const place = (word: string): string => {
    const known: Readonly<Record<string, string>> = {
      '{model}': pipeline.path('exported.onnx'),
      '{init}': pipeline.path('model.onnx'),
      '{run}': pipeline.path('run'),
      '{raw}': pipeline.path('raw.arrow'),
      '{train}': pipeline.path('train.arrow'),
      '{valid}': pipeline.path('data/valid.arrow'),
      '{test}': pipeline.path('data/test.arrow'),
    };
    return known[word] ?? word;
  };

  for (const {name, files = {}, words, input, status, says, absent} of cases)
    it(`ends with ${String(status)} on ${name}`, async () => {
      const cwd = temporaryFolder();
      for (const [file, content] of Object.entries(files)) writeFileSync(join(cwd, file), content);
      const result = await ingot(words.map(place), {cwd, ...(input === undefined ? {} : {input})});
      expect(result.status, result.stderr + result.stdout).to.equal(status);
      expect(result.stderr + result.stdout).to.match(says);
      if (absent !== undefined) expect(existsSync(join(cwd, absent)), absent).to.equal(false);
      expect(leftovers(cwd), 'temporary files').to.deep.equal([]);
    });

  it('prints errors as one JSON object on stdout under --json', async () => {
    const result = await ingot(['data', 'import', 'nowhere.csv', '-o', 'x.arrow', '--json']);
    const {error} = JSON.parse(result.stdout) as {error: {code: string; exitStatus: number; hints: string[]}};
    expect(error).to.include({code: 'FILE_NOT_FOUND', exitStatus: 4});
    expect(result.status).to.equal(4);
  });

  it('ends with 3 on rows fitted with other statistics, and says which stage differs', async () => {
    const cwd = temporaryFolder();
    const other = await ingot(['data', 'normalize', pipeline.path('raw.arrow'), '-o', 'other.arrow'], {cwd});
    expect(other.status, other.stderr).to.equal(0);
    const result = await ingot(['eval', pipeline.path('run'), '--data', 'other.arrow'], {cwd});
    expect(result.status, result.stderr).to.equal(3);
    expect(result.stderr).to.match(/stage|statistic|fitted/i);
  });

  it('takes a new category at prediction time as unknown, and counts it', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'x.csv'), 'Pclass,Sex,Age,SibSp,Parch,Fare,Embarked\n1,male,30,0,0,8,ZZ\n');
    const result = await ingot(['predict', pipeline.path('run'), '--data', 'x.csv', '-o', 'out.csv'], {cwd});
    expect(result.status, result.stderr).to.equal(0);
    expect(result.stderr).to.match(/Embarked/);
    expect(readFileSync(join(cwd, 'out.csv'), 'utf8').trim().split('\n')).to.have.lengthOf(2);
  });

  it('says what it does with all-missing and constant columns, and the rest still trains', async () => {
    const cwd = temporaryFolder();
    const lines = Array.from({length: 40}, (_, i) => `${String(i)},,7,${i % 2 ? 'yes' : 'no'}`);
    writeFileSync(join(cwd, 'x.csv'), `a,gone,constant,y\n${lines.join('\n')}\n`);
    expect((await ingot(['data', 'import', 'x.csv', '--target', 'y', '-o', 'raw.arrow'], {cwd})).status).to.equal(0);
    const normalized = await ingot(['data', 'normalize', 'raw.arrow', '-o', 'train.arrow'], {cwd});
    expect(normalized.status, normalized.stderr).to.equal(0);
    expect(normalized.stderr + normalized.stdout)
      .to.match(/gone/)
      .and.to.match(/constant/);
    for (const words of [
      ['model', 'init', 'mlp', '--data', 'train.arrow', '-o', 'm.onnx'],
      ['train', 'm.onnx', '--data', 'train.arrow', '--out', 'run', '--epochs', '2'],
    ]) {
      const result = await ingot(words, {cwd});
      expect(result.status, result.stderr).to.equal(0);
    }
  });

  it('imports a file of one row', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'x.csv'), `${HEADER}1,k,yes\n`);
    const {rows: count} = await ingotJson<{rows: number}>(['data', 'import', 'x.csv', '-o', 'out.arrow'], {cwd});
    expect(count).to.equal(1);
  });

  it('skips or quarantines bad rows when told to, and counts them', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'x.csv'), `${HEADER}${rows(200)}1,2\n`);
    const skipped = await ingot(['data', 'import', 'x.csv', '--on-bad-row', 'skip', '-o', 'a.arrow'], {cwd});
    expect(skipped.status, skipped.stderr).to.equal(0);
    expect(skipped.stderr + skipped.stdout).to.match(/dropped 1:/);
    const words = ['data', 'import', 'x.csv', '--on-bad-row', 'quarantine', '--quarantine', 'bad.csv', '-o', 'b.arrow'];
    expect((await ingot(words, {cwd})).status).to.equal(0);
    expect(readFileSync(join(cwd, 'bad.csv'), 'utf8')).to.include('1,2');
  });
});

function leftovers(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.tmp'));
}
