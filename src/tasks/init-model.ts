// `model init`: from a prepared file to a model file.
import {stableId, type Report} from '../core/index.js';
import {openDataset} from '../data/index.js';
import {writeModel} from '../onnx/index.js';
import {buildModel, type BuildModelOptions} from './build-model.js';
import {describeModel, type ModelDescription} from './describe-model.js';
import {requireModelFile} from './model-output.js';
import {readSpec} from './read-spec.js';

export interface InitModelOptions extends Omit<BuildModelOptions, 'schema' | 'parents'> {
  /** Prepared training rows: a path, or `'-'`. */
  readonly data: string;
  readonly output: string;
  /** A YAML file of layers; `architectureOptions` are stronger. */
  readonly spec?: string | undefined;
  readonly report?: Report | undefined;
}

export interface InitModelResult {
  readonly output: string;
  readonly sha256: string;
  readonly description: ModelDescription;
}

/** @throws IngotError `MODEL_OUTPUT`, `MODEL_SPEC_INVALID`, what opening the data throws, and what `buildModel` throws */
export async function initModel({data, output, spec, report, ...options}: InitModelOptions): Promise<InitModelResult> {
  requireModelFile(output);
  const architectureOptions = {...(spec === undefined ? {} : readSpec(spec)), ...options.architectureOptions};
  const dataset = await openDataset(data, {report});
  try {
    const hashes = (await dataset.sources()).map(({sha256}) => sha256).filter((hash) => hash !== '');
    const [only] = hashes;
    const parents = only === undefined ? {} : {data: hashes.length === 1 ? only : stableId(hashes)};
    const model = buildModel({...options, architectureOptions, schema: dataset.schema, parents});
    return {output, sha256: await writeModel(output, model), description: describeModel(model)};
  } finally {
    await dataset.close();
  }
}
