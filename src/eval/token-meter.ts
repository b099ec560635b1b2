// What a language model says of each next token of evaluated rows, by the same graph nodes that training attaches to the
// logits: summed over each row, since a row's steps are no independent rows.
import {invariant} from '../core/index.js';
import {PADDING_TOKEN, tokenSizes} from '../data/index.js';
import {losses} from '../nn/index.js';
import {encodeModel, makeModel, type Tensor} from '../onnx/index.js';
import {OpGraph} from '../ops/index.js';
import {targetsPerRow, type ModelSignature} from '../prepare/index.js';
import {createSession} from '../runtime/index.js';
import type {TokenRows} from './define.js';

export interface TokenMeter {
  /**
   * @param logits - `[rows·steps, tokens]` float32
   * @param targets - `[rows, steps]` token ids
   * @param rows - positions of the rows that count
   */
  add(logits: Tensor, targets: Int32Array, rows: readonly number[]): Promise<void>;
  /** Mean loss of a token; rows count by `weights`. */
  mean(weights?: ArrayLike<number>): number;
  rows(weights?: Float64Array): TokenRows;
  close(): Promise<void>;
}

/** The numbers of each row, as they come. */
type Sums = Record<'losses' | 'tokens' | 'correct' | 'entropies' | 'characters' | 'bytes', number[]>;

export async function createTokenMeter(signature: ModelSignature): Promise<TokenMeter> {
  const {loss: name, lossOptions, target} = signature;
  const steps = targetsPerRow(signature);
  const count = target.classes?.length ?? 1;
  const sizes = target.parse.tokens && tokenSizes(target.parse.tokens);
  const session = await createSession(encodeModel(makeModel({graph: buildMeter(name, lossOptions ?? {}, count)})), {
    threads: 1,
  });
  const sums: Sums = {losses: [], tokens: [], correct: [], entropies: [], characters: [], bytes: []};
  const total = (of: readonly number[], weights?: ArrayLike<number>): number =>
    of.reduce((sum, value, row) => sum + value * (weights?.[row] ?? 1), 0);
  return {
    async add(logits, targets, rows) {
      const found = await session.run({logits, target: {dtype: 'int32', dims: [targets.length], data: targets}});
      const read = (output: string): ArrayLike<number | bigint> => {
        const tensor = found[output];
        invariant(tensor, `the meter gives ${output}`);
        return tensor.data as ArrayLike<number | bigint>;
      };
      const [lossOf, entropyOf, best] = [read('losses'), read('entropies'), read('best')];
      for (const row of rows) {
        const own = {losses: 0, tokens: 0, correct: 0, entropies: 0, characters: 0, bytes: 0};
        for (let at = row * steps; at < (row + 1) * steps; at += 1) {
          const token = targets[at] ?? PADDING_TOKEN;
          if (token === PADDING_TOKEN) continue;
          own.tokens += 1;
          own.losses += Number(lossOf[at]);
          own.entropies += Number(entropyOf[at]);
          if (Number(best[at]) === token) own.correct += 1;
          own.characters += sizes?.characters[token] ?? 0;
          own.bytes += sizes?.bytes[token] ?? 0;
        }
        for (const [name, value] of Object.entries(own)) sums[name as keyof Sums].push(value);
      }
    },
    mean: (weights) => total(sums.losses, weights) / total(sums.tokens, weights),
    rows: (weights) => {
      const {tokens, correct, entropies, characters, bytes} = sums;
      const from = (numbers: readonly number[]): Float64Array => Float64Array.from(numbers);
      return {
        ...{task: 'language-model', tokens: from(tokens), correct: from(correct), entropies: from(entropies)},
        ...(sizes ? {characters: from(characters), bytes: from(bytes)} : {}),
        weights,
      };
    },
    close: () => session.close(),
  };
}

/** Logits and next tokens → of each step the loss, −log p of the token in nats, and the most probable token. */
function buildMeter(name: string, options: Readonly<Record<string, number>>, count: number) {
  const g = new OpGraph({name: 'tokens'});
  const logits = g.input('logits', 'float32', ['steps', count]);
  const target = g.input('target', 'int32', ['steps']);
  const {terms} = losses.get(name).parts(g, logits, target, options);
  g.output(g.reshape(g.reduceSum(terms, [1]), [-1]), 'losses', ['steps']);
  const plain = losses.get('next-token').parts(g, logits, target);
  g.output(g.reshape(plain.terms, [-1]), 'entropies', ['steps']);
  g.output(g.op('ArgMax', [logits], {axis: 1, keepdims: 0}), 'best', ['steps']);
  return g.build();
}
