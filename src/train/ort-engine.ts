// The engine of real trainings: the training program and the evaluation program in ONNX Runtime.
import type {OptionValues} from '../core/index.js';
import {encodeModel, makeModel, type Graph, type Value} from '../onnx/index.js';
import type {PreparedData} from '../prepare/index.js';
import {createSession, type Device, type Session} from '../runtime/index.js';
import type {Engine, EngineMark, EngineSteps} from './engine.js';
import {buildEvaluationProgram, type EvaluationProgram} from './evaluation-program.js';
import type {Network} from './network.js';
import {feedRows, gatherRows} from './prepared-feeds.js';
import {buildTrainingProgram} from './program.js';
import type {Feeds, TrainingProgram} from './program-types.js';
import type {Validation} from './progress-state.js';
import {totalWeight} from './row-weights.js';
import type {TrainSettings} from './settings.js';
import {isFiniteData, type TensorMap, type TensorState} from './tensors.js';

/** Rows of one validation run: bounds memory; fixed, because sums depend on it in the last bit. */
const VALIDATION_ROWS = 8192;

export interface OrtEngineOptions {
  readonly network: Network;
  readonly logits: string;
  readonly loss: string;
  readonly lossOptions: OptionValues;
  readonly settings: TrainSettings & {readonly batchSize: number};
  readonly device: Device;
  readonly train: PreparedData;
  readonly valid?: PreparedData | undefined;
  /** Metrics in original units from the logits of all validation rows, `[rows, outputs]`. */
  readonly measure?: ((logits: Float32Array) => Promise<Readonly<Record<string, number>>>) | undefined;
}

/** @throws IngotError of the program, the session or the device */
export async function createOrtEngine(options: OrtEngineOptions): Promise<Engine> {
  const {network, logits, loss, lossOptions, settings, device, train, valid} = options;
  const common = {network: network.graph, logits, parameters: network.parameters, loss, lossOptions};
  const program = buildTrainingProgram({
    ...common,
    isWeighted: train.weights !== undefined,
    shares: train.shares,
    optimizer: settings.optimizer,
    optimizerOptions: settings.optimizerOption,
    l1: settings.l1,
    l2: settings.l2,
    weightDecay: settings.weightDecay,
    clipNorm: settings.clipNorm ?? undefined,
    seed: settings.seed,
  });
  const sessionOptions = {device, threads: settings.threads};
  const session = await createSession(encodeModel(program.model), sessionOptions);
  if (!valid) return new OrtEngine(options, {program, session});
  const evaluation = buildEvaluationProgram({
    ...common,
    parameters: [...network.parameters, ...network.statistics],
    isWeighted: valid.weights !== undefined,
    shares: valid.shares,
  });
  const evaluator = await createSession(encodeModel(evaluation.model), sessionOptions);
  return new OrtEngine(options, {program, session}, {program: evaluation, session: evaluator});
}

interface Running<Program> {
  readonly program: Program;
  readonly session: Session;
}

/** State feeds of the next run, and where the named tensors can be read from. */
interface State {
  readonly feeds: Feeds;
  read(): TensorState;
}

class OrtEngine implements Engine {
  readonly provider: string;
  readonly hasValidation: boolean;
  private readonly rows: Feeds;
  private state: State;

  constructor(
    private readonly options: OrtEngineOptions,
    private readonly training: Running<TrainingProgram>,
    private readonly evaluation?: Running<EvaluationProgram>,
  ) {
    this.provider = training.session.provider;
    this.hasValidation = evaluation !== undefined;
    this.rows = feedRows(training.program, options.train);
    this.state = this.packed(options.network.weights);
  }

  load(parameters: TensorMap, slots?: TensorMap): void {
    this.state = this.packed(parameters, slots);
  }

  async run(steps: EngineSteps): Promise<Float32Array> {
    const {program, session} = this.training;
    const {batchSize} = this.options.settings;
    const outputs = await session.run({...this.state.feeds, ...this.rows, ...program.stepFeeds({...steps, batchSize})});
    this.state = {feeds: program.stateFeeds(outputs), read: () => program.unpack(outputs)};
    return program.readLosses(outputs);
  }

  tensors(): TensorState {
    return this.state.read();
  }

  isFinite(): boolean {
    return Object.values(this.state.feeds).every(({data}) => isFiniteData(data));
  }

  mark(): EngineMark {
    return this.state;
  }

  restore(mark: EngineMark): void {
    this.state = mark as State;
  }

  async validate(): Promise<Validation> {
    const {evaluation} = this;
    const {valid, measure} = this.options;
    if (!evaluation || !valid) throw new TypeError('validate() of an engine without validation rows');
    const {program, session} = evaluation;
    const weights = program.parameterFeeds(this.tensors().parameters);
    let sum = 0;
    let logits = new Float32Array();
    for (let begin = 0; begin < valid.rowCount; begin += VALIDATION_ROWS) {
      const end = Math.min(valid.rowCount, begin + VALIDATION_ROWS);
      const outputs = await session.run({...weights, ...feedRows(program, valid, begin, end)});
      sum += program.readLossSum(outputs);
      const part = program.readLogits(outputs).data as Float32Array;
      const width = part.length / (end - begin);
      if (begin === 0) logits = new Float32Array(valid.rowCount * width);
      logits.set(part, begin * width);
    }
    return {loss: sum / totalWeight(valid), metrics: measure ? await measure(logits) : {}};
  }

  async firstBadTensor(rows: Int32Array): Promise<string | undefined> {
    const {network, train, settings} = this.options;
    const feeds = gatherRows(this.training.program.dataInputs, train, rows);
    for (const [name, {data}] of Object.entries(feeds)) if (!isFiniteData(data)) return name;
    const {parameters} = this.tensors();
    const graph = withInnerOutputs(network.graph, parameters);
    const session = await createSession(encodeModel(makeModel({graph})), {threads: settings.threads, optimize: false});
    try {
      const outputs = await session.run(feeds);
      return graph.outputs.find(({name}) => !isFiniteData(outputs[name]?.data ?? []))?.name;
    } finally {
      await session.close();
    }
  }

  async close(): Promise<void> {
    await this.training.session.close();
    await this.evaluation?.session.close();
  }

  private packed(parameters: TensorMap, slots?: TensorMap): State {
    const {program} = this.training;
    const feeds = program.pack(parameters, slots && slots.size > 0 ? slots : undefined);
    return {feeds, read: () => ({parameters, slots: slots ?? new Map()})};
  }
}

/** The graph giving every float tensor it computes, in order. */
function withInnerOutputs(graph: Graph, parameters: TensorMap): Graph {
  const outputs = graph.nodes
    .flatMap((node) => node.outputs)
    .map((name) => graph.values.get(name))
    .filter((value): value is Value => value?.dtype === 'float32');
  return {...graph, outputs, initializers: new Map([...graph.initializers, ...parameters])};
}
