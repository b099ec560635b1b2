// `model import`: a foreign ONNX file becomes a model that train, eval, predict, export and serve know what to do with.
import {hashFile, ignoreEvents, stableId, type Report} from '../../core/index.js';
import {openDataset, type DatasetSchema} from '../../data/index.js';
import {writeModel} from '../../onnx/index.js';
import type {Task} from '../../prepare/index.js';
import {describeModel, type ModelDescription} from '../describe-model.js';
import {taskError} from '../errors.js';
import {requireModelFile} from '../model-output.js';
import {buildImported, type BuildImportedOptions} from './build-imported.js';
import {describeInterface} from './interface.js';
import {readForeign} from './read-foreign.js';

export interface ImportModelOptions extends Omit<BuildImportedOptions, 'parents'> {
  readonly source: string;
  readonly output: string;
  /** Prepared training rows: a path, or `'-'`. */
  readonly data?: string | undefined;
  readonly task?: Task | 'auto' | undefined;
  readonly target?: string | undefined;
  readonly report?: Report | undefined;
}

export interface ImportModelResult {
  readonly output: string;
  readonly sha256: string;
  /** What was inferred and changed. */
  readonly notes: readonly string[];
  readonly description: ModelDescription;
}

/**
 * @throws IngotError `IMPORT_INCOMPLETE`, `TASK_MISMATCH`, `MODEL_OUTPUT`, and what reading the file and the rows and
 * building the model throw
 */
export async function importModel(options: ImportModelOptions): Promise<ImportModelResult> {
  const {source, output, task = 'auto', report = ignoreEvents, ...build} = options;
  requireModelFile(output);
  const foreign = await readForeign(source);
  const rows = await describeRows(options.data, report);
  const face = describeInterface(foreign.model.graph, {...build, schema: rows.schema, task});
  if (task !== 'auto' && task !== face.task)
    throw taskError(
      'TASK_MISMATCH',
      `Asked for ${task}, but target '${face.target.name}' was prepared for ${face.task}.`,
      {hints: [`Normalize the raw rows again with --task ${task}.`]},
    );
  const parents = {...rows.parents, file: await hashFile(source)};
  const built = buildImported(foreign.model, face, {...build, parents});
  const notes = [...foreign.notes, ...built.notes];
  for (const message of notes) report({type: 'note', message});
  return {output, sha256: await writeModel(output, built.model), notes, description: describeModel(built.model)};
}

interface Rows {
  readonly schema: DatasetSchema | undefined;
  readonly parents: Readonly<Record<string, string>>;
}

async function describeRows(data: string | undefined, report: Report): Promise<Rows> {
  if (data === undefined) return {schema: undefined, parents: {}};
  const dataset = await openDataset(data, {report});
  try {
    const hashes = (await dataset.sources()).map(({sha256}) => sha256).filter((hash) => hash !== '');
    const [only] = hashes;
    const parents = only === undefined ? {} : {data: hashes.length === 1 ? only : stableId(hashes)};
    return {schema: dataset.schema, parents};
  } finally {
    await dataset.close();
  }
}
