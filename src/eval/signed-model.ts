// MODEL|RUN as a command's argument, read and understood.
import {readModel, type Model} from '../onnx/index.js';
import {readSignature, resolveModelPath, type ModelSignature} from '../prepare/index.js';
import {adaptWith} from '../surgery/index.js';

export interface SignedModel {
  /** The ONNX file itself, also where a run folder was named. */
  readonly path: string;
  readonly model: Model;
  readonly signature: ModelSignature;
}

/**
 * @param modelOrRun - an ONNX file made by ingot, or a run folder
 * @param adapter - an adapter file, merged into the weights
 * @throws IngotError `MODEL_NOT_FOUND`, `MODEL_CORRUPT`, `MODEL_UNSIGNED`, `MODEL_SIGNATURE`, `ADAPTER_MISMATCH`,
 * `ADAPTER_STATE`
 */
export async function openSignedModel(modelOrRun: string, adapter?: string): Promise<SignedModel> {
  const path = resolveModelPath(modelOrRun);
  const model = await adaptWith(await readModel(path), adapter);
  return {path, model, signature: readSignature(model)};
}
