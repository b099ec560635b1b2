import type {Json} from '../core/index.js';
import type {ColumnStatistics} from '../data/index.js';
import {defineTransform, type FitColumn} from './define.js';
import {transformError} from './errors.js';
import {choiceOption} from './options.js';

export const IMPUTE_STRATEGIES = ['median', 'mean', 'mode', 'constant'] as const;
export type ImputeStrategy = (typeof IMPUTE_STRATEGIES)[number];

interface ImputeState {
  readonly fill: readonly number[];
}

/**
 * Missing numbers become a fixed value per column: float64 `[N, C]` → float64 `[N, C]`.
 * Options: `strategy`, and `value` for the strategy `constant`. For text see `impute-text`.
 */
export const impute = defineTransform<ImputeState>({
  name: 'impute',
  version: 1,
  summary: 'Missing numbers set to the median, the mean, the commonest value or a constant.',
  takes: ['float64'],
  gives: 'float64',
  fillsMissing: true,
  keepsPresent: true,
  options: {strategy: 'median', value: null},
  fit: (columns, options) => {
    const strategy = choiceOption(options, 'strategy', IMPUTE_STRATEGIES);
    return {fill: columns.map((column) => fillOf(column, strategy, options['value'] ?? null))};
  },
  outputs: (columns) => columns,
  build: (g, x, {fill}) => g.where(g.isNaN(x), g.numbers(fill, 'float64'), x),
});

function fillOf({name, statistics}: FitColumn, strategy: ImputeStrategy, constant: Json): number {
  const value = strategy === 'constant' ? numberOf(constant) : statisticOf(statistics, strategy);
  if (value !== undefined && Number.isFinite(value)) return value;
  if (strategy === 'constant')
    throw transformError(
      'TRANSFORM_OPTION',
      `Column '${name}' needs a number to fill in, got ${JSON.stringify(constant)}.`,
    );
  throw transformError('TRANSFORM_NO_VALUES', `Column '${name}' has no values, so it has no ${strategy} to fill in.`, {
    hints: ['Leave the column out: --role COLUMN=ignored at import.', "Or fill in a constant: '--impute constant=0'."],
  });
}

function statisticOf(statistics: ColumnStatistics, strategy: ImputeStrategy): number | undefined {
  if (strategy === 'median') return statistics.quantile(0.5);
  if (strategy === 'mean') return statistics.mean;
  const mode = statistics.mode();
  return typeof mode === 'number' ? mode : undefined;
}

function numberOf(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : undefined;
}
