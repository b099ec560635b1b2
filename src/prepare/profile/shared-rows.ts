// Rows of a later file that an earlier one has too: what was seen in training must not be tested on. Exact, and as bounded in
// memory as the search for duplicates: a row of a later file is a copy among all files but, the first time, not within its own.
import {DuplicateFinder, type Batch, type DatasetSchema, type Field} from '../../data/index.js';

export interface SharedRows {
  /** Columns that were compared: the features all files have. */
  readonly columns: readonly string[];
  /** By file; the first one shares nothing with an earlier one. */
  readonly parts: readonly {
    readonly name: string;
    /** Different rows of the file. */
    readonly distinctRows: number;
    /** Of those, how many an earlier file has too. */
    readonly shared: number;
    /** 1-based rows of the first of them. */
    readonly first: readonly number[];
  }[];
}

const FIRST_POSITIONS = 5;

/** Features that all have, by name and by how they are held. */
export function commonFeatures(schemas: readonly DatasetSchema[]): string[] {
  const [first, ...others] = schemas;
  const held = ({shape, storage, stage}: Field): string => JSON.stringify([shape, storage, stage]);
  return (first?.fields ?? [])
    .filter(({role}) => role === 'feature')
    .filter((field) =>
      others.every(({fields}) => fields.some((other) => other.name === field.name && held(other) === held(field))),
    )
    .map(({name}) => name);
}

export class SharedRowFinder {
  private readonly all: DuplicateFinder;
  private readonly parts: {name: string; start: number; rows: number; own: DuplicateFinder}[] = [];
  private position = 0;

  constructor(
    private readonly columns: readonly string[],
    private readonly workDir?: string,
  ) {
    this.all = new DuplicateFinder({workDir});
  }

  /** @returns what takes the batches of the next file */
  next(name: string, {fields}: DatasetSchema): (batch: Batch) => void {
    const part = {name, start: this.position, rows: 0, own: new DuplicateFinder({workDir: this.workDir})};
    this.parts.push(part);
    const places = this.columns.map((column) => fields.findIndex((field) => field.name === column));
    return (batch) => {
      const compared: Batch = {
        rowCount: batch.rowCount,
        columns: places.map((place) => batch.columns[place] ?? []),
      };
      this.all.add(compared);
      part.own.add(compared);
      part.rows += batch.rowCount;
      this.position += batch.rowCount;
    };
  }

  finish(): SharedRows {
    const all = this.all.finish();
    const parts = this.parts.map(({name, start, rows, own}) => {
      const copies = own.finish();
      const first: number[] = [];
      let shared = 0;
      for (let row = 0; row < rows; row += 1) {
        if (!all.has(start + row) || copies.has(row)) continue;
        shared += 1;
        if (first.length < FIRST_POSITIONS) first.push(row + 1);
      }
      return {name, distinctRows: rows - copies.count, shared, first};
    });
    return {columns: this.columns, parts};
  }

  close(): void {
    this.all.close();
    for (const {own} of this.parts) own.close();
  }
}
