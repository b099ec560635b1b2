// The flags of `ingot train` that say which weights train, at which rate, and what is averaged of them.
import {Flags} from '@oclif/core';
import {cliError} from './errors.js';
import {numberPairsFlag} from './flags.js';

export const AVERAGE_NAMES = 'ema or swa';

const AVERAGE_OPTIONS = `Options with their defaults; from is the epoch, 1 the first:
ema: decay 0.999, from 1.
swa: from 1.`;

const patternsFlag = (summary: string) =>
  Flags.string({summary, helpValue: 'PATTERN', multiple: true, multipleNonGreedy: true});

export const weightFlags = () => ({
  freeze: patternsFlag("Weights that stay as they are, by name; '*' is anything. Repeatable."),
  train: patternsFlag('Weights that train; all others stay as they are. Repeatable.'),
  group: Flags.string({
    summary: 'Settings of some weights: learning-rate-factor and weight-decay. Repeatable; the later wins.',
    helpValue: 'PATTERN:KEY=X,…',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'decay-matrices-only': Flags.boolean({summary: 'No weight decay of biases, norms and other vectors.'}),
  average: Flags.string({
    summary: `Evaluate and keep an average of the weights: ${AVERAGE_NAMES}.`,
    helpValue: 'NAME',
  }),
  'average-option': numberPairsFlag({summary: 'One option of the average; repeatable.', description: AVERAGE_OPTIONS}),
});

const GROUP = /^(?<pattern>.+)[:=](?<settings>[a-z-]+=[^,:=]+(?:,[a-z-]+=[^,:=]+)*)$/su;

/**
 * `PATTERN:KEY=X,KEY=X`, each group by its pattern. A configuration file may have maps: `PATTERN: {KEY: X}`.
 *
 * @throws IngotError `FLAG_INVALID`
 */
export function parseGroups(
  words: readonly string[] | undefined,
): Readonly<Record<string, Readonly<Record<string, number>>>> | undefined {
  if (words === undefined) return undefined;
  const groups = words.map((word): [string, Record<string, number>] => {
    const {pattern, settings} = GROUP.exec(word)?.groups ?? {};
    if (pattern === undefined || settings === undefined)
      throw cliError('FLAG_INVALID', `--group expects PATTERN:KEY=X,…, got '${word}'.`, {
        hints: ["For example: --group 'dense_0.*:learning-rate-factor=0.1,weight-decay=0'"],
      });
    return [pattern, Object.fromEntries(settings.split(',').map((pair) => readPair(pair)))];
  });
  const merged: Record<string, Record<string, number>> = {};
  for (const [pattern, settings] of groups) merged[pattern] = {...merged[pattern], ...settings};
  return merged;
}

function readPair(pair: string): [string, number] {
  const [key = '', text = ''] = pair.split('=');
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw cliError('FLAG_INVALID', `--group expects a number for '${key}', got '${text}'.`);
  return [key.trim(), value];
}
