// How to add a kind of layer to specs: write one file here exporting a `defineLayerKind({...})` value and list it in
// index.ts. It reads its options as people write them and adds its nodes; what it must know of its neighbours it asks
// of them by the properties below, never by name.
import type {Random} from '../../core/index.js';
import type {Value} from '../../onnx/index.js';
import type {OpGraph} from '../../ops/index.js';
import {count, type Given} from '../options.js';

/** One layer as recorded in a model: one key, its kind, with its options. */
export type LayerSpec = Readonly<Record<string, object>>;

/** What a layer under construction is given. */
export interface LayerScope {
  readonly g: OpGraph;
  readonly random: Random;
  /** Of the network, for layers that are not given their own. */
  readonly initializer: string;
  readonly initializerScale: number | undefined;
  /** The layers that follow in the same list. */
  readonly after: readonly LayerSpec[];
  /** `layers[2]`, for messages. */
  readonly place: string;
  /** The next name of a kind: `dense_0`, `dense_1` … */
  readonly name: (kind: string) => string;
  /** Columns of `x` that mean "unknown category": their weights start at zero. */
  readonly zeroRows: (x: Value) => readonly number[];
  /** Gives the activation that comes next the name of this layer: `dense_0.a`. */
  readonly openActivation: (name: string) => void;
  /** The name for this activation: that of the layer opened, once, or the next of its own. */
  readonly takeActivation: () => string;
  /** Adds layers of a list inside this one. */
  readonly build: (specs: readonly LayerSpec[], x: Value, place: string) => Value;
}

export interface LayerKind<Options extends object = object> {
  readonly name: string;
  readonly summary: string;
  /** The option that a value which is no map stands for; absent: none, and every option has a default. */
  readonly main?: string;
  readonly options: readonly string[];
  /**
   * @param given - options by full path: `layers[0].dense.units`
   * @param readLayers - reads a list of layers inside this one
   */
  readonly read: (
    given: Given,
    path: string,
    readLayers: (given: Given, path: string) => readonly LayerSpec[],
  ) => Options;
  build(scope: LayerScope, x: Value, options: Options): Value;
  /** Whether a gain is chosen for the activation after it: it begins with weights of its own. */
  readonly hasWeights?: boolean;
  /** Whether it takes the mean of each feature out again, so that a bias before it would do nothing. */
  takesMean?(options: Options): boolean;
  /** The activation it is. */
  activation?(options: Options): {readonly name: string; readonly alpha?: number};
}

export function defineLayerKind<Options extends object>(kind: LayerKind<Options>): LayerKind<Options> {
  return kind;
}

export const at = (path: string, option: string): string => `${path}.${option}`;

/** One whole number of at least 1, or one for each spatial axis. */
export function countOrCounts(given: Given, name: string, standard: number): number | readonly number[] {
  const value = given[name];
  return Array.isArray(value)
    ? value.map((item: unknown) => count({[name]: item}, name, standard, 1))
    : count(given, name, standard, 1);
}
