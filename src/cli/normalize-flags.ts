// What `data normalize` makes of columns, and its examples.
import {Flags} from '@oclif/core';
import {numberFlag, pairsFlag, parsePairs} from './flags.js';

/** What becomes of the columns; none of it goes with `--like`. */
export const normalizeFlags = () => ({
  numeric: Flags.option({
    summary: 'Scaling of numbers (default: standardize).',
    options: ['standardize', 'min-max', 'robust', 'quantile', 'none'] as const,
  })(),
  dates: Flags.option({
    summary: 'Dates as scaled seconds (default), or as year, month, weekday and time of day.',
    options: ['seconds', 'parts'] as const,
  })(),
  transform: pairsFlag(
    'What one column gets instead: standardize, min-max, robust, quantile, log1p+standardize, clip:0.05+robust, none …',
    'COL=NAME',
  ),
  impute: Flags.option({
    summary: 'What missing numbers become (default: median).',
    options: ['median', 'mean', 'mode'] as const,
  })(),
  'no-impute': Flags.boolean({
    summary: 'Leave missing numbers: the model will require a value.',
    exclusive: ['impute'],
  }),
  clip: numberFlag({summary: 'Clip numbers to the quantiles X and 1 − X.', min: 0, max: 0.5}),
  'min-count': Flags.integer({summary: 'Categories seen fewer times count as unknown.', min: 1, helpValue: 'N'}),
  'max-categories': Flags.integer({
    summary: 'All but the N commonest categories of a column count as unknown.',
    min: 1,
    helpValue: 'N',
  }),
  task: Flags.option({
    summary: 'What to predict (default: by the kind of the target).',
    options: ['classification', 'language-model', 'multilabel', 'regression'] as const,
  })(),
  'target-transform': Flags.option({
    summary: 'Scaling of a numeric target (default: standardize); predictions come back in its own units.',
    options: ['standardize', 'min-max', 'robust', 'quantile', 'log1p', 'none'] as const,
  })(),
  'force-fit': Flags.boolean({summary: 'Fit even on rows marked valid or test.'}),
});

export const normalizeExamples = [
  {
    description: 'Fit on the training rows',
    command: '<%= config.bin %> data normalize data/train.arrow -o train.arrow',
  },
  {
    description: 'Normal scores for numbers, something else for two columns, the logarithm of the target',
    command:
      '<%= config.bin %> data normalize data/train.arrow --numeric quantile --transform total_rooms=log1p+standardize ' +
      '--transform housing_median_age=robust --target-transform log1p -o train.arrow',
  },
  {
    description: "The same for columns from a file: 'data: {normalize: {transform: {total_rooms: log1p+robust}}}'",
    command:
      "echo 'data: {normalize: {transform: {total_rooms: log1p+robust}}}' > columns.yaml && " +
      '<%= config.bin %> data normalize data/train.arrow --config columns.yaml -o train.arrow',
  },
  {
    description: 'Sound as 24 mel bands every 80 samples, scaled',
    command: '<%= config.bin %> data normalize clips.arrow --transform audio=log-mel:mels=24,hop=80 -o mels.arrow',
  },
  {
    description: 'Apply the same stages to other rows',
    command: '<%= config.bin %> data normalize data/valid.arrow --like train.arrow -o valid.arrow',
  },
];

/** A name of a transform and what goes with it, further ones behind a plus. */
const CHAIN = /^(.+)=([a-z][a-z0-9-]*(?::[^+]*)?(?:\+[a-z][a-z0-9-]*(?::[^+]*)?)*)$/;

/** Column → chain. A chain may hold '=' itself (`sound=log-mel:mels=64`), and so may a name. @throws IngotError `FLAG_INVALID` */
export function parseTransforms(words: readonly string[] | undefined): Readonly<Record<string, string>> | undefined {
  if (words === undefined) return undefined;
  const pairs = words.map((word): [string, string] => {
    const [, column, chain] = CHAIN.exec(word) ?? [];
    if (column !== undefined && chain !== undefined) return [column, chain];
    const [[name = '', rest = ''] = []] = parsePairs([word], 'transform');
    return [name, rest];
  });
  return Object.fromEntries(pairs);
}
