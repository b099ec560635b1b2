// The flags that say what is minimized, and how much rows count in it.
import {Flags} from '@oclif/core';
import {cliError} from './errors.js';
import {pairsFlag, parsePairs} from './flags.js';

export const lossOptionFlag = () => pairsFlag('An option of the loss: delta of huber, tau of quantile …', 'KEY=VALUE');

/** For a model that is made. */
export const modelLossFlags = () => ({
  loss: Flags.string({
    summary: 'mse, mae, huber, log-cosh, quantile, poisson, cross-entropy, focal … (default by task).',
    helpValue: 'NAME',
  }),
  'loss-option': lossOptionFlag(),
});

/** For a training. */
export const lossFlags = () => ({
  loss: Flags.string({summary: "Another loss than the model's own.", helpValue: 'NAME'}),
  'loss-option': lossOptionFlag(),
  'class-weight': Flags.string({
    summary: 'How much the rows of a class count: balanced, or a weight a class (others: 1).',
    helpValue: 'balanced|CLASS=W,…',
    multiple: true,
    multipleNonGreedy: true,
  }),
  monitor: Flags.string({
    summary: 'What decides which weights are best, and when to stop: loss or a metric (default: loss).',
    helpValue: 'METRIC',
  }),
  'row-weights': Flags.boolean({
    summary: 'Count rows by the column with role weight, where there is one.',
    default: true,
    allowNo: true,
  }),
});

/** Numbers by name from the words of a pairs flag. @throws IngotError `FLAG_INVALID` */
export function parseNumbers(
  words: readonly string[] | undefined,
  flagName: string,
): Readonly<Record<string, number>> | undefined {
  if (words === undefined) return undefined;
  const entries = [...parsePairs(words, flagName)].map(([key, text]): [string, number] => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value))
      throw cliError('FLAG_INVALID', `--${flagName} expects a number for '${key}', got '${text}'.`);
    return [key, value];
  });
  return Object.fromEntries(entries);
}

/**
 * `balanced`, or `a=2,b=0.5`. A comma begins another class only behind a weight, so that names may have commas.
 *
 * @throws IngotError `FLAG_INVALID`
 */
export function parseClassWeights(
  words: readonly string[] | undefined,
): 'balanced' | Readonly<Record<string, number>> | undefined {
  if (words?.join() === 'balanced') return 'balanced';
  return parseNumbers(
    words?.flatMap((word) => word.split(/(?<=[=][^=,]*),/)),
    'class-weight',
  );
}

/** The settings of `ingot train` that these flags stand for, by flag name. */
export function lossSettings(flags: {
  readonly 'loss-option'?: readonly string[] | undefined;
  readonly 'class-weight'?: readonly string[] | undefined;
}): {readonly 'loss-option': unknown; readonly 'class-weight': unknown} {
  return {
    'loss-option': parseNumbers(flags['loss-option'], 'loss-option'),
    'class-weight': parseClassWeights(flags['class-weight']),
  };
}
