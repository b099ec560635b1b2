// What a network over sequences begins with: the one tensor of tokens or of numbers over time.
import {dense, embedding} from '../nn/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import type {ArchitectureContext} from './define.js';
import {modelError} from './errors.js';

export interface SequenceEntryOptions {
  readonly architecture: string;
  /** Of the vectors of tokens. */
  readonly width: number;
  /** Whether numbers are projected to the width as well. */
  readonly projects: boolean;
}

/**
 * `[batch, steps, width]`: token ids `[batch, steps]` looked up in a learned table; series `[batch, steps]` or
 * `[batch, steps, features]` as they are, or projected.
 *
 * @throws IngotError `MODEL_OPTION_INVALID` where the prepared data are not one such tensor
 */
export function sequenceEntry(
  g: OpGraph,
  {entry, tensorEntries, vocabularySizes, random}: ArchitectureContext<object>,
  {architecture, width, projects}: SequenceEntryOptions,
): Value {
  const [only] = entry;
  const rank = only?.shape?.length ?? 0;
  const isTensor = only !== undefined && tensorEntries?.has(only.name) === true;
  const fits = only?.dtype === 'int32' ? rank === 2 : rank === 2 || rank === 3;
  if (!only || !isTensor || entry.length > 1 || !fits) {
    const found = entry.map(({name, dtype, shape}) => `${name}: ${dtype} [${shape?.join(', ') ?? '…'}]`);
    throw modelError(
      'MODEL_OPTION_INVALID',
      `Architecture '${architecture}' expects one column of sequences as its only feature, token ids [steps] or numbers [steps] or [steps, features], got ${found.join('; ') || 'none'}.`,
      {hints: ['For columns of numbers and categories use mlp.', 'Leave other features out with --ignore.']},
    );
  }
  if (only.dtype === 'int32') {
    const size = vocabularySizes[0]?.[0] ?? 1;
    const options = {name: 'embedding_0', size, dimension: width, initializer: 'normal', scale: EMBEDDING_SCALE};
    return embedding.build(g, only, {...options, zeroIsUnknown: false}, random);
  }
  const series = rank === 3 ? only : g.op('Unsqueeze', [only, g.ints([2])], {}, {outputs: ['sequence_0.x']});
  return projects ? dense.build(g, series, {name: 'project_0', units: width}, random) : series;
}

/** Deviation of embeddings, as in GPT-2. */
const EMBEDDING_SCALE = 0.02;
