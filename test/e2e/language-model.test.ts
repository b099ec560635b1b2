// A language model through the command line: from texts to texts.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import type {EvalResult, GenerateResult} from '../../src/eval/index.js';
import {fixture, ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';

/** exp of the entropy of the tokens by how often they come in the rows themselves: the best that counts alone can do. */
function unigramPerplexity(texts: readonly string[]): number {
  const tokens = texts.flatMap((text) => [...Array.from(text), '']);
  const counts = new Map<string, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  const entropy = [...counts.values()].reduce(
    (sum, count) => sum - (count / tokens.length) * Math.log(count / tokens.length),
    0,
  );
  return Math.exp(entropy);
}

describe('ingot with a language model', function () {
  this.timeout(120_000);
  let cwd = '';
  const run = async (line: string): Promise<string> => {
    const {status, stdout, stderr} = await ingot(line.split(' '), {cwd});
    expect(status, `${line}: ${stderr}`).to.equal(0);
    return stdout;
  };

  before(async () => {
    cwd = temporaryFolder();
    for (const line of [
      `data import ${fixture('speeches.jsonl')} --kind text=text -o raw.arrow`,
      'data split raw.arrow --ratios 0.8,0.2 --seed 1 -o data',
      'data tokenize data/train.arrow --pack 32 -o train-blocks.arrow',
      'data tokenize data/test.arrow --pack 32 --like train-blocks.arrow -o test-blocks.arrow',
      'data normalize train-blocks.arrow -o train.arrow',
      'model init gpt --data train.arrow --width 32 --depth 1 --seed 1 -o model.onnx',
      'train model.onnx --data train.arrow --epochs 8 --learning-rate 0.01 --batch-size 32 --threads 1 --out run',
    ])
      await run(line);
  });
  after(removeFolders);

  it('is far less surprised by other texts than counting alone', async () => {
    const result = await ingotJson<EvalResult>('eval run --data test-blocks.arrow'.split(' '), {cwd});
    const texts = (await run('data convert data/test.arrow --to jsonl -o -')).trim().split('\n');
    const unigram = unigramPerplexity(texts.map((line) => (JSON.parse(line) as {text: string}).text));
    const {perplexity, token_accuracy: accuracy, bits_per_byte: bits} = result.metrics;
    expect(result.task).to.equal('language-model');
    expect(Math.exp(result.loss)).to.be.closeTo(perplexity?.value ?? NaN, 1e-4);
    expect(perplexity?.high).to.be.below(0.7 * unigram);
    expect(perplexity?.low).to.be.below(perplexity?.value ?? NaN);
    expect(accuracy?.value).to.be.above(0.25);
    expect(bits?.value).to.be.closeTo(result.loss / Math.LN2, 0.05);
    await run('eval run --data test-blocks.arrow --compare model.onnx --gate perplexity<=20');
  });

  it('is exported, predicts what follows a text, and goes on with it the same way', async () => {
    await run('export run -o model-out.onnx');
    const texts = ['What', 'the', 'Speak, speak'].map((text) => `{"text":"${text}"}`).join('\n');
    const {stdout} = await ingot('predict model-out.onnx --data - --to jsonl -o -'.split(' '), {
      cwd,
      input: `${texts}\n`,
    });
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string | number>);
    expect(rows).to.have.lengthOf(3);
    for (const [at, prompt] of ['What', 'the', 'Speak, speak'].entries()) {
      const words = ['generate', 'run', '--prompt', prompt, '--tokens', '1', '--temperature', '0'];
      const {
        texts: [next],
      } = await ingotJson<GenerateResult>(words, {cwd});
      const expected = next?.reason === 'end' ? '<sep>' : next?.text;
      expect(rows[at]?.['prediction'], prompt).to.equal(expected);
      const shares = Object.entries(rows[at] ?? {}).filter(([name]) => name.startsWith('probability_'));
      expect(shares.reduce((sum, [, share]) => sum + Number(share), 0)).to.be.closeTo(1, 1e-4);
    }
    const words = [
      'generate',
      'model-out.onnx',
      '--prompt',
      'First ',
      '--tokens',
      '60',
      '--seed',
      '3',
      '--top-p',
      '0.9',
    ];
    const first = await ingot(words, {cwd});
    expect(first.stdout).to.match(/^First /);
    expect((await ingot(words, {cwd})).stdout).to.equal(first.stdout);
  });

  it('is trained further on other texts, with measures of every epoch', async () => {
    await run(
      'train run --data test-blocks.arrow --valid test-blocks.arrow --epochs 1 --threads 1 --monitor perplexity --out more',
    );
    const [line = ''] = readFileSync(join(cwd, 'more', 'metrics.jsonl'), 'utf8')
      .split('\n')
      .filter((text) => text.includes('validMetrics'));
    const {validMetrics, validLoss} = JSON.parse(line) as {validMetrics: Record<string, number>; validLoss: number};
    expect(validMetrics).to.have.all.keys('perplexity', 'token_accuracy');
    expect(validMetrics['perplexity']).to.be.closeTo(Math.exp(validLoss), 1e-3);
  });
});
