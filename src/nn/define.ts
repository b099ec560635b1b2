// How to add a loss, an activation, an initializer or a layer: write one file in its folder exporting the value of a
// `define…` call, and list it in index.ts. Contract tests loop over the registries.
import type {NumberOption, OptionValues, Random} from '../core/index.js';
import type {Shape, Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {resolveLossOptions} from './loss-options.js';

/** A number that shapes a loss. */
export interface LossOption extends NumberOption {
  readonly summary: string;
}

export interface LossSpec<Option extends string = string> {
  /** As in files and flags: `'cross-entropy'`. */
  readonly name: string;
  readonly task: 'classification' | 'language-model' | 'multilabel' | 'regression';
  /** int32: class indices. */
  readonly targetDtype: 'float32' | 'int32';
  /**
   * The form in which the loss uses its target without another node: `[batch, 1]` or `[batch]`, of which it takes both;
   * `rows`: `[batch, outputs]`, a number for each logit.
   */
  readonly targetForm: 'column' | 'vector' | 'rows';
  /** The loss means the target's own numbers, none below this: a scaled target makes no sense to it. */
  readonly targetFrom?: number;
  /** The target may also be shares of all classes, float32 `[batch, classes]`, each row summing to 1. */
  readonly takesShares?: boolean;
  /** What turns the logits into what people read: probabilities, or the prediction itself. */
  readonly activation: 'identity' | 'sigmoid' | 'softmax' | 'exp';
  readonly options?: Readonly<Record<Option, LossOption>>;
  /**
   * @param logits - `[batch, outputs]` float32
   * @param target - `[batch]` or `[batch, 1]`, dtype `targetDtype`; or shares, see `takesShares`
   * @param options - complete and within their ranges
   */
  readonly parts: (g: OpGraph, logits: Value, target: Value, options: OptionValues<Option>) => LossParts;
}

export interface LossParts {
  /** `[batch, k]` float32: the loss of a row is the sum of its terms. */
  readonly terms: Value;
  /**
   * Adds the gradient of the summed terms by the logits, in closed form: fewer nodes than what reverse mode derives
   * from `terms`, with which the contract tests compare it. Shaped like the logits.
   */
  readonly gradient: () => Value;
  /**
   * `[batch, 1]` float32, 1 or 0: whether a row counts at all; absent: each does. Terms and gradient are still to be
   * multiplied by it, and a mean is over the rows that count.
   */
  readonly counts?: Value;
}

export interface LossDefinition extends Omit<LossSpec, 'parts' | 'options'> {
  readonly options: Readonly<Record<string, LossOption>>;
  /** As in the specification, with the options as given. @throws IngotError `LOSS_OPTION_UNKNOWN`, `LOSS_OPTION_INVALID` */
  readonly parts: (g: OpGraph, logits: Value, target: Value, given?: OptionValues) => LossParts;
  /** @returns `[]` float32, the mean over the batch */
  readonly build: (g: OpGraph, logits: Value, target: Value, given?: OptionValues) => Value;
}

export function defineLoss<Option extends string = never>(spec: LossSpec<Option>): LossDefinition {
  const options: Readonly<Record<string, LossOption>> = spec.options ?? {};
  const parts: LossDefinition['parts'] = (g, logits, target, given = {}) =>
    spec.parts(g, logits, target, resolveLossOptions({name: spec.name, options}, given));
  const build: LossDefinition['build'] = (g, logits, target, given) => {
    const {terms, counts} = parts(g, logits, target, given);
    if (counts) return g.div(g.reduceSum(g.mul(terms, counts)), g.reduceSum(counts));
    return g.reduceMean(lastDim(terms.shape) === 1 ? terms : g.reduceSum(terms, [1]));
  };
  return {...spec, options, parts, build};
}

/** A target `[batch]` seen as `[batch, 1]`; one that is so already costs no node. */
export function targetColumn(g: OpGraph, target: Value): Value {
  return target.shape?.length === 2 ? target : g.op('Unsqueeze', [target, g.ints([1])]);
}

/** A target `[batch, 1]` seen as `[batch]`; one that is so already costs no node. */
export function targetVector(g: OpGraph, target: Value): Value {
  return target.shape?.length === 1 ? target : g.op('Squeeze', [target, g.ints([1])]);
}

export interface ActivationOptions {
  /** Of the output value, where it matters to people: `dense_0.a`; parameters are named beside it, `dense_0.slope`. */
  readonly name?: string;
  /** The one number some activations take; default: their own. */
  readonly alpha?: number | undefined;
}

export interface ActivationDefinition {
  readonly name: string;
  /** What `alpha` is here, and its value unless told otherwise; absent: the activation takes none. */
  readonly alpha?: {readonly standard: number; readonly meaning: string};
  /** By how much weights are drawn larger to keep the spread of the signals, where a paper says so. */
  readonly gain?: (alpha: number) => number;
  /** Trainable numbers it adds. */
  readonly parameterCount?: number;
  readonly build: (g: OpGraph, x: Value, options?: ActivationOptions) => Value;
}

export function defineActivation(definition: ActivationDefinition): ActivationDefinition {
  return definition;
}

/** Node options that give the one output its name, or leave it to the builder. */
export function outputNamed(name: string | undefined): {readonly outputs?: readonly string[]} {
  return name === undefined ? {} : {outputs: [name]};
}

export interface InitializerOptions {
  /** `uniform`: the half-width; `normal`, `truncated-normal`: the standard deviation; `constant`: the value. */
  readonly scale?: number;
  /** Of the activation that follows, where it has one; the initializers that use one say what they take otherwise. */
  readonly gain?: number | undefined;
}

export interface InitializerDefinition {
  readonly name: string;
  /** The `scale` it takes unless told otherwise; absent: it takes none. */
  readonly scale?: number;
  /** @param dims - `[fanIn, fanOut]` for a weight; any for `zeros`, `constant`, `uniform`, `normal` */
  readonly create: (random: Random, dims: readonly number[], options?: InitializerOptions) => Float32Array;
}

export function defineInitializer(definition: InitializerDefinition): InitializerDefinition {
  return definition;
}

export interface LayerSample<Options> {
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int32';
  readonly options: Options;
  readonly output: Shape;
}

export interface LayerDefinition<Options extends object = object> {
  readonly name: string;
  /** Adds the layer's nodes and its parameters (as initializers named `<options.name>.…`). */
  build(g: OpGraph, x: Value, options: Options, random: Random): Value;
  /** Number of trainable numbers, for an input of this shape. */
  parameterCount(shape: Shape, options: Options): number;
  readonly samples: readonly LayerSample<Options>[];
}

export function defineLayer<Options extends object>(definition: LayerDefinition<Options>): LayerDefinition<Options> {
  return definition;
}

/** The static size of a layer's input along its last axis. */
export function lastDim(shape: Shape | undefined): number | undefined {
  const last = shape?.at(-1);
  return typeof last === 'number' ? last : undefined;
}
