// Which stages `data normalize` fits: the defaults by kind, over blocks of columns.
import type {Json} from '../core/index.js';
import type {ColumnStatistics, DatasetSchema, Field, Stage} from '../data/index.js';
import {fitStage, transformOf} from '../transforms/index.js';
import {schemaAfter} from './stage-runner.js';

export interface PlanOptions {
  readonly numeric: 'standardize' | 'min-max' | 'none';
  /** `none`: missing numbers stay missing, and the columns become required. */
  readonly impute: 'median' | 'mean' | 'mode' | 'none';
  /** Numeric features are clipped to this quantile and its mirror. */
  readonly clip: number | undefined;
  /** Rarer categories count as unknown. */
  readonly minCount: number;
  readonly task: 'auto' | 'classification' | 'regression';
  readonly scaleTarget: boolean;
}

/** Fits stages one after another; each sees the columns as the earlier ones left them. */
class Planner {
  readonly stages: Stage[] = [];

  constructor(
    private schema: DatasetSchema,
    private readonly statistics: ReadonlyMap<string, ColumnStatistics>,
  ) {}

  /** The fields of these names as they are now. */
  now(fields: readonly Field[]): Field[] {
    return fields.map((field) => this.schema.fields.find(({name}) => name === field.name) ?? field);
  }

  fit(transform: string, fields: readonly Field[], options: Readonly<Record<string, Json>> = {}): void {
    if (fields.length === 0) return;
    const columns = fields.map(({name}) => name);
    const stage = fitStage({transform, columns, fields: this.now(fields), statistics: this.statistics, options});
    this.stages.push(stage);
    this.schema = schemaAfter(this.schema, [stage]);
  }
}

/**
 * @param schema - roles final; features raw or partly prepared (double or text)
 * @param statistics - of the rows to fit on, as the columns are now
 */
export function planStages(
  schema: DatasetSchema,
  statistics: ReadonlyMap<string, ColumnStatistics>,
  options: PlanOptions,
): Stage[] {
  const features = schema.fields.filter(({role}) => role === 'feature');
  const ofKind = (...kinds: readonly Field['kind'][]): Field[] => features.filter(({kind}) => kinds.includes(kind));
  const numbers = ofKind('numeric');
  const dates = ofKind('datetime');
  const booleans = ofKind('boolean');
  const plan = new Planner(schema, statistics);

  if (options.impute !== 'none') {
    const missing = [...numbers, ...dates, ...booleans].filter(({name}) => (statistics.get(name)?.missing ?? 0) > 0);
    plan.fit('missing-flag', missing, {suffix: freeSuffix(schema, missing)});
    const isOpen = (field: Field): boolean => !isFilled(field, schema.metadata.stages);
    plan.fit('impute', [...numbers, ...dates].filter(isOpen), {strategy: options.impute});
    plan.fit('impute', booleans.filter(isOpen), {strategy: 'mode'});
  }
  if (options.clip !== undefined) plan.fit('clip', numbers, {quantile: options.clip});
  // Seconds since 1970 are useless as float32, so dates are scaled whatever is asked for numbers.
  if (options.numeric === 'none') plan.fit('standardize', dates);
  else plan.fit(options.numeric, [...numbers, ...dates]);
  plan.fit('as-float', options.numeric === 'none' ? [...numbers, ...booleans] : booleans);
  plan.fit('vocabulary', ofKind('category'), {minCount: options.minCount});

  const target = schema.fields.filter(
    ({role, storage}) => role === 'target' && storage !== 'int32' && storage !== 'float32',
  );
  const [only] = target;
  if (only) plan.fit(targetTransform(only, options), target);
  return plan.stages;
}

export function isClassTarget(field: Field, task: PlanOptions['task']): boolean {
  return task === 'auto' ? field.kind !== 'numeric' && field.kind !== 'datetime' : task === 'classification';
}

function targetTransform(field: Field, {task, scaleTarget}: PlanOptions): string {
  if (isClassTarget(field, task)) return 'classes';
  return scaleTarget ? 'standardize' : 'as-float';
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

/** A suffix under which no column exists yet. */
function freeSuffix({fields}: DatasetSchema, columns: readonly Field[]): string {
  const taken = new Set(fields.map(({name}) => name));
  let suffix = '_was_missing';
  while (columns.some(({name}) => taken.has(name + suffix))) suffix += '_';
  return suffix;
}
