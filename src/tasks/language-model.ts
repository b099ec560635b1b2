// Language models: the token after each step of a sequence.
import {PADDING_TOKEN} from '../data/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {classification} from './classification.js';
import {defineTask} from './define.js';
import {taskError} from './errors.js';

/**
 * Outputs: `probabilities` `[batch, C]` float32 of the token that follows the last one of each row (padding behind it is
 * passed over), in the order of the tokens, and `label` `[batch, 1]`, the name of the most probable one. The logits stay
 * inside: `[batch·steps, C]`, those of one row below each other.
 */
export const languageModel = defineTask({
  name: 'language-model',
  summary: 'The token after each step of a sequence.',
  outputs: ['probabilities', 'label'],
  predictsSteps: true,
  defaultLoss: () => 'next-token',
  outputCount: ({target}) => target.classes?.length ?? 0,
  addOutputs(g, logits, context) {
    const {target, tokens} = context;
    const steps = target.parse.shape?.[0];
    const [, width] = tokens?.shape ?? [];
    if (!tokens || steps === undefined || width !== steps)
      throw taskError(
        'TASK_MISMATCH',
        `A language model expects one feature of ${String(steps)} tokens, as many as target '${target.name}' has, got ` +
          `${tokens ? `[${(tokens.shape ?? []).join(', ')}]` : 'none'}.`,
        {hints: ['Make both at once: ingot data tokenize ROWS --pack 64 -o BLOCKS.']},
      );
    classification.addOutputs(g, lastStep(g, logits, tokens, steps), context);
  },
});

/** `[batch, C]`: the logits of the last step with a token, the first where all is padding. */
function lastStep(g: OpGraph, logits: Value, tokens: Value, steps: number): Value {
  const isToken = g.cast(g.not(g.equal(tokens, g.scalar(PADDING_TOKEN, 'int32'))), 'float32');
  const places = g.numbers(
    Array.from({length: steps}, (_, step) => step),
    'float32',
    [1, steps],
  );
  const last = g.cast(g.reduceMax(g.mul(isToken, places), [1], true), 'int64');
  const rows = g.op('Reshape', [logits, g.ints([-1, steps, Number(logits.shape?.[1])])]);
  const picked = g.op('GatherND', [rows, last], {batch_dims: 1}, {outputs: ['last_logits']});
  return g.outer({...picked, shape: ['batch', logits.shape?.[1] ?? '']});
}
