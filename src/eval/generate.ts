// Text from a language model, token by token.
import {counted, ignoreEvents, Random, type Report} from '../core/index.js';
import {
  decodeTokens,
  encodeText,
  makeNumbers,
  PADDING_TOKEN,
  SEPARATOR_TOKEN,
  UNKNOWN_TOKEN,
  type TokenRule,
} from '../data/index.js';
import {encodeModel, extractSubgraph} from '../onnx/index.js';
import {targetsPerRow, type InputColumn} from '../prepare/index.js';
import {createSession, type Device} from '../runtime/index.js';
import {evalError} from './errors.js';
import {sampleToken, type SampleOptions} from './sample-token.js';
import type {SignedModel} from './signed-model.js';

export interface GenerateOptions extends SampleOptions {
  /** What the text begins with; empty: a text of its own. */
  readonly prompt: string;
  /** Most tokens added. */
  readonly tokens: number;
  /** How many texts. */
  readonly count: number;
  readonly seed: number;
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
  readonly report?: Report | undefined;
}

export interface GeneratedText {
  /** Without the prompt. */
  readonly text: string;
  /** Tokens added. */
  readonly tokens: number;
  /** `end`: the model ended the text; `length`: as many tokens as asked for. */
  readonly reason: 'end' | 'length';
}

export interface GenerateResult {
  readonly prompt: string;
  readonly texts: readonly GeneratedText[];
}

interface Growing {
  readonly ids: number[];
  readonly random: Random;
  added: number;
  isEnded: boolean;
}

/**
 * Each text depends on the seed and its number only. A text ends where the model puts the token between texts; padding and
 * unknown tokens never come. The model sees as many of the last tokens as its rows have.
 *
 * @throws IngotError `EVAL_OPTION` for a model of another task or without a vocabulary
 */
export async function generate(subject: SignedModel, options: GenerateOptions): Promise<GenerateResult> {
  const {prompt, tokens, count, seed, device, threads, report = ignoreEvents} = options;
  const {model, signature} = subject;
  const {input, rule} = requireLanguageModel(subject);
  if (options.temperature === 0 && (options.topK !== undefined || options.topP !== undefined))
    throw evalError(
      'EVAL_OPTION',
      '--top-k and --top-p do nothing at --temperature 0, which takes the most probable token.',
    );
  const begin = prompt === '' ? [SEPARATOR_TOKEN] : encodeText(prompt, rule);
  const unknown = begin.filter((id) => id === UNKNOWN_TOKEN).length;
  if (unknown > 0)
    report({type: 'warning', message: `${counted(unknown, 'token')} of the prompt the model does not know.`});
  const graph = extractSubgraph(model.graph, [input.name], [signature.logits]);
  const session = await createSession(encodeModel({...model, graph}), {device, threads});
  const random = new Random(seed);
  const texts = Array.from({length: count}, (_, index): Growing => ({
    ...{ids: [...begin], random: random.derive('generate', index), added: 0, isEnded: false},
  }));
  const steps = targetsPerRow(signature);
  const {element = 'int32'} = input.parse;
  try {
    for (let step = 0; step < tokens; step += 1) {
      const open = texts.filter(({isEnded}) => !isEnded);
      if (open.length === 0) break;
      const data = makeNumbers(element, open.length * steps);
      open.forEach(({ids}, row) => data.set(ids.slice(-steps), row * steps));
      const outputs = await session.run({[input.name]: {dtype: element, dims: [open.length, steps], data}});
      const logits = outputs[signature.logits]?.data as Float32Array;
      const width = logits.length / (open.length * steps);
      open.forEach((text, row) => {
        const place = row * steps + Math.min(text.ids.length, steps) - 1;
        grow(text, logits.subarray(place * width, (place + 1) * width), options);
      });
      report({type: 'progress', label: 'generating', done: step + 1, total: tokens});
    }
  } finally {
    await session.close();
  }
  return {
    prompt,
    texts: texts.map(({ids, added, isEnded}) => ({
      text: decodeTokens(ids.slice(begin.length, begin.length + added), rule),
      ...{tokens: added, reason: isEnded ? 'end' : 'length'},
    })),
  };
}

function grow(text: Growing, logits: Float32Array, options: SampleOptions): void {
  const isAllowed = (token: number): boolean => token !== PADDING_TOKEN && token !== UNKNOWN_TOKEN;
  const token = sampleToken(logits, options, {isAllowed, draw: text.random.uniform()});
  if (token === SEPARATOR_TOKEN) {
    text.isEnded = true;
    return;
  }
  text.ids.push(token);
  text.added += 1;
}

function requireLanguageModel({signature, path}: SignedModel): {
  readonly input: InputColumn;
  readonly rule: TokenRule;
} {
  const [input] = signature.inputs;
  const rule = input?.parse.tokens;
  if (signature.task === 'language-model' && input && rule) return {input, rule};
  const what =
    signature.task === 'language-model' ? 'has no vocabulary, its tokens being numbers' : `is for ${signature.task}`;
  throw evalError('EVAL_OPTION', `${path} ${what}; text is generated by a language model.`, {
    hints: ['Make one: ingot data tokenize ROWS --pack 64 -o BLOCKS, data normalize, model init gpt, train.'],
  });
}
