// Token ids that a model does not know: its tables have no row for them, so they are refused before they reach the graph.
import {columnWidth, type Batch, type ColumnData, type Stage} from '../data/index.js';
import {transformOf, vocabularySizesOf} from '../transforms/index.js';
import {prepareError} from './errors.js';
import {outputsOf, sourcesOf, type ColumnRef} from './stage-map.js';

/** How many token ids a column of tensors may hold, at the stage that knows them or just before it; else undefined. */
export function tokenCountOf(stages: readonly Stage[], column: ColumnRef | undefined): number | undefined {
  const isIt = ({name, stage}: ColumnRef): boolean => name === column?.name && stage === column.stage;
  // What takes text rather than tensors makes tokens itself, and knows what to do with an unknown one.
  const takesTokens = (stage: Stage): boolean => transformOf(stage).takesTensors !== undefined;
  const found = stages.find(
    (stage) =>
      stage.shape !== undefined && (outputsOf(stage).some(isIt) || (takesTokens(stage) && sourcesOf(stage).some(isIt))),
  );
  return found && vocabularySizesOf(found)[0];
}

/** @returns the place of the first value that is no token id, −1 where all are */
export function findUnknownToken(column: ArrayLike<number>, tokenCount: number): number {
  for (let at = 0; at < column.length; at += 1) {
    const value = column[at] ?? -1;
    if (!(value >= 0 && value < tokenCount)) return at;
  }
  return -1;
}

/** @throws IngotError `TOKEN_UNKNOWN` naming the row */
export function requireTokens(
  input: {readonly tensor: string; readonly columns: readonly ColumnRef[]; readonly tokenCount: number | undefined},
  column: ColumnData,
  {batch, firstRow}: {readonly batch: Batch; readonly firstRow: number},
): void {
  const {tokenCount = Infinity} = input;
  const at = findUnknownToken(column as Int32Array, tokenCount);
  if (at < 0) return;
  const row = firstRow + Math.floor(at / columnWidth(column, batch.rowCount));
  const name = input.columns[0]?.name ?? input.tensor;
  throw prepareError(
    'TOKEN_UNKNOWN',
    `Row ${String(row)}: column '${name}' holds ${String(column[at])}, but the model knows token ids 0 to ${String(tokenCount - 1)}.`,
    {
      hints: [
        `Give the size of the vocabulary when the training rows are prepared: --transform ${name}=token-ids:SIZE.`,
      ],
      data: {column: name, row},
    },
  );
}
