// Targets that list labels through the command line, from CSV and JSON Lines to a served model.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import type {EvalResult} from '../../src/eval/index.js';
import {ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {posts} from '../support/posts.js';

describe('ingot with a target that lists labels', function () {
  this.timeout(120_000);
  let cwd = '';
  const run = async (line: string): Promise<string> => {
    const {status, stdout, stderr} = await ingot(line.split(' '), {cwd});
    expect(status, `${line}: ${stderr}`).to.equal(0);
    return stdout;
  };
  const fail = async (line: string, expected: number): Promise<string> => {
    const {status, stderr} = await ingot(line.split(' '), {cwd});
    expect(status, `${line}: ${stderr}`).to.equal(expected);
    return stderr;
  };
  const evaluate = (line: string): Promise<EvalResult> => ingotJson<EvalResult>(line.split(' '), {cwd});

  before(async () => {
    cwd = temporaryFolder();
    writeFileSync(join(cwd, 'posts.csv'), posts(240));
    for (const line of [
      'data import posts.csv --target tags --kind tags=labels -o raw.arrow',
      'data import posts.csv --target tags -o category.arrow',
      'data split raw.arrow --seed 1 -o data',
      'data normalize data/train.arrow -o train.arrow',
      'model init mlp --data train.arrow --hidden 16 --seed 1 -o model.onnx',
      'train model.onnx --data train.arrow --valid data/valid.arrow --epochs 40 --learning-rate 0.01 --threads 1 --out run',
    ])
      await run(line);
  });
  after(removeFolders);

  it('gives text back as it was read: no label, a missing list and JSON lists among it', async () => {
    const text = await run('data convert raw.arrow --to csv -o -');
    const lines = text.split('\n');
    expect(lines.slice(1, 5).map((line) => line.split(',').at(-1))).to.deep.equal(['long', ';', 'news;rant', 'NA']);
    writeFileSync(join(cwd, 'rows.jsonl'), await run('data convert raw.arrow --to jsonl -o -'));
    expect(readFileSync(join(cwd, 'rows.jsonl'), 'utf8').split('\n').slice(1, 4).join('')).to.match(
      /"tags":\[\]\}.*"tags":\["news","rant"\]\}.*"tags":null\}/,
    );
    await run('data import rows.jsonl --target tags --kind tags=labels -o again.arrow');
    expect(await run('data convert again.arrow --to csv -o -')).to.equal(text);
  });

  it('learns them, and measures raw, prepared and JSON rows alike', async () => {
    const raw = await evaluate('eval run --data data/test.arrow --gate labels_f1_micro>=0.9 --gate recall[news]>=0.5');
    expect(raw.task).to.equal('multilabel');
    expect(raw.perClass?.map(({class: name}) => name)).to.deep.equal(['long', 'news', 'rant']);
    await run('data normalize data/test.arrow --like train.arrow -o test.arrow');
    await run('data convert data/test.arrow --to jsonl -o test.jsonl');
    for (const data of ['test.arrow', 'test.jsonl'])
      expect((await evaluate(`eval run --data ${data}`)).metrics, data).to.deep.equal(raw.metrics);
    const strict = await evaluate('eval run --data data/test.arrow --threshold 1');
    expect(strict.decision).to.deep.equal({threshold: 1});
    expect(strict.metrics['labels_f1_micro']?.value).to.equal(0);
    const report = await run('eval run --data data/test.arrow --compare model.onnx --by tone');
    expect(report)
      .to.match(/Labels\nlabel +precision/)
      .and.to.match(/mcnemar/);
  });

  it('predicts names and a probability of each label', async () => {
    const [head = '', ...rows] = (await run('predict run --data data/test.arrow --to csv -o -')).trim().split('\n');
    expect(head).to.equal('id,labels,probability_long,probability_news,probability_rant');
    for (const row of rows) {
      const [, labels = '', ...probabilities] = row.split(',');
      const given = ['long', 'news', 'rant'].filter((_, at) => Number(probabilities[at]) >= 0.5);
      expect(labels).to.equal(given.join(';') || ';');
    }
    const all = await run('predict run --data data/test.arrow --threshold 0 --to jsonl -o -');
    expect(all).to.include('"labels":["long","news","rant"]');
  });

  it('exports with parity; its labels are those of at least half the probability', async () => {
    expect(await run('export run -o out.onnx')).to.include('parity holds');
    const {outputs} = JSON.parse(readFileSync(join(cwd, 'run', 'example.json'), 'utf8')) as {
      outputs: Record<string, number[][]>;
    };
    outputs['labels']?.forEach((row, at) => {
      expect(row).to.deep.equal(outputs['probabilities']?.[at]?.map((share) => (share >= 0.5 ? 1 : 0)));
    });
  });

  it('names the label that training has not seen, and its row', async () => {
    writeFileSync(join(cwd, 'other.csv'), `${posts(3)}9,1,2,calm,news;fresh\n`);
    for (const line of ['eval run --data other.csv', 'train model.onnx --data other.csv --out never'])
      expect(await fail(line, 3)).to.match(/row 4: .*'fresh'/);
    await run('data import other.csv --target tags --kind tags=labels -o other.arrow');
    expect(await fail('data normalize other.arrow --like train.arrow -o never.arrow', 3)).to.match(/row 4: .*'fresh'/);
  });

  for (const [line, status, said] of [
    ['data import posts.csv --kind tags=labels -o x.arrow', 2, /only a target lists labels/],
    ['data normalize data/train.arrow --task classification -o x.arrow', 2, /lists labels/],
    ['eval run --data category.arrow', 3, /imported as category, but the model reads it as labels/],
    ['data augment train.arrow --mixup 0.2 -o x.arrow', 2, /--mixup/],
    ['data augment train.arrow --balance -o x.arrow', 2, /--balance needs a class/],
    ['train model.onnx --data train.arrow --class-weight balanced --out x', 2, /--class-weight/],
    ['eval run --data data/test.arrow --positive-class news', 2, /any of 3 labels/],
    ['model init mlp --data train.arrow --task classification -o x.onnx', 2, /prepared for multilabel/],
  ] as const)
    it(`refuses: ${line}`, async () => {
      expect(await fail(line, status)).to.match(said);
    });
});
