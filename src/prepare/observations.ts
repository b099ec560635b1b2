// What a model meets that its training did not: values outside the range, categories not in the vocabulary.
import {columnWidth, type Batch} from '../data/index.js';
import {categoriesOfStage} from '../transforms/index.js';
import {featureStages, type Binding} from './binding.js';
import type {ModelSignature} from './signature.js';

/** Counts by column; only raw columns can be looked at. */
export interface Observations {
  readonly outOfRange: Map<string, number>;
  readonly unknownCategories: Map<string, number>;
  /** Rows without a value the model needs. */
  unusableRows: number;
}

export function createObservations(): Observations {
  return {outOfRange: new Map(), unknownCategories: new Map(), unusableRows: 0};
}

/** A function that looks at each batch and adds to the counts. */
export function createObserver(
  signature: ModelSignature,
  binding: Binding,
  counts: Observations,
): (batch: Batch, valid: Uint8Array) => void {
  // Tokens are names: those between the least and the greatest seen mean no more than others.
  const ranges = new Map(signature.inputs.map(({name, range, parse}) => [name, parse.tokens ? undefined : range]));
  const vocabularies = new Map<string, ReadonlySet<string>>();
  for (const stage of featureStages(signature))
    categoriesOfStage(stage)?.forEach((names, at) => vocabularies.set(stage.columns[at] ?? '', new Set(names)));
  const watched = binding.inputs.flatMap(({stage, columns, readers}) =>
    stage === null ? columns.map((column, at) => ({...column, read: readers[at]})) : [],
  );
  const count = (into: Map<string, number>, name: string, hits: number): void => {
    if (hits > 0) into.set(name, (into.get(name) ?? 0) + hits);
  };
  return (batch, valid) => {
    for (const isValid of valid) if (isValid === 0) counts.unusableRows += 1;
    for (const {name, index, read} of watched) {
      const raw = batch.columns[index] ?? [];
      const column = read?.(raw) ?? raw;
      const range = ranges.get(name);
      const vocabulary = vocabularies.get(name);
      let hits = 0;
      if (Array.isArray(column)) {
        if (vocabulary) for (const text of column) if (text !== null && text !== '' && !vocabulary.has(text)) hits += 1;
        count(counts.unknownCategories, name, hits);
      } else if (range) {
        // Of tensors the cells with a number outside are counted.
        const width = columnWidth(column, batch.rowCount);
        for (let at = 0; at < column.length; at += 1) {
          const value = column[at] ?? NaN;
          if (!(value < range[0] || value > range[1])) continue;
          hits += 1;
          at += width - 1 - (at % width);
        }
        count(counts.outOfRange, name, hits);
      }
    }
  };
}
