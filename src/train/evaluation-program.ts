// The network with its weights as inputs: one session serves every validation of a training.
import {invariant, type OptionValues} from '../core/index.js';
import {losses} from '../nn/index.js';
import {type Graph, type Model, type Tensor, makeModel} from '../onnx/index.js';
import {OpGraph, inlineGraph} from '../ops/index.js';
import {toDataInput} from './prepared-feeds.js';
import {targetOf} from './program-plan.js';
import type {DataInput, Feeds, TargetInput} from './program-types.js';

export interface EvaluationProgram {
  readonly model: Model;
  readonly dataInputs: readonly DataInput[];
  readonly targetInput: TargetInput;
  /** Fed as float32 `[rows]` where rows are weighted. */
  readonly weightInput: string | undefined;
  parameterFeeds(parameters: ReadonlyMap<string, Tensor>): Feeds;
  /** Sum of the (weighted) losses of the rows fed. */
  readLossSum(outputs: Readonly<Record<string, Tensor>>): number;
  /** `[rows, outputs]`, or so many of these a row as it has targets. */
  readLogits(outputs: Readonly<Record<string, Tensor>>): Tensor;
}

export interface EvaluationProgramOptions {
  readonly network: Graph;
  readonly logits: string;
  /** What changes between two validations: weights and running statistics. */
  readonly parameters: readonly string[];
  readonly loss: string;
  readonly lossOptions?: OptionValues | undefined;
  readonly isWeighted?: boolean | undefined;
  /** As of a training program. */
  readonly shares?: number | undefined;
  readonly targetsPerRow?: number | undefined;
}

const TARGET = 'evaluate/target';
const WEIGHTS = 'evaluate/weights';
const LOSS_SUM = 'evaluate/loss_sum';
const LOGITS = 'evaluate/logits';
const weight = (name: string): string => `evaluate/parameter/${name}`;

/** Dropout nodes stay as they are: the identity. Inputs: the entry tensors, the target `[rows]`, the parameters. */
export function buildEvaluationProgram(options: EvaluationProgramOptions): EvaluationProgram {
  const {network, parameters} = options;
  const loss = losses.get(options.loss);
  const g = new OpGraph({name: 'evaluation', prefix: 'evaluate/'});
  const bind = Object.fromEntries([
    ...network.inputs.map(({name, dtype, shape}) => [name, g.input(name, dtype, shape ?? [])] as const),
    ...parameters.map((name) => {
      const tensor = network.initializers.get(name);
      invariant(tensor, `parameter '${name}' is an initializer of the network`);
      return [name, g.input(weight(name), tensor.dtype, tensor.dims)] as const;
    }),
  ]);
  const given = targetOf(loss, options.shares, options.targetsPerRow);
  const target = g.input(TARGET, given.dtype, ['batch', ...given.dims]);
  const {[options.logits]: logits} = inlineGraph(g, network, bind);
  invariant(logits, `the network gives '${options.logits}'`);
  const each = target.shape?.length === 2 && options.shares === undefined ? g.reshape(target, [-1]) : target;
  const {terms, counts} = loss.parts(g, logits, each, options.lossOptions);
  const isWeighted = options.isWeighted === true;
  const weights = isWeighted ? g.unsqueeze(g.input(WEIGHTS, 'float32', ['batch']), [1]) : counts;
  const counted = weights ? g.mul(terms, weights) : terms;
  g.output(g.reduceSum(counted), LOSS_SUM);
  g.output(logits, LOGITS);
  return {
    model: makeModel({graph: g.build()}),
    dataInputs: network.inputs.map(toDataInput),
    targetInput: {name: TARGET, ...given},
    weightInput: isWeighted ? WEIGHTS : undefined,
    parameterFeeds: (tensors) =>
      Object.fromEntries(
        parameters.map((name) => {
          const tensor = tensors.get(name);
          invariant(tensor, `no tensor for parameter '${name}'`);
          return [weight(name), tensor];
        }),
      ),
    readLossSum: ({[LOSS_SUM]: sum}) => Number(sum?.data[0]),
    readLogits: ({[LOGITS]: tensor}) => {
      invariant(tensor, 'the logits');
      return tensor;
    },
  };
}
