// `data normalize` from a source to a file: fits, or applies what was fitted on another file.
import {ignoreEvents, type Report} from '../../core/index.js';
import {openDataset, readStatistics, type Dataset} from '../../data/index.js';
import {writeStep, type VerbResult} from '../derived-dataset.js';
import {applyFitted, rulesOfSchema} from '../like.js';
import type {PlanOptions} from './plan.js';
import {normalizeDataset} from '../normalize.js';

type Given<T> = {readonly [Key in keyof T]?: T[Key] | undefined};

export interface NormalizeRequest {
  readonly input: string;
  readonly output: string;
  /** A normalized dataset whose stages are applied instead of fitting. */
  readonly like?: string | undefined;
  /** A file of `data stats` to fit on instead of the rows. */
  readonly stats?: string | undefined;
  /** What differs from the defaults. */
  readonly plan: Given<PlanOptions>;
  readonly forceFit?: boolean | undefined;
  readonly workDir?: string | undefined;
  readonly version: string;
  readonly report?: Report | undefined;
}

/** @throws IngotError what `normalizeDataset` and `applyFitted` throw, and what reading and writing throw */
export async function normalizeFile(request: NormalizeRequest): Promise<VerbResult> {
  const {input, like, stats, output, version, workDir, report = ignoreEvents} = request;
  const given = Object.entries(request.plan).filter(([, value]) => value !== undefined);
  const plan = Object.fromEntries(given) as Partial<PlanOptions>;
  const known = stats === undefined ? undefined : {name: stats, statistics: readStatistics(stats)};
  const fit = {plan, given: known, forceFit: request.forceFit, workDir, report};
  const dataset =
    like === undefined
      ? await normalizeDataset(await openDataset(input, {report}), fit)
      : await openLike(input, like, report);
  const options = like === undefined ? {...plan, ...(known ? {stats: true} : {})} : {like: true};
  return writeStep(dataset, {command: 'data normalize', options, version, output, workDir});
}

async function openLike(input: string, like: string, report: Report): Promise<Dataset> {
  const fitted = await openDataset(like);
  try {
    const rows = await openDataset(input, {rules: rulesOfSchema(fitted.schema), report});
    return applyFitted(rows, fitted, report);
  } finally {
    await fitted.close();
  }
}
