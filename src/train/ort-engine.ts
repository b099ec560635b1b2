// The engine of real trainings: the training program and the evaluation program in ONNX Runtime.
import type {OptionValues} from '../core/index.js';
import {encodeModel} from '../onnx/index.js';
import {optimizeGraph} from '../passes/index.js';
import type {PreparedData} from '../prepare/index.js';
import {collectGarbage, createSession, type Device, type Session} from '../runtime/index.js';
import {findAnomaly, type Anomaly} from './anomaly.js';
import {findConvBlock} from './blocked-conv.js';
import type {RowSource} from './augment-rows.js';
import type {Engine, EngineMark, EngineSteps} from './engine.js';
import {buildEvaluationProgram, type EvaluationProgram} from './evaluation-program.js';
import type {Network} from './network.js';
import type {Measure} from './measure.js';
import {feedRows, gatherRows} from './prepared-feeds.js';
import {buildTrainingProgram} from './program.js';
import type {Feeds, ParameterRates, TrainingProgram, TrainingProgramOptions} from './program-types.js';
import type {Validation} from './progress-state.js';
import {totalWeight} from './row-weights.js';
import {updateRows, type TrainSettings} from './settings.js';
import {isFiniteData, type TensorMap, type TensorState} from './tensors.js';

/**
 * Rows of one validation run: bounds memory; fixed, because sums depend on it in the last bit. Of images and other
 * tensors, of which every layer makes many more numbers, fewer.
 */
const VALIDATION_ROWS = 8192;
const VALIDATION_TENSOR_ROWS = 256;

/** Bytes of weights and slots from which those of earlier runs are worth collecting at once. */
const LARGE_STATE = 8 * 2 ** 20;

export interface OrtEngineOptions {
  readonly network: Network;
  readonly logits: string;
  readonly loss: string;
  readonly lossOptions: OptionValues;
  readonly settings: TrainSettings & {readonly batchSize: number};
  /** Learning rates and decays of the parameters. */
  readonly rates: ReadonlyMap<string, ParameterRates>;
  readonly device: Device;
  readonly train: PreparedData;
  /** Gives the rows of steps, where those of `train` are changed on the fly or lie on disk. */
  readonly source?: RowSource | undefined;
  readonly valid?: PreparedData | undefined;
  /** Metrics in original units from the logits of all validation rows. */
  readonly measure?: Pick<Measure, 'add' | 'finish'> | undefined;
}

type EngineOptions = OrtEngineOptions & Pick<Engine, 'convBlock'>;

/** @throws IngotError of the program, the session or the device */
export async function createOrtEngine(given: OrtEngineOptions): Promise<Engine> {
  const purpose = {purpose: 'training', variables: given.network.weights.keys()} as const;
  const network = {...given.network, graph: await optimizeGraph(given.network.graph, purpose)};
  const convolves = network.graph.nodes.some(({opType}) => opType === 'Conv');
  const convBlock = given.device.name === 'cpu' && convolves ? await findConvBlock() : undefined;
  const options = {...given, network, convBlock};
  const {logits, loss, lossOptions, settings, device, valid} = options;
  const program = buildTrainingProgram(programOptions(options));
  const sessionOptions = {device, threads: settings.threads};
  const session = await createSession(encodeModel(program.model), sessionOptions);
  if (!valid) return new OrtEngine(options, {program, session});
  const evaluation = buildEvaluationProgram({
    ...{network: network.graph, logits, loss, lossOptions},
    parameters: [...network.parameters, ...network.statistics],
    ...targetForm(valid),
  });
  const evaluator = await createSession(encodeModel(evaluation.model), sessionOptions);
  return new OrtEngine(options, {program, session}, {program: evaluation, session: evaluator});
}

function programOptions({
  network,
  logits,
  loss,
  lossOptions,
  settings,
  train,
  rates,
  convBlock,
}: EngineOptions): TrainingProgramOptions {
  return {
    convBlock,
    ...{network: network.graph, logits, parameters: network.parameters, loss, lossOptions, rates},
    statistics: network.statistics,
    ...targetForm(train),
    optimizer: settings.optimizer,
    optimizerOptions: settings.optimizerOption,
    l1: settings.l1,
    l2: settings.l2,
    clipNorm: settings.clipNorm ?? undefined,
    seed: settings.seed,
    partRows: settings.accumulate > 1 ? settings.batchSize : undefined,
    isAveraged: settings.average !== null,
    recompute: settings.recompute,
  };
}

/** What a program is fed as the target. Of several a row, the loss itself says which count. */
function targetForm({weights, shares, targetsPerRow}: PreparedData): TargetForm {
  return {isWeighted: weights !== undefined && targetsPerRow === 1, shares, targetsPerRow};
}

type TargetForm = Pick<TrainingProgramOptions, 'isWeighted' | 'shares' | 'targetsPerRow'>;

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
  readonly convBlock: number | undefined;
  private readonly rows: Feeds;
  private readonly isLarge: boolean;
  private state: State;
  private traced: Running<TrainingProgram> | undefined;

  constructor(
    private readonly options: EngineOptions,
    private readonly training: Running<TrainingProgram>,
    private readonly evaluation?: Running<EvaluationProgram>,
  ) {
    this.provider = training.session.provider;
    this.hasValidation = evaluation !== undefined;
    this.convBlock = options.convBlock;
    this.rows = options.source ? {} : feedRows(training.program, options.train);
    this.state = this.packed(options.network.weights);
    const bytes = Object.values(this.state.feeds).reduce((sum, {data}) => sum + 4 * data.length, 0);
    this.isLarge = bytes >= LARGE_STATE;
  }

  load(parameters: TensorMap, slots?: TensorMap): void {
    this.state = this.packed(parameters, slots);
  }

  async run(steps: EngineSteps): Promise<Float32Array> {
    const {program, session} = this.training;
    const {feeds} = this.rowFeeds(steps);
    const outputs = await session.run({...this.state.feeds, ...feeds});
    this.state = {feeds: program.stateFeeds(outputs), read: () => program.unpack(outputs)};
    if (this.isLarge) collectGarbage();
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

  async validate(tensors: TensorMap): Promise<Validation> {
    const {evaluation} = this;
    const {valid, measure} = this.options;
    if (!evaluation || !valid) throw new TypeError('validate() of an engine without validation rows');
    const {program, session} = evaluation;
    const weights = program.parameterFeeds(tensors);
    let sum = 0;
    const hasTensors = program.dataInputs.some(({dims}) => dims.length > 1);
    const rowCount = hasTensors ? VALIDATION_TENSOR_ROWS : VALIDATION_ROWS;
    for (let begin = 0; begin < valid.rowCount; begin += rowCount) {
      const end = Math.min(valid.rowCount, begin + rowCount);
      const outputs = await session.run({...weights, ...feedRows(program, valid, begin, end)});
      sum += program.readLossSum(outputs);
      await measure?.add(program.readLogits(outputs), begin);
    }
    return {loss: sum / (totalWeight(valid) * valid.targetsPerRow), metrics: (await measure?.finish()) ?? {}};
  }

  async anomaly(step: EngineSteps): Promise<Anomaly | undefined> {
    const {program, session} = (this.traced ??= await this.createTraced());
    const {feeds, rows, indices} = this.rowFeeds(step, program);
    const outputs = await session.run({...this.state.feeds, ...feeds});
    const entry = Object.entries(gatherRows(program.dataInputs, rows, indices.subarray(0, step.lengths[0])));
    return findAnomaly({
      network: program.network,
      logits: this.options.logits,
      trace: program.readTrace(outputs),
      known: new Map([...entry, ...this.tensors().parameters]),
      loss: program.readLosses(outputs)[0] ?? NaN,
    });
  }

  async close(): Promise<void> {
    await this.training.session.close();
    await this.evaluation?.session.close();
    await this.traced?.session.close();
  }

  /** The same step, giving back every value; a batch is computed at once, so its gradients are those of the whole. */
  private async createTraced(): Promise<Running<TrainingProgram>> {
    const {device, settings} = this.options;
    const whole = {...programOptions(this.options), partRows: undefined, recompute: false, convBlock: undefined};
    const program = buildTrainingProgram({...whole, traceValues: true});
    return {program, session: await createSession(encodeModel(program.model), {device, threads: settings.threads})};
  }

  /** What a run of steps is fed beside the state: rows and where each step finds its own. */
  private rowFeeds(
    steps: EngineSteps,
    program = this.training.program,
  ): {readonly feeds: Feeds; readonly rows: PreparedData; readonly indices: Int32Array} {
    const {source, train, settings} = this.options;
    const batchSize = updateRows(settings);
    if (!source) {
      const feeds = {...this.rows, ...program.stepFeeds({...steps, batchSize})};
      return {feeds, rows: train, indices: steps.indices};
    }
    const {rows, indices} = source(steps);
    return {feeds: {...feedRows(program, rows), ...program.stepFeeds({...steps, indices, batchSize})}, rows, indices};
  }

  private packed(parameters: TensorMap, slots?: TensorMap): State {
    const {program} = this.training;
    const feeds = program.pack(parameters, slots && slots.size > 0 ? slots : undefined);
    return {feeds, read: () => ({parameters, slots: slots ?? new Map()})};
  }
}
