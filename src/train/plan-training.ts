// `train --dry-run`: what a training would be told and which column would enter the graph where. Rows are not read, and
// no folder is made; what can be refused without them is refused here as in the training itself.
import type {Report} from '../core/index.js';
import {readModel} from '../onnx/index.js';
import {
  bindDataset,
  createWeightReader,
  openForModel,
  readSignature,
  resolveModelPath,
  type ModelSignature,
} from '../prepare/index.js';
import {describeDevice, resolveDevice} from '../runtime/index.js';
import {adaptModel} from './adapters.js';
import {chooseLoss} from './choose-loss.js';
import {pathsOf, readConfig, resumeConfig, type RunPaths} from './config.js';
import {monitorOf} from './monitor.js';
import {planWeights, type PlannedWeight} from './parameter-groups.js';
import {openNetwork} from './network.js';
import type {TrainRequest} from './request.js';
import {weighClasses} from './row-weights.js';
import {refuseOccupied} from './run-folder.js';
import {defaultBatchSize, flagName, resolveSettings, type TrainSettings} from './settings.js';
import {readWarmStart} from './warm-start.js';

/** Where a value is from: `flag`, `set`, `environment`, `file`, `run` (resumed), `model`, `rows` or `default`. */
export interface PlannedSetting {
  readonly value: unknown;
  readonly origin: string;
}

export interface PlannedColumn {
  readonly column: string;
  /** `feature`, `target`, `weight`, or `unused`. */
  readonly use: string;
  /** The transform that gave it; null where it is raw. */
  readonly stage: string | null;
  /** Tensor of the model's graph it enters at; null for the target, which the loss takes, and what is not used. */
  readonly tensor: string | null;
}

export interface TrainingPlan {
  readonly dryRun: true;
  readonly run: string;
  readonly settings: Readonly<Record<string, PlannedSetting>>;
  /** Numbers in the weights: all, and those that train. */
  readonly parameters: number;
  readonly trained: number;
  readonly weights: readonly PlannedWeight[];
  /** Null where the file does not say. */
  readonly rows: number | null;
  readonly columns: readonly PlannedColumn[];
  readonly validColumns: readonly PlannedColumn[] | null;
}

export interface PlanContext {
  /** Of what was set anywhere, by flag name. */
  readonly origins: Readonly<Record<string, string>>;
  readonly report: Report;
}

/** @throws IngotError what the training would throw before it begins */
export async function planTraining(request: TrainRequest, context: PlanContext): Promise<TrainingPlan> {
  const {run, paths, settings, unset} = resolveRequest(request);
  const model = adaptModel(await readModel(resolveModelPath(paths.model)), settings);
  const signature = readSignature(model);
  const network = openNetwork(model, signature);
  const weights = planWeights(network, settings);
  const chosen = chooseLoss(settings, signature);
  monitorOf(settings.monitor, signature.task);
  if (settings.classWeight !== null && settings.classWeight !== 'balanced')
    weighClasses(settings.classWeight, signature, {target: new Int32Array(), weights: undefined});
  if (paths.initFrom !== null)
    for (const message of (await readWarmStart(paths.initFrom, network, signature)).notes)
      context.report({type: 'note', message});
  const {columns, rows} = await bindRows(paths.data, signature, settings);
  const valid = paths.valid && (await bindRows(paths.valid, signature, settings));
  const known = {
    ...settings,
    loss: chosen.loss,
    lossOption: chosen.lossOptions,
    device: describeDevice(await resolveDevice(settings.device, context.report)),
    batchSize: settings.batchSize ?? (rows === null ? null : defaultBatchSize(rows)),
  };
  const derived: Readonly<Record<string, string>> = {loss: 'model', lossOption: 'model', batchSize: 'rows'};
  const originOf = (name: string): string => {
    const isDerived = name in derived && settings[name as keyof TrainSettings] === null;
    const alias = name === 'optimizerOption' ? context.origins['momentum'] : undefined;
    return context.origins[flagName(name)] ?? alias ?? (isDerived ? (derived[name] ?? unset) : unset);
  };
  const named = Object.entries({...paths, ...known}).map(([name, value]): [string, PlannedSetting] => [
    flagName(name),
    {value, origin: originOf(name)},
  ]);
  return {
    dryRun: true,
    run,
    settings: Object.fromEntries(named),
    parameters: [...network.weights.values()].reduce((sum, {data}) => sum + data.length, 0),
    trained: numbersOf(weights.filter(({use}) => use === 'trains')),
    weights,
    rows,
    columns,
    validColumns: valid?.columns ?? null,
  };
}

interface Resolved {
  readonly run: string;
  readonly paths: RunPaths;
  readonly settings: TrainSettings;
  /** Origin of what was not set this time. */
  readonly unset: 'default' | 'run';
}

function resolveRequest(request: TrainRequest): Resolved {
  if (request.resume) {
    const {folder, overrides} = request;
    const config = resumeConfig(folder, readConfig(folder), overrides);
    return {run: folder, paths: pathsOf(folder, config), settings: config.settings, unset: 'run'};
  }
  const {model, data, valid = null, initFrom = null, out, force = false, ...given} = request.options;
  refuseOccupied(out, force);
  const settings = resolveSettings(given, valid !== null);
  return {run: out, paths: {model, data, valid, initFrom}, settings, unset: 'default'};
}

async function bindRows(
  paths: readonly string[],
  signature: ModelSignature,
  {rowWeights}: TrainSettings,
): Promise<{readonly columns: readonly PlannedColumn[]; readonly rows: number | null}> {
  const dataset = await openForModel(paths, signature);
  try {
    const {inputs, target, ignored} = bindDataset(signature, dataset);
    const weight = rowWeights ? createWeightReader(dataset)?.column : undefined;
    const features = inputs.flatMap(({columns, tensor, stage}) =>
      columns.map(({name}) => ({column: name, use: 'feature', stage: stage?.transform ?? null, tensor})),
    );
    const targetStage = dataset.schema.metadata.stages.find(({id}) => id === target?.field.stage);
    const others = ignored.map((column) => ({
      column,
      use: column === weight ? 'weight' : 'unused',
      stage: null,
      tensor: null,
    }));
    const targets = target
      ? [{column: target.field.name, use: 'target', stage: targetStage?.transform ?? null, tensor: null}]
      : [];
    return {columns: [...features, ...targets, ...others], rows: dataset.rowCount ?? null};
  } finally {
    await dataset.close();
  }
}

function weightCells({name, shape, use, rates}: PlannedWeight): string[] {
  const rate = (value: number | undefined): string => (value === undefined ? '-' : String(value));
  return [name, shape.join(' x '), use, rate(rates?.learningRateFactor), rate(rates?.weightDecay)];
}

function numbersOf(weights: readonly PlannedWeight[]): number {
  return weights.reduce((sum, {shape}) => sum + shape.reduce((product, dim) => product * dim, 1), 0);
}

export interface PlanTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The plan for people. */
export function planTables({settings, weights, columns, validColumns}: TrainingPlan): readonly PlanTable[] {
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const set = Object.entries(settings).filter(([, {value}]) => value !== null);
  const cells = ({column, use, stage, tensor}: PlannedColumn): string[] => [
    column,
    use,
    stage ?? 'raw',
    tensor ?? (use === 'unused' ? '-' : 'the loss'),
  ];
  const head = (rows: string): string[] => [`column of ${rows}`, 'use', 'stage', 'enters the graph at'];
  return [
    {head: ['setting', 'value', 'origin'], rows: set.map(([name, {value, origin}]) => [name, text(value), origin])},
    {head: ['weight', 'shape', 'use', 'rate factor', 'decay'], rows: weights.map(weightCells)},
    {head: head('--data'), rows: columns.map(cells)},
    ...(validColumns ? [{head: head('--valid'), rows: validColumns.map(cells)}] : []),
  ];
}
