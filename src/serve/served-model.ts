// What the server knows about the model it serves.
import type {Value} from '../onnx/index.js';
import type {ModelSignature} from '../prepare/index.js';
import {RequestError} from './errors.js';

export interface ServedModel {
  readonly name: string;
  readonly version: string;
  /** Graph inputs without initializers. */
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Absent for a model that ingot did not make: it takes tensors, but no rows. */
  readonly signature: ModelSignature | undefined;
}

/**
 * The axis-0 symbol every input and output shares, if there is one: then requests may run together.
 */
export function isBatchable({inputs, outputs}: ServedModel): boolean {
  const [first] = inputs;
  const symbol = first?.shape?.[0];
  return (
    typeof symbol === 'string' && symbol !== '' && [...inputs, ...outputs].every(({shape}) => shape?.[0] === symbol)
  );
}

/** @throws RequestError 404 when it is not the model (or version) served here */
export function requireModel(model: ServedModel, name: string, version: string | undefined): void {
  if (name !== model.name) throw new RequestError(404, `Unknown model '${name}'; this server has '${model.name}'.`);
  if (version !== undefined && version !== model.version)
    throw new RequestError(404, `Model '${name}' has no version '${version}'; this server has '${model.version}'.`);
}
