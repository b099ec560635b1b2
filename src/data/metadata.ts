// What a dataset says about its past.
import type {DatasetMetadata, DatasetSchema, LineageStep} from './types.js';

export function emptyMetadata(): DatasetMetadata {
  return {format: 1, lineage: [], stages: []};
}

/** The same schema with one more step in its history. */
export function appendLineage(schema: DatasetSchema, step: LineageStep): DatasetSchema {
  return {...schema, metadata: {...schema.metadata, lineage: [...schema.metadata.lineage, step]}};
}
