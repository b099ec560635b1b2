// MODEL|RUN as a command's argument, read and understood.
import {readModel, type Model} from '../onnx/index.js';
import {readSignature, resolveModelPath, type ModelSignature} from '../prepare/index.js';

export interface SignedModel {
  /** The ONNX file itself, also where a run folder was named. */
  readonly path: string;
  readonly model: Model;
  readonly signature: ModelSignature;
}

/**
 * @param modelOrRun - an ONNX file made by ingot, or a run folder
 * @throws IngotError `MODEL_NOT_FOUND`, `MODEL_CORRUPT`, `MODEL_UNSIGNED`, `MODEL_SIGNATURE`
 */
export async function openSignedModel(modelOrRun: string): Promise<SignedModel> {
  const path = resolveModelPath(modelOrRun);
  const model = await readModel(path);
  return {path, model, signature: readSignature(model)};
}
