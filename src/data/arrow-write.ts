// Arrow IPC out: each batch leaves as soon as it is encoded, so memory does not grow with the file.
import * as arrow from 'apache-arrow';
import {toRecordBatch} from './arrow-encode.js';
import {toArrowSchema} from './arrow-schema.js';
import type {Batch, DatasetSchema} from './types.js';

/** Turns batches into bytes. */
export interface BatchEncoder {
  start(): readonly Uint8Array[];
  encode(batch: Batch): readonly Uint8Array[];
  /** The end of the output; for streams the marker that says the data are whole. */
  finish(): readonly Uint8Array[];
}

class StreamWriter extends arrow.RecordBatchStreamWriter {
  private chunks: Uint8Array[] = [];

  protected override _write(chunk: ArrayBufferView): this {
    this._position += collect(this.chunks, chunk);
    return this;
  }

  take(): Uint8Array[] {
    const {chunks} = this;
    this.chunks = [];
    return chunks;
  }
}

class FileWriter extends arrow.RecordBatchFileWriter {
  private chunks: Uint8Array[] = [];

  constructor(private readonly finalSchema: () => arrow.Schema) {
    super();
  }

  protected override _write(chunk: ArrayBufferView): this {
    this._position += collect(this.chunks, chunk);
    return this;
  }

  protected override _writeFooter(): this {
    super._writeFooter(this.finalSchema());
    return this;
  }

  /** The base class leaves the schema message out, without which a file cannot be read front to back. */
  protected override _writeSchema(schema: arrow.Schema): this {
    super._writeSchema(schema);
    this._writeMessage(arrow.Message.from(schema as never));
    return this;
  }

  take(): Uint8Array[] {
    const {chunks} = this;
    this.chunks = [];
    return chunks;
  }
}

/** Keeps a chunk's bytes. Not copied: the batch they view is not touched before they are written. */
function collect(chunks: Uint8Array[], view: ArrayBufferView): number {
  if (view.byteLength > 0) chunks.push(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return view.byteLength;
}

/**
 * Encodes to the Arrow file format (`.arrow`) or the stream format (`.arrows`, pipes).
 *
 * @param schemaOf - asked at the start, and again at the end: a file's footer carries what was only known then
 */
export function arrowEncoder(schemaOf: () => DatasetSchema, format: 'arrow' | 'arrows'): BatchEncoder {
  const schema = schemaOf();
  const arrowSchema = toArrowSchema(schema);
  const writer = format === 'arrow' ? new FileWriter(() => toArrowSchema(schemaOf())) : new StreamWriter();
  return {
    start() {
      writer.reset(undefined, arrowSchema);
      return writer.take();
    },
    encode(batch) {
      writer.write(toRecordBatch(arrowSchema, schema.fields, batch));
      return writer.take();
    },
    finish() {
      writer.finish();
      return writer.take();
    },
  };
}
