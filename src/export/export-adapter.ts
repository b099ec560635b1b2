// The adapters of a run without the model: a small file that is merged into its base when it is used.
import {openSignedModel} from '../eval/index.js';
import {encodeModel, writeModel} from '../onnx/index.js';
import {extractAdapter, adapterOf} from '../surgery/index.js';
import {requireModelFile} from '../tasks/index.js';
import {refuseSameFile} from './same-file.js';

export interface ExportAdapterResult {
  readonly output: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly rank: number;
  readonly alpha: number;
  /** Names of the weights it changes. */
  readonly weights: readonly string[];
  /** Names the weights it belongs to. */
  readonly base: string;
}

/**
 * @param source - MODEL|RUN, trained with adapters
 * @throws IngotError `ADAPTER_STATE` when it has none, `EXPORT_SAME_FILE`, and what reading throws
 */
export async function exportAdapter(source: string, output: string): Promise<ExportAdapterResult> {
  requireModelFile(output);
  const {model, path} = await openSignedModel(source);
  refuseSameFile(path, output);
  const file = extractAdapter(model);
  const {rank = 0, alpha = 0, base = '', weights = []} = adapterOf(file) ?? {};
  const sha256 = await writeModel(output, file);
  const names = weights.map(({weight}) => weight);
  return {output, sha256, sizeBytes: encodeModel(file).byteLength, rank, alpha, weights: names, base};
}
