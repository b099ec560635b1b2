// What a file format declares: how it is told from others, how it is opened, how it is written. Reading and writing ask
// the registry (./index.ts) and never which format they hold.
import type {BatchEncoder} from '../arrow-write.js';
import type {Encoding} from '../encodings.js';
import type {OpenOptions} from '../open-options.js';
import type {Source} from '../sources.js';
import type {Dataset, DatasetSchema} from '../types.js';

/** The beginning of a file. */
export interface Head {
  readonly bytes: Uint8Array;
  /** What the file is called, without the folder and without the ending of what packed it. */
  readonly fileName: string;
}

export interface SniffedSource {
  readonly source: Source;
  /** Means something for text only. */
  readonly encoding: Encoding;
}

export interface FormatWriter {
  /** Of the outputs that are written so; default all of the format. */
  readonly endings?: readonly string[];
  /** Whether a terminal could not show it. */
  readonly isBinary: boolean;
  /** Whether nothing of a batch is looked at after its bytes have been given out. */
  readonly isDoneWithBatch?: boolean;
  /** Whether the schema's metadata leave before the rows, so that what is known only at the end needs a second pass. */
  readonly isSchemaFirst?: boolean;
  /** @param schemaOf - asked at the start, and again at the end for what was only known then; fields never differ */
  encoder(schemaOf: () => DatasetSchema): BatchEncoder | Promise<BatchEncoder>;
}

export interface FileFormat {
  /** As in `--format` and `--to`. */
  readonly name: string;
  /** For people: `'JSON Lines'`. */
  readonly label: string;
  /** In lower case, with the dot; the first is the usual one. */
  readonly endings: readonly string[];
  /** Whether the first bytes are those of this format, beyond doubt. Absent: it is told by its ending, or guessed. */
  readonly recognizes?: (head: Head) => boolean;
  /** Text only: whether text that nothing else tells (no ending, no mark) looks like it. The first format that says so takes it. */
  readonly resembles?: (text: string) => boolean;
  /** Whether it is text, so that `--encoding` and what belongs to CSV may be said. */
  readonly isText: boolean;
  /** Whether it holds tables, of which `--table` or `--query` names one. */
  readonly isDatabase?: boolean;
  /** Whether a source may name its column (`NAME=FILE`). */
  readonly namesColumns?: boolean;
  /** Absent: it is only written. @param sources - at least one, all of this format */
  readonly open?: (sources: readonly SniffedSource[], options: OpenOptions) => Promise<Dataset>;
  /** Absent: it is only read. */
  readonly writer?: FormatWriter;
}
