// Which weights train, and which at a rate of their own: patterns on the names of the weights.
import {matchesPattern, nearest} from '../core/index.js';
import type {Tensor} from '../onnx/index.js';
import {trainError} from './errors.js';
import {movingStatistics, type Network} from './network.js';
import type {ParameterRates} from './program-types.js';

/** What a group may set; keys as people spell them. */
export const GROUP_SETTINGS = ['learning-rate-factor', 'weight-decay'] as const;
export type GroupSetting = (typeof GROUP_SETTINGS)[number];
export type GroupSettings = Readonly<Partial<Record<GroupSetting, number>>>;

export interface WeightChoices {
  /** By pattern; a later one wins where two set the same of one weight. */
  readonly group: Readonly<Record<string, GroupSettings>> | null;
  /** Patterns of weights that stay as they are. */
  readonly freeze: readonly string[] | null;
  /** Patterns of the weights that train; null: all. */
  readonly train: readonly string[] | null;
  readonly weightDecay: number;
  /** Vectors (biases, norms) do not decay. */
  readonly decayMatricesOnly: boolean;
}

export interface PlannedWeight {
  readonly name: string;
  readonly shape: readonly number[];
  /** `trains`, `follows` (running statistics of a layer that trains: no gradient moves them), `frozen`. */
  readonly use: 'trains' | 'follows' | 'frozen';
  /** Of those that train. */
  readonly rates: ParameterRates | null;
}

/**
 * Decides for every weight of a network.
 *
 * @throws IngotError `TRAIN_OPTION_INVALID` for a pattern that matches nothing or changes nothing, for half a batch
 * normalization, and when no weight is left to train
 */
export function planWeights(network: Network, choices: WeightChoices): PlannedWeight[] {
  const names = [...network.weights.keys()];
  for (const flag of ['train', 'freeze'] as const)
    for (const pattern of choices[flag] ?? []) requireMatch(flag, pattern, names);
  for (const pattern of Object.keys(choices.group ?? {})) requireMatch('group', pattern, names);
  const matchesOne = (patterns: readonly string[], name: string): boolean =>
    patterns.some((pattern) => matchesPattern(pattern, name));
  const isFrozen = (name: string): boolean =>
    matchesOne(choices.freeze ?? [], name) || (choices.train !== null && !matchesOne(choices.train, name));
  const trained = network.parameters.filter((name) => !isFrozen(name));
  const moving = movingStatistics(network.graph, new Set(trained));
  const sources = new Set<string>();
  const weights = [...network.weights].map(([name, tensor]): PlannedWeight => {
    const shape = tensor.dims;
    const isStatistic = network.statistics.includes(name);
    if (isFrozen(name) || (isStatistic && !moving.includes(name))) return {name, shape, use: 'frozen', rates: null};
    if (isStatistic) return {name, shape, use: 'follows', rates: null};
    return {name, shape, use: 'trains', rates: findRates(name, tensor, {choices, sources})};
  });
  if (!weights.some(({use}) => use === 'trains'))
    throw trainError('TRAIN_OPTION_INVALID', `All ${String(names.length)} weights are frozen: nothing would train.`, {
      hints: [`Leave some out of --freeze, or name some with --train. Weights: ${shown(names)}.`],
    });
  refuseIdle(choices, sources);
  return weights;
}

/** The network of which only what was planned trains; the others are constants of it. */
export function freezeWeights(network: Network, plan: readonly PlannedWeight[]): Network {
  const frozen = new Map(plan.filter(({use}) => use === 'frozen').map(({name}) => [name, network.weights.get(name)]));
  if (frozen.size === 0) return network;
  const initializers = new Map(network.graph.initializers);
  for (const [name, tensor] of frozen) if (tensor) initializers.set(name, tensor);
  return {
    ...network,
    graph: {...network.graph, initializers},
    parameters: network.parameters.filter((name) => !frozen.has(name)),
    statistics: plan.filter(({use}) => use === 'follows').map(({name}) => name),
  };
}

/** Weights that are as they were, by name. */
export function frozenWeights({weights, parameters, statistics}: Network): Map<string, Tensor> {
  const moving = new Set([...parameters, ...statistics]);
  return new Map([...weights].filter(([name]) => !moving.has(name)));
}

export function ratesOf(plan: readonly PlannedWeight[]): Map<string, ParameterRates> {
  return new Map(plan.flatMap(({name, rates}) => (rates ? [[name, rates]] : [])));
}

interface Sources {
  readonly choices: WeightChoices;
  /** `pattern setting` of what decided something. */
  readonly sources: Set<string>;
}

function findRates(name: string, {dims}: Tensor, {choices, sources}: Sources): ParameterRates {
  const found: Partial<Record<GroupSetting, number>> = {};
  const from: Partial<Record<GroupSetting, string>> = {};
  for (const [pattern, settings] of Object.entries(choices.group ?? {}))
    if (matchesPattern(pattern, name))
      for (const setting of GROUP_SETTINGS)
        if (settings[setting] !== undefined) {
          found[setting] = settings[setting];
          from[setting] = pattern;
        }
  for (const [setting, pattern] of Object.entries(from)) sources.add(`${pattern} ${setting}`);
  const standard = choices.decayMatricesOnly && dims.length < 2 ? 0 : choices.weightDecay;
  return {
    learningRateFactor: found['learning-rate-factor'] ?? 1,
    weightDecay: found['weight-decay'] ?? standard,
  };
}

function refuseIdle({group}: WeightChoices, sources: ReadonlySet<string>): void {
  for (const [pattern, settings] of Object.entries(group ?? {}))
    for (const setting of Object.keys(settings))
      if (!sources.has(`${pattern} ${setting}`))
        throw trainError(
          'TRAIN_OPTION_INVALID',
          `--group '${pattern}' would do nothing with ${setting}: its weights are frozen, or a later group decides.`,
          {hints: ['Put the more special pattern last, or leave this one out.']},
        );
}

function requireMatch(flag: string, pattern: string, names: readonly string[]): void {
  if (names.some((name) => matchesPattern(pattern, name))) return;
  const near = nearest(pattern.replaceAll(/[*?]/gu, ''), names);
  throw trainError(
    'TRAIN_OPTION_INVALID',
    `--${flag} '${pattern}' matches none of the ${String(names.length)} weights.`,
    {
      hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Weights: ${shown(names)}.`],
      data: {pattern, weights: names},
    },
  );
}

const SHOWN = 12;

function shown(names: readonly string[]): string {
  const more = names.length > SHOWN ? `, … ${String(names.length)} in all` : '';
  return `${names.slice(0, SHOWN).join(', ')}${more}`;
}
