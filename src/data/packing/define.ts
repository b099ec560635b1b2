// What packs files declares: how it is told, and how it is unpacked, as one stream or as the files in it.
import type {Head} from '../formats/index.js';

/** A file in an archive. */
export interface Member {
  /** As the archive has it, with '/' between folders. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Unpacked. */
  readonly size: number;
  /** Why it cannot be read, as the end of a sentence: `'is encrypted'`. */
  readonly refused?: string;
  /** @throws IngotError `DATA_CORRUPT`, `DATA_TRUNCATED` */
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

export interface Packing {
  readonly name: string;
  /** For people: `'gzip'`. */
  readonly label: string;
  /** Endings in lower case, with the dot, and what a name has in their place once it is unpacked: `.tgz` → `.tar`. */
  readonly endings: Readonly<Record<string, string>>;
  recognizes(head: Head): boolean;
  /** Of what packs one stream. @throws IngotError `DATA_CORRUPT`, `DATA_TRUNCATED`, `DATA_FORMAT` */
  readonly unpack?: (bytes: AsyncIterable<Uint8Array>, where: string) => AsyncGenerator<Uint8Array>;
  /**
   * Of an archive: what is in it, without unpacking.
   *
   * @param path - the archive as a file @throws IngotError `DATA_CORRUPT`, `DATA_TRUNCATED`, `DATA_FORMAT`
   */
  readonly list?: (path: string, where: string) => Promise<readonly Member[]>;
}
