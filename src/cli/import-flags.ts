// What `model import` is told of a foreign file: what it is for, what it takes, where the loss attaches, what to change.
import {readFileSync} from 'node:fs';
import {Flags} from '@oclif/core';
import {fileError} from '../core/index.js';
import {cliError} from './errors.js';
import {listFlag, numberFlag, pairsFlag} from './flags.js';

/** `auto`, or `classes=N`. */
const headFlag = Flags.custom<number | 'auto'>({
  helpValue: 'auto|classes=N',
  parse: (input, _context, {name}) => {
    if (input === 'auto') return Promise.resolve('auto');
    const count = /^(?:classes=)?([1-9]\d*)$/.exec(input)?.[1];
    if (count === undefined) throw cliError('FLAG_INVALID', `--${name} expects auto or classes=N, got '${input}'.`);
    return Promise.resolve(Number(count));
  },
});

export const importFlags = () => ({
  task: Flags.option({
    summary: 'What the model is for; auto: what the target of --data says.',
    options: ['auto', 'classification', 'regression'] as const,
    default: 'auto' as const,
  })(),
  classes: listFlag('Names of the classes in the order of the outputs, or a file of one a line.', {
    helpValue: 'A,B|FILE',
  }),
  target: Flags.string({summary: 'Name of the target column, without --data (default: target).', helpValue: 'COL'}),
  input: pairsFlag('The column that an input takes (default: by name, else in order).', 'INPUT=COL'),
  logits: Flags.string({
    summary: 'Tensor the loss attaches to (default: what the last Softmax or Sigmoid takes, else the output).',
    helpValue: 'TENSOR',
  }),
  head: headFlag({summary: 'Put a new last layer on, drawn from the seed; auto: as wide as the target needs.'}),
  scale: numberFlag({summary: 'Multiply every number of an input first: 0.00392157 for pixels of 0 to 255.'}),
  mean: listFlag('Subtract then: one number, or one a channel.', {helpValue: 'X,…'}),
  std: listFlag('Divide by at last: one number, or one a channel.', {helpValue: 'X,…'}),
});

/** Numbers of a list flag. @throws IngotError `FLAG_INVALID` */
export function parseNumberList(words: readonly string[] | undefined, flagName: string): number[] | undefined {
  return words?.map((word) => {
    const value = Number(word);
    if (word.trim() !== '' && Number.isFinite(value)) return value;
    throw cliError('FLAG_INVALID', `--${flagName} expects numbers, got '${word}'.`);
  });
}

/** The names themselves, or the lines of the file that the one word names. @throws IngotError `FILE_NOT_FOUND` */
export function readClasses(words: readonly string[] | undefined): readonly string[] | undefined {
  const [only, ...others] = words ?? [];
  if (only === undefined || others.length > 0) return words;
  try {
    return readFileSync(only, 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '');
  } catch (error) {
    throw fileError(error, only);
  }
}
