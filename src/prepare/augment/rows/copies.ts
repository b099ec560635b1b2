// Changed copies of rows, written out.
import {
  cellSize,
  columnWidth,
  type AugmentPolicy,
  type Batch,
  type ColumnData,
  type DatasetSchema,
} from '../../../data/index.js';
import {prepareError} from '../../errors.js';
import {createChanger} from './policy.js';
import {rowAugmentations} from './registry.js';

/**
 * Changes the rows of batches in their order, as the given copy; values of bytes are rounded.
 *
 * @throws IngotError `PREPARE_OPTION` for a column that is prepared already, and for what mixes rows
 */
export function copyRows(
  {fields}: DatasetSchema,
  policy: AugmentPolicy,
  seed: number,
): (copy: number) => (batch: Batch) => Batch {
  const index = fields.findIndex(({name}) => name === policy.column);
  const {shape = [], stage, storage, parse} = fields[index] ?? {};
  const mixing = policy.steps.find(({name}) => rowAugmentations.get(name).createMix);
  if (mixing)
    throw prepareError('PREPARE_OPTION', `--with ${mixing.name} mixes rows, which is done on the fly.`, {
      hints: ['Say --on-the-fly, or mix normalized rows with --mixup.'],
    });
  if (stage !== undefined)
    throw prepareError('PREPARE_OPTION', `--with changes raw values, but '${policy.column}' is normalized already.`, {
      hints: ['Augment before data normalize, or say --on-the-fly.'],
    });
  const changer = createChanger(policy, shape, {seed, rowCount: 0, sampleRate: parse?.sampleRate});
  const width = cellSize(shape);
  return (copy) => {
    let before = 0;
    return (batch) => {
      const columns = batch.columns.map((column, at): ColumnData => {
        if (at !== index || Array.isArray(column) || columnWidth(column, batch.rowCount) !== width) return column;
        const changed = column.slice();
        for (let row = 0; row < batch.rowCount; row += 1) {
          const load = (): Float32Array => Float32Array.from(column.subarray(row * width, (row + 1) * width));
          const {cell} = changer.change(before + row, copy, load);
          changed.set(
            storage === 'uint8' ? cell.map((value) => Math.round(Math.min(255, Math.max(0, value)))) : cell,
            row * width,
          );
        }
        return changed;
      });
      before += batch.rowCount;
      return {rowCount: batch.rowCount, columns};
    };
  };
}
