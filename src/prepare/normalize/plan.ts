// Which stages `data normalize` fits: a chain for each column, by kind or as asked for, fitted over blocks of columns.
import {
  LABEL_DELIMITER,
  tokenCount,
  type ColumnStatistics,
  type DatasetSchema,
  type Field,
  type Stage,
} from '../../data/index.js';
import {transformOf, transforms} from '../../transforms/index.js';
import {prepareError} from '../errors.js';
import {freeSuffix} from '../free-suffix.js';
import {isReady} from '../ready.js';
import type {Task} from '../signature.js';
import {unknownColumn} from '../unknown-column.js';
import {parseChain, UNSCALED, type Step} from './chain.js';
import type {Observe} from './observe.js';
import {fitChains, Planner, type Chain} from './planner.js';

export interface PlanOptions {
  readonly numeric: 'standardize' | 'min-max' | 'robust' | 'quantile' | 'none';
  /** Dates as scaled seconds, or as year, month, weekday and time of day. */
  readonly dates: 'seconds' | 'parts';
  /** `none`: missing numbers stay missing, and the columns become required. */
  readonly impute: 'median' | 'mean' | 'mode' | 'none';
  /** Numeric features are clipped to this quantile and its mirror. */
  readonly clip: number | undefined;
  /** Rarer categories count as unknown. */
  readonly minCount: number;
  /** Of each column; all but the commonest count as unknown. */
  readonly maxCategories: number | undefined;
  /** Column → chain, instead of what its kind gets. See `parseChain`. */
  readonly transforms: Readonly<Record<string, string>>;
  readonly task: 'auto' | Task;
  /** Of a numeric target; absent: standardize. `log1p` is standardized after. */
  readonly targetTransform: 'standardize' | 'min-max' | 'robust' | 'quantile' | 'log1p' | 'none' | undefined;
}

export interface PlanRequest {
  /** Roles final; features raw or partly prepared (double or text). */
  readonly schema: DatasetSchema;
  /** Of the rows to fit on, as the columns are now. */
  readonly statistics: ReadonlyMap<string, ColumnStatistics>;
  readonly observe: Observe;
  readonly options: PlanOptions;
  /** For messages. */
  readonly name: string;
}

export interface StagePlan {
  readonly stages: readonly Stage[];
  /** Columns that only live on in columns made of them, as dates in their parts. */
  readonly consumed: readonly string[];
}

/** @throws IngotError `PREPARE_OPTION`, `COLUMN_MISSING`, `REGISTRY_UNKNOWN`, and what fitting throws */
export async function planStages(request: PlanRequest): Promise<StagePlan> {
  const {schema, statistics, observe, options} = request;
  const plan = new Planner(schema, statistics, observe);
  const chains = featureChains(request);
  await fillMissing(plan, request);
  await fitChains(plan, chains);
  const target = schema.fields.filter((field) => field.role === 'target' && !isReady(field));
  refuseTensorTarget(target);
  const targets = target.map((field): Chain => ({field, steps: targetSteps(field, options), columns: [field.name]}));
  await fitChains(plan, targets);
  const consumed = chains.filter(({field, columns}) => !columns.includes(field.name)).map(({field}) => field.name);
  return {stages: plan.stages, consumed};
}

function refuseTensorTarget(targets: readonly Field[]): void {
  const tensor = targets.find((field) => field.shape !== undefined && !isTokenTarget(field));
  if (!tensor) return;
  throw prepareError(
    'PREPARE_OPTION',
    `Target '${tensor.name}' holds tensors; a target is one value a row, or the token after each step.`,
    {hints: ['Name another target at import: --target COLUMN.', 'Tokens are made by: ingot data tokenize.']},
  );
}

/** Numbers, dates, booleans, categories, texts, tensors, each in the order of the columns: the order in blocks. */
function featureChains({schema, options, name: where}: PlanRequest): Chain[] {
  const {fields} = schema;
  for (const [name, chain] of Object.entries(options.transforms)) {
    const field = fields.find((candidate) => candidate.name === name);
    if (!field) throw unknownColumn(name, fields, where);
    if (field.role !== 'feature')
      throw prepareError(
        'PREPARE_OPTION',
        `--transform ${name}=${chain}: '${name}' is no feature (role ${field.role}).`,
        {
          hints: [field.role === 'target' ? 'For the target: --target-transform.' : 'Roles are given at import.'],
        },
      );
  }
  return (['numeric', 'datetime', 'boolean', 'category', 'text', 'tensor'] as const).flatMap((kind) =>
    fields
      .filter((field) => field.role === 'feature' && field.kind === kind && !isReady(field))
      .map((field): Chain => {
        const own = options.transforms[field.name];
        const steps = own === undefined ? defaultSteps(field, options) : parseChain(own, field, '--transform');
        return {field, steps: withFreeNames(steps, field, schema), columns: [field.name]};
      }),
  );
}

function defaultSteps(
  {kind, storage, parse}: Field,
  {numeric, dates, clip, minCount, maxCategories}: PlanOptions,
): Step[] {
  const step = (transform: string, options: Step['options'] = {}): Step => ({transform, options});
  const scaling = numeric === UNSCALED ? 'as-float' : numeric;
  if (kind === 'numeric') return [...(clip === undefined ? [] : [step('clip', {quantile: clip})]), step(scaling)];
  // Seconds since 1970 are useless as float32, so dates are scaled whatever is asked for numbers.
  const dateScaling = numeric === UNSCALED ? 'standardize' : numeric;
  if (kind === 'datetime') return [...(dates === 'parts' ? [step('datetime-parts')] : []), step(dateScaling)];
  if (kind === 'tensor' && parse.sampleRate !== undefined) return [step('log-mel'), step(tensorScaling(numeric))];
  if (kind === 'tensor' && storage === 'int32')
    return [step('token-ids', parse.tokens ? {size: tokenCount(parse.tokens)} : {})];
  if (kind === 'tensor') return [step(tensorScaling(numeric))];
  if (kind === 'boolean') return [step('as-float')];
  return [step('vocabulary', {minCount, ...(maxCategories === undefined ? {} : {maxSize: maxCategories})})];
}

/** Of the ways to scale numbers, those that know tensors; for the others the usual one. */
function tensorScaling(numeric: PlanOptions['numeric']): string {
  if (numeric === UNSCALED) return 'as-float';
  return transforms.get(numeric).takesTensors ? numeric : 'standardize';
}

/** Columns that a step adds must not take the name of one that is there. */
function withFreeNames(steps: readonly Step[], {name}: Field, {fields}: DatasetSchema): Step[] {
  return steps.map((step) => {
    const definition = transforms.get(step.transform);
    const {separator} = definition.options;
    if (typeof separator !== 'string') return step;
    const taken = new Set(fields.map((field) => field.name));
    const namesWith = (between: string): readonly string[] =>
      definition.outputs([name], definition.fit([], {...definition.options, separator: between}));
    let free = separator;
    while (namesWith(free).some((output) => taken.has(output))) free += '_';
    return free === separator ? step : {...step, options: {...step.options, separator: free}};
  });
}

async function fillMissing(plan: Planner, {schema, statistics, options}: PlanRequest): Promise<void> {
  if (options.impute === 'none') return;
  const features = schema.fields.filter((field) => field.role === 'feature' && !isReady(field));
  const ofKind = (kind: Field['kind']): Field[] => features.filter((field) => field.kind === kind);
  const [numbers, dates, booleans] = [ofKind('numeric'), ofKind('datetime'), ofKind('boolean')];
  const missing = [...numbers, ...dates, ...booleans].filter(({name}) => (statistics.get(name)?.missing ?? 0) > 0);
  const names = (fields: readonly Field[]): string[] => fields.map(({name}) => name);
  await plan.fit('missing-flag', names(missing), {suffix: freeSuffix(schema, missing, '_was_missing')});
  const isOpen = (field: Field): boolean => !isFilled(field, schema.metadata.stages);
  await plan.fit('impute', names([...numbers, ...dates].filter(isOpen)), {strategy: options.impute});
  await plan.fit('impute', names(booleans.filter(isOpen)), {strategy: 'mode'});
}

/** What follows each step of a sequence of tokens. */
function isTokenTarget({storage, shape}: Field): boolean {
  return storage === 'int32' && shape?.length === 1;
}

export function isClassTarget(field: Field, task: PlanOptions['task']): boolean {
  if (isTokenTarget(field)) return false;
  if (task !== 'auto') return task === 'classification';
  return field.kind !== 'numeric' && field.kind !== 'datetime' && field.kind !== 'labels';
}

function labelSteps({name, kind, parse}: Field, {task, targetTransform}: PlanOptions): Step[] {
  if (kind !== 'labels')
    throw prepareError('PREPARE_OPTION', `--task multilabel: target '${name}' is ${kind}, one value a row.`, {
      hints: [`Say at import what lists labels: --kind ${name}=labels.`],
    });
  if (task !== 'auto' && task !== 'multilabel')
    throw prepareError('PREPARE_OPTION', `--task ${task}: target '${name}' lists labels, which is multilabel.`, {
      hints: [`For each list as a class of its own, import with --kind ${name}=category.`],
    });
  if (targetTransform !== undefined)
    throw prepareError('PREPARE_OPTION', `--target-transform does nothing: target '${name}' lists labels.`);
  return [{transform: 'multi-hot', options: {delimiter: parse.labelDelimiter ?? LABEL_DELIMITER}}];
}

function tokenSteps(field: Field, {task, targetTransform}: PlanOptions): Step[] {
  const {name, kind, parse} = field;
  if (!isTokenTarget(field))
    throw prepareError(
      'PREPARE_OPTION',
      `--task language-model: target '${name}' is ${kind}, not the token after each step.`,
      {
        hints: ['Make blocks with their next tokens: ingot data tokenize ROWS --pack 64 -o BLOCKS.'],
      },
    );
  if (task !== 'auto' && task !== 'language-model')
    throw prepareError(
      'PREPARE_OPTION',
      `--task ${task}: target '${name}' is the token after each step, for language models.`,
      {
        hints: ['For the one token after a block as a class: ingot data tokenize --next token.'],
      },
    );
  if (targetTransform !== undefined)
    throw prepareError('PREPARE_OPTION', `--target-transform does nothing: target '${name}' holds tokens.`);
  return [{transform: 'token-ids', options: parse.tokens ? {size: tokenCount(parse.tokens)} : {}}];
}

function targetSteps(field: Field, options: PlanOptions): Step[] {
  const {task, targetTransform} = options;
  if (isTokenTarget(field) || task === 'language-model') return tokenSteps(field, options);
  if (field.kind === 'labels' || task === 'multilabel') return labelSteps(field, options);
  if (isClassTarget(field, task)) {
    if (targetTransform !== undefined)
      throw prepareError('PREPARE_OPTION', `--target-transform does nothing: target '${field.name}' has classes.`, {
        hints: ['For numbers as numbers: --task regression.'],
      });
    return [{transform: 'classes', options: {}}];
  }
  const wanted = targetTransform ?? 'standardize';
  const names = wanted === UNSCALED ? ['as-float'] : wanted === 'log1p' ? ['log1p', 'standardize'] : [wanted];
  return names.map((transform) => ({transform, options: {}}));
}

/** Whether an earlier stage has filled the column already. */
function isFilled({name, stage}: Field, stages: readonly Stage[]): boolean {
  const last = stages.find(({id}) => id === stage);
  if (!last) return false;
  if (transformOf(last).fillsMissing) return true;
  const at = last.outputs.indexOf(name);
  const parent = last.parents[at] ?? undefined;
  const source = {name: last.columns[at] ?? name, ...(parent === undefined ? {} : {stage: parent})};
  return isFilled({...source} as Field, stages);
}
