// Our schema as an Arrow schema and back; what only ingot knows stands as JSON under the metadata key `ingot`.
import * as arrow from 'apache-arrow';
import {canonicalJson} from '../core/index.js';
import {tensorMetadata, tensorType} from './arrow-tensor.js';
import {dataError} from './errors.js';
import type {DatasetMetadata, DatasetSchema, Field} from './types.js';

const KEY = 'ingot';

/** The Arrow type that a field is written as. */
export function arrowType({kind, storage, shape}: Field): arrow.DataType {
  if (shape !== undefined && storage !== 'utf8') return tensorType(storage, shape);
  if (storage === 'utf8') return new arrow.Utf8();
  if (storage === 'float32') return new arrow.Float32();
  if (storage === 'int32') return new arrow.Int32();
  if (storage === 'uint8') return new arrow.Uint8();
  if (kind === 'boolean') return new arrow.Bool();
  return kind === 'datetime' ? new arrow.Timestamp(arrow.TimeUnit.MILLISECOND, 'UTC') : new arrow.Float64();
}

export function toArrowSchema({fields, metadata}: DatasetSchema): arrow.Schema {
  return new arrow.Schema(
    fields.map((field) => {
      const {name, ...rest} = field;
      const extension = field.shape === undefined ? [] : tensorMetadata(field.shape);
      return new arrow.Field(name, arrowType(field), true, new Map([...extension, [KEY, canonicalJson(rest)]]));
    }),
    new Map([[KEY, canonicalJson(metadata)]]),
    undefined,
    arrow.MetadataVersion.V5,
  );
}

function parseMetadata<T>(text: string, where: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw dataError('DATA_CORRUPT', `${where}: the metadata '${KEY}' is no JSON.`, {cause});
  }
}

/** @returns our schema, or undefined where the file was not written by ingot @throws IngotError `DATA_CORRUPT`, `DATA_FORMAT` */
export function fromArrowSchema(schema: arrow.Schema, where: string): DatasetSchema | undefined {
  const text = schema.metadata.get(KEY);
  if (text === undefined) return undefined;
  const metadata = parseMetadata<DatasetMetadata>(text, where);
  if ((metadata.format as number) !== 1)
    throw dataError('DATA_FORMAT', `${where}: expected dataset format 1, found ${String(metadata.format)}.`, {
      hints: ['It was written by another version of ingot: update ingot, or import the original again.'],
    });
  const fields: Field[] = [];
  for (const {name, metadata: own} of schema.fields) {
    const json = own.get(KEY);
    // A column added by another tool: then nothing is known of it, and the whole file is read as a foreign one.
    if (json === undefined) return undefined;
    fields.push({name, ...parseMetadata<Omit<Field, 'name'>>(json, `${where}, column '${name}'`)});
  }
  return {fields, metadata};
}
