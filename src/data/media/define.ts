// What a kind of media file declares: how its files are named, how the words of an import become a rule, and how bytes
// become numbers. Folders and lists of such files ask the registry (./registry.ts) and never which kind they hold.
//
// To add a kind: write src/data/media/<name>.ts exporting a `defineMedia({...})` value and list it in registry.ts.
import type {Report} from '../../core/index.js';
import type {NumberColumn, ParseRule} from '../types.js';

/** What was said about the media at import, by the names of the flags: `{size: '32x32', fit: 'cover'}`. */
export type MediaSettings = Readonly<Record<string, string | number | boolean>>;

/** A row of a media column. */
export interface MediaCell {
  /** Numbers of the rule's shape and element; none where the cell is text. */
  readonly values: NumberColumn;
  readonly text?: string;
  /** In the order of {@link MediaKind.facts}. */
  readonly facts: readonly number[];
  /** What was done to it that not every file needs; short and stable, for the ledger: `'end cut off'`. */
  readonly changes?: readonly string[];
}

export interface MediaReader {
  /**
   * @param where - the file, for messages
   * @throws IngotError of the data layer: the file is bad, and is named in the ledger
   */
  read(bytes: Uint8Array, where: string): Promise<MediaCell>;
  close(): Promise<void>;
}

/** Some of the files, to settle what was not said. */
export interface MediaSample {
  readonly where: string;
  bytes(): Promise<Uint8Array>;
}

export interface MediaKind {
  /** As in the rule, and the usual name of the column: `'image'`. */
  readonly name: string;
  /** For people: `'images'`. */
  readonly plural: string;
  /** Endings of files that are meant to be of this kind, readable or not; lower case, with the dot. */
  readonly endings: readonly string[];
  /** Files of these names may be other things: taken where a folder holds nothing else, never where they are named one by one. */
  readonly givesWay?: boolean;
  /** Settings it knows. */
  readonly settings: readonly string[];
  /** What can be kept of a file beside its numbers, as columns of numbers: `['width', 'height']`. */
  readonly facts: readonly string[];
  /**
   * The rule of the column, complete: the same rule reads the same file to the same numbers at any later time.
   *
   * @param samples - a few of the files, in order
   * @throws IngotError `DATA_OPTION`
   */
  settle(settings: MediaSettings, samples: readonly MediaSample[], report: Report): Promise<ParseRule>;
  open(rule: ParseRule): Promise<MediaReader>;
}

/** Types a kind of media and nothing else. */
export function defineMedia(kind: MediaKind): MediaKind {
  return kind;
}
