// Language models: loss, gradients and measures held to PyTorch (test/oracle/next_token.py), and texts that come back.
import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import {buildGradients} from '../../src/autodiff/index.js';
import {Random} from '../../src/core/index.js';
import {createTokenMeter, generate, metricValues, pickRows, type SignedModel} from '../../src/eval/index.js';
import {architectures} from '../../src/models/index.js';
import {losses} from '../../src/nn/index.js';
import {encodeModel, makeModel, type Graph, type Tensor} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {normalizeDataset, prepareTensors, readSignature, tokenizeDataset} from '../../src/prepare/index.js';
import {createSession} from '../../src/runtime/index.js';
import {buildModel} from '../../src/tasks/index.js';
import {buildEvaluationProgram} from '../../src/train/evaluation-program.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import {withTokenShares} from '../../src/train/row-weights.js';
import {buildAndRun, numbersOf} from '../support/build-and-run.js';
import {errorOf, rejectionOf} from '../support/error-of.js';
import {inMemory, memoryDataset} from '../support/memory-dataset.js';
import {float32, largestDifference} from '../support/training.js';

interface Recorded {
  readonly values: readonly {
    readonly options: Readonly<Record<string, number>>;
    readonly dims: number[];
    readonly logits: number[];
    readonly target: number[];
    readonly mean: number;
    readonly gradient: number[];
  }[];
  readonly gpt: {
    readonly options: Readonly<Record<string, number>>;
    readonly weights: Readonly<Record<string, {dims: number[]; data: number[]}>>;
    readonly tokens: number[][];
    readonly target: number[][];
    readonly losses: number[];
    readonly gradients: Readonly<Record<string, number[]>>;
    readonly after: Readonly<Record<string, number[]>>;
    readonly measures: Readonly<Record<string, number | number[]>>;
  };
}

const {values, gpt} = JSON.parse(
  readFileSync(new URL('../oracle/next_token.json', import.meta.url), 'utf8'),
) as Recorded;
const [STEPS, TOKENS, ROWS] = [5, 7, gpt.tokens.length];
const VOCABULARY = ['a', 'é', '€', '🙂'];
const int32 = (rows: readonly number[][]): Tensor => ({
  ...{dtype: 'int32', dims: [rows.length, STEPS], data: Int32Array.from(rows.flat())},
});

/** The recorded network, as `model init gpt` makes it. */
function network(): {readonly graph: Graph; readonly weights: ReadonlyMap<string, Tensor>} {
  const g = new OpGraph({name: 'network'});
  const architecture = architectures.get('gpt');
  const entry = [g.input('tokens', 'int32', ['batch', STEPS])];
  const context = {entry, tensorEntries: new Set(['tokens']), vocabularySizes: [[TOKENS]], outputs: TOKENS};
  const options = architecture.resolve(gpt.options);
  g.output(architecture.build(g, {...context, everyStep: true, options, random: new Random(1)}));
  const graph = g.build();
  const weights = new Map(
    Object.entries(gpt.weights).map(([name, {dims, data}]) => [name, float32(dims, data)] as const),
  );
  const names = [...graph.initializers].filter(([name]) => !name.startsWith('const')).map(([name]) => name);
  expect(names).to.have.members([...weights.keys()]);
  return {graph: {...graph, initializers: new Map([...graph.initializers, ...weights])}, weights};
}

/** Shares of the steps that have a token, added up: what the host says of a batch. */
const TOTAL = gpt.target.flat().filter((id) => id !== 0).length / STEPS;

async function descend(steps: number, learningRate: number, partRows?: number) {
  const {graph, weights} = network();
  const named = {network: graph, logits: 'logits', parameters: [...weights.keys()], loss: 'next-token'};
  const program = buildTrainingProgram({...named, targetsPerRow: STEPS, optimizer: 'sgd', seed: 1, partRows});
  const session = await createSession(encodeModel(program.model), {threads: 1});
  try {
    const fill = <T>(value: T): T[] => new Array<T>(steps).fill(value);
    const outputs = await session.run({
      ...program.pack(weights),
      ...{tokens: int32(gpt.tokens), [program.targetInput.name]: int32(gpt.target)},
      ...program.stepFeeds({
        ...{firstStep: 1, indices: Int32Array.from({length: steps * ROWS}, (_, at) => at % ROWS), batchSize: ROWS},
        ...{lengths: fill(ROWS), totals: fill(TOTAL), learningRates: fill(learningRate)},
      }),
    });
    return {losses: [...program.readLosses(outputs)], weights: program.unpack(outputs).parameters, before: weights};
  } finally {
    await session.close();
  }
}

describe('the loss of next tokens', () => {
  for (const {options, dims, logits, target, mean, gradient} of values)
    it(`equals PyTorch, padding left out: ${JSON.stringify({target, ...options})}`, async () => {
      const loss = losses.get('next-token');
      const found = await buildAndRun(
        (g) => {
          const z = g.input('logits', 'float32', ['steps', dims[1] ?? 1]);
          const y = g.input('target', 'int32', ['steps']);
          const built = loss.build(g, z, y, options);
          const {gradient: closed, counts = z} = loss.parts(g, z, y, options);
          const [reverse = z] = buildGradients(g, built, [z]);
          return {mean: built, closed: g.div(g.mul(closed(), counts), g.reduceSum(counts)), reverse};
        },
        {logits: float32(dims, logits), target: {dtype: 'int32', dims: [target.length], data: Int32Array.from(target)}},
      );
      expect(largestDifference(numbersOf(found['mean']), [mean])).to.be.below(1e-6); // float32
      expect(largestDifference(numbersOf(found['closed']), gradient)).to.be.below(1e-6);
      expect(largestDifference(numbersOf(found['reverse']), gradient)).to.be.below(1e-6);
    });
});

describe('a small GPT', () => {
  it('has the gradients of every weight that PyTorch has', async () => {
    const {
      losses: [loss],
      weights,
      before,
    } = await descend(1, 1);
    expect(loss).to.be.closeTo(gpt.losses[0] ?? NaN, 1e-6);
    for (const [name, tensor] of weights) {
      const was = numbersOf(before.get(name));
      const gradient = numbersOf(tensor).map((value, at) => (was[at] ?? NaN) - value);
      expect(largestDifference(gradient, gpt.gradients[name] ?? []), name).to.be.below(1e-6); // float32 differences
    }
  });

  for (const partRows of [undefined, 2])
    it(`comes to the same weights by 20 steps${partRows === undefined ? '' : ', part by part'}`, async () => {
      const {losses: found, weights} = await descend(20, 0.1, partRows);
      expect(largestDifference(found, gpt.losses)).to.be.below(2e-6);
      for (const [name, tensor] of weights)
        expect(largestDifference(numbersOf(tensor), gpt.after[name] ?? []), name).to.be.below(2e-6);
    });

  it('is measured as PyTorch measures it', async () => {
    const {graph, weights} = network();
    const options = {network: graph, logits: 'logits', parameters: [...weights.keys()], loss: 'next-token'};
    const program = buildEvaluationProgram({...options, targetsPerRow: STEPS});
    const session = await createSession(encodeModel(program.model), {threads: 1});
    const feeds = {tokens: int32(gpt.tokens), [program.targetInput.name]: int32(gpt.target)};
    const outputs = await session.run({...program.parameterFeeds(weights), ...feeds});
    await session.close();
    expect(program.readLossSum(outputs) / (TOTAL * STEPS)).to.be.closeTo(gpt.losses[0] ?? NaN, 1e-6);
    const tokens = {unit: 'chars', vocabulary: VOCABULARY, pad: 'right', truncate: 'left'} as const;
    const parse = {kind: 'tensor', missing: [], shape: [STEPS], element: 'int32', tokens} as const;
    const target = {name: 'next', parse, classes: Array.from({length: TOKENS}, (_, id) => String(id))};
    const signature = {task: 'language-model', loss: 'next-token', target} as unknown as SignedModel['signature'];
    const meter = await createTokenMeter(signature);
    const all = Array.from({length: ROWS}, (_, row) => row);
    await meter.add(program.readLogits(outputs), Int32Array.from(gpt.target.flat()), all);
    const rows = meter.rows();
    await meter.close();
    expect(meter.mean()).to.be.closeTo(gpt.losses[0] ?? NaN, 1e-6);
    const {entropies, tokens: counts, correct, ...metrics} = gpt.measures;
    expect(largestDifference([...rows.entropies], entropies as number[])).to.be.below(1e-5);
    expect([...rows.tokens]).to.deep.equal(counts);
    expect([...rows.correct]).to.deep.equal(correct);
    const found = metricValues(rows);
    expect(found).to.have.all.keys(Object.keys(metrics));
    for (const [name, value] of Object.entries(metrics)) expect(found[name], name).to.be.closeTo(Number(value), 1e-5);
    const {weights: none, ...picked} = pickRows(rows, all);
    expect(none).to.equal(undefined);
    expect(metricValues(picked)).to.deep.equal(found);
    const {characters, bytes, ...numbersOnly} = rows;
    expect([characters?.length, bytes?.length]).to.deep.equal([ROWS, ROWS]);
    expect(metricValues(numbersOnly)).to.include({perplexity: found['perplexity'], bits_per_byte: null});
  });
});

describe('a language model over tokenized texts', () => {
  const texts = memoryDataset([{name: 'text', kind: 'text', values: ['abcabcabc', 'bca', 'cabcab']}]);
  const build = async (architecture: string, options: Record<string, unknown> = {}): Promise<SignedModel> => {
    const blocks = await normalizeDataset(await inMemory(await tokenizeDataset(texts, {pack: 4})));
    const model = buildModel({architecture, architectureOptions: options, schema: blocks.schema, seed: 1});
    await blocks.close();
    return {path: 'model.onnx', model, signature: readSignature(model)};
  };
  const small = {width: 8, depth: 1, heads: 2};

  for (const [architecture, options] of [
    ['gpt', small],
    ['gru', {units: 4}],
    ['lstm', {units: 4}],
  ] as const)
    it(`gives what follows the last token, whatever padding is behind it: ${architecture}`, async () => {
      const {model, signature} = await build(architecture, options);
      expect(signature.task).to.equal('language-model');
      expect(signature.target.classes).to.deep.equal(['<pad>', '<unk>', '<sep>', 'a', 'b', 'c']);
      const session = await createSession(encodeModel(makeModel({graph: model.graph, opsets: model.opsets})), {});
      const run = async (...rows: number[][]) =>
        session.run({text: {dtype: 'int32', dims: [rows.length, 4], data: Int32Array.from(rows.flat())}});
      const {probabilities, label} = await run([3, 4, 0, 0], [3, 4, 5, 0], [0, 0, 0, 0]);
      expect(probabilities?.dims).to.deep.equal([3, 6]);
      expect(label?.dims).to.deep.equal([3, 1]);
      // A later token changes nothing before it: read off the second step of another row, by its own padding.
      const {probabilities: alone} = await run([3, 4, 0, 0]);
      expect(numbersOf(alone)).to.deep.equal(numbersOf(probabilities).slice(0, 6));
      await session.close();
    });

  it('refuses networks that see what follows, options that do nothing and blocks without next tokens', async () => {
    for (const [architecture, options, code] of [
      ['transformer', small, 'TASK_MISMATCH'],
      ['mlp', {}, 'TASK_MISMATCH'],
      ['gru', {bidirectional: true}, 'TASK_MISMATCH'],
      ['gpt', {...small, sequencePool: 'mean'}, 'MODEL_OPTION_UNUSED'],
      ['gpt', {width: 8, layers: [{'sequence-pool': {kind: 'mean'}}]}, 'MODEL_OPTION_INVALID'],
    ] as const)
      expect(await rejectionOf(build(architecture, options)), architecture).to.have.property('code', code);
    const blocks = await inMemory(await tokenizeDataset(texts, {pack: 4}));
    for (const plan of [{task: 'classification'}, {targetTransform: 'log1p'}] as const)
      expect(await rejectionOf(normalizeDataset(blocks, {plan}))).to.have.property('code', 'PREPARE_OPTION');
    const rows = memoryDataset([
      {name: 'x', kind: 'numeric', values: [1, 2]},
      {name: 'y', kind: 'numeric', role: 'target', values: [1, 2]},
    ]);
    expect(await rejectionOf(normalizeDataset(rows, {plan: {task: 'language-model'}}))).to.have.property(
      'code',
      'PREPARE_OPTION',
    );
  });

  it('refuses tokens of another vocabulary', async () => {
    const {model, signature} = await build('gpt', small);
    const others = memoryDataset([{name: 'text', kind: 'text', values: ['xyzxyzxyz']}]);
    const rows = await inMemory(await tokenizeDataset(others, {pack: 4}));
    const error = await rejectionOf(prepareTensors(model, signature, rows, {target: 'required'}));
    expect(error).to.have.property('code', 'KIND_MISMATCH');
    expect(error.message).to.include('another vocabulary');
  });

  it('counts padded rows by the share of their steps that have a token', async () => {
    const {model, signature} = await build('gpt', small);
    const rows = await inMemory(await tokenizeDataset(texts, {pack: 4}));
    const prepared = await prepareTensors(model, signature, rows, {target: 'required'});
    expect(prepared.targetsPerRow).to.equal(4);
    expect(withTokenShares(prepared).weights).to.equal(undefined);
    const target = Int32Array.from(prepared.target ?? []);
    target.fill(0, 1, 4);
    const shares = [...(withTokenShares({...prepared, target}).weights ?? [])];
    expect(shares).to.deep.equal([0.25, ...new Array<number>(prepared.rowCount - 1).fill(1)]);
  });

  it('writes the same text for the same seed, each of several by itself, and no special token', async () => {
    const subject = await build('gpt', small);
    const options = {prompt: 'ab', tokens: 12, count: 3, temperature: 1, seed: 5};
    const {texts: first} = await generate(subject, options);
    const {texts: again} = await generate(subject, {...options, count: 2});
    expect(again).to.deep.equal(first.slice(0, 2));
    for (const {text, tokens, reason} of first) {
      expect(text).to.match(/^[abc]*$/);
      expect(text).to.have.lengthOf(tokens);
      expect(reason).to.equal(tokens === 12 ? 'length' : 'end');
    }
    expect(new Set(first.map(({text}) => text)).size).to.be.above(1);
    const notes: string[] = [];
    const report = (event: {readonly type: string; readonly message?: string}): void => {
      if (event.message !== undefined) notes.push(event.message);
    };
    await generate(subject, {...options, prompt: 'aX', tokens: 1, report});
    expect(notes).to.deep.equal(['1 token of the prompt the model does not know.']);
    const idle = await rejectionOf(generate(subject, {...options, temperature: 0, topK: 3}));
    expect(idle).to.have.property('code', 'EVAL_OPTION');
    const other = {...subject, signature: {...subject.signature, task: 'regression' as const}};
    expect(await rejectionOf(generate(other, options))).to.have.property('code', 'EVAL_OPTION');
    expect(
      errorOf(() =>
        losses
          .get('next-token')
          .parts(
            new OpGraph(),
            new OpGraph().input('z', 'float32', ['n', 'm']),
            new OpGraph().input('y', 'int32', ['n']),
          ),
      ),
    ).to.have.property('code', 'LAYER_SHAPE');
  });
});
