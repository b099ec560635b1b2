// How to add a change of rows (an augmentation): write src/prepare/augment/rows/<name>.ts exporting a
// `defineRowAugmentation({...})` value and list it in registry.ts. It works on one cell of a tensor column, as float32 in the
// units of the imported column (0 to 255 for images), and draws from the stream it is given and from nothing else: written
// out by `data augment --copies`, or applied to each batch of a training, it does the same.
import type {OptionTable, OptionValues, Random} from '../../../core/index.js';
import type {Field} from '../../../data/index.js';

/**
 * Changes a cell. It may write into the cell it is given, and may give another of the same length, which it writes to again
 * at its next call.
 */
export type CellChange = (cell: Float32Array, random: Random) => Float32Array;

/** A cell made of two, and how much the first counts in it (and in the target), 0 to 1. */
export interface MixedCell {
  readonly cell: Float32Array;
  readonly share: number;
}

/** Mixes a cell with that of another row. It may write into the first, not into the second. */
export type CellMix = (cell: Float32Array, partner: Float32Array, random: Random) => MixedCell;

/** What is known of a column of sound; nothing of any other. */
export interface Sound {
  /** Samples a second. */
  readonly sampleRate?: number | undefined;
}

export interface RowAugmentation {
  readonly name: string;
  /** One line of help. */
  readonly summary: string;
  readonly options: OptionTable;
  /** It works on the numbers a network begins with, as the stages gave them, not on those imported: on the fly only. */
  readonly isForPrepared?: boolean;
  /** Why it cannot work on a column; undefined where it can. */
  problem(field: Pick<Field, 'shape' | 'storage' | 'parse' | 'kind'>): string | undefined;
  /** Absent where it mixes rows. @param options - complete @param shape - of a cell */
  readonly create?: (options: OptionValues, shape: readonly number[], sound?: Sound) => CellChange;
  /** Mixes each row with another of the training rows, and their targets with them: on the fly only. */
  readonly createMix?: (options: OptionValues, shape: readonly number[]) => CellMix;
}

/** Types an augmentation and nothing else. */
export function defineRowAugmentation(definition: RowAugmentation): RowAugmentation {
  return definition;
}
