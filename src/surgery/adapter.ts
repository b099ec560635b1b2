// What a model with low-rank adapters says about them, under `ingot.adapter` of its metadata; an adapter file says the same.
// @see Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models" (arXiv:2106.09685)
import {canonicalJson, sha256} from '../core/index.js';
import type {Model} from '../onnx/index.js';
import {surgeryError} from './errors.js';
import type {LinearNode} from './linear-nodes.js';

export const ADAPTER_KEY = 'ingot.adapter';

export interface AdaptedWeight {
  /** The initializer of the base that it is added to. */
  readonly weight: string;
  readonly form: LinearNode['form'];
  /** Initializers: `[inputs, rank]` and `[rank, outputs]`; of a convolution `[rank, inputs, …kernel]` and `[outputs, rank, 1 …]`. */
  readonly down: string;
  readonly up: string;
  /** What the outputs of the nodes that read the weight are called while the adapters stand beside them. */
  readonly bases: readonly string[];
}

export interface Adapter {
  readonly rank: number;
  /** The product of the two is scaled by alpha / rank. */
  readonly alpha: number;
  /** Names the weights of the model it was trained for, see {@link baseIdOf}. */
  readonly base: string;
  readonly weights: readonly AdaptedWeight[];
}

/** The adapters of a model; undefined where it has none. @throws IngotError `ADAPTER_MISMATCH` when they cannot be read */
export function adapterOf({metadata}: Pick<Model, 'metadata'>): Adapter | undefined {
  const text = metadata[ADAPTER_KEY];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Adapter;
  } catch (cause) {
    throw surgeryError('ADAPTER_MISMATCH', `The metadata '${ADAPTER_KEY}' is not JSON.`, {cause});
  }
}

export function withAdapter<T extends Pick<Model, 'metadata'>>(model: T, adapter: Adapter | undefined): T {
  const others = Object.fromEntries(Object.entries(model.metadata).filter(([name]) => name !== ADAPTER_KEY));
  return {...model, metadata: adapter ? {...others, [ADAPTER_KEY]: canonicalJson(adapter)} : others};
}

/**
 * A hash of the float32 weights of a model by name, shape and content. Scalars and unnamed constants are left out: they are
 * numbers of formulas, and come and go with Dropout.
 */
export function baseIdOf({graph}: Model): string {
  const parts = [...graph.initializers]
    .filter(([name, {dtype, dims}]) => dtype === 'float32' && dims.length > 0 && !/const_\d+$/.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, {dims, data}]) => {
      const {buffer, byteOffset, byteLength} = data as Float32Array;
      return [name, dims.join(), sha256(new Uint8Array(buffer, byteOffset, byteLength))].join('\0');
    });
  return sha256(Buffer.from(parts.join('\n')));
}
