// Arrow's metadata before the library decodes them: it believes every offset and every length, so that a damaged one of four
// bytes would be a loop over hundreds of millions of columns that are not there.

/** A table of FlatBuffers: its place, and where its fields stand. @see https://flatbuffers.dev/internals */
interface Table {
  readonly at: number;
  readonly fields: number;
  readonly fieldCount: number;
}

interface Vector {
  readonly start: number;
  readonly length: number;
}

class Checker {
  private readonly view: DataView;
  /** Tables that may still be looked at: there are no more than bytes, unless they are shared to make many of few. */
  private left: number;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.left = bytes.byteLength;
  }

  root(): Table {
    return this.tableAt(this.follow(0));
  }

  private inside(at: number, length: number): number {
    if (at < 0 || at + length > this.view.byteLength) throw new Error('the metadata are damaged.');
    return at;
  }

  private follow(at: number): number {
    return at + this.view.getUint32(this.inside(at, 4), true);
  }

  private tableAt(at: number): Table {
    this.left -= 1;
    if (this.left < 0) throw new Error('the metadata are damaged.');
    const fields = this.inside(at - this.view.getInt32(this.inside(at, 4), true), 4);
    const size = this.view.getUint16(fields, true);
    this.inside(fields, size);
    this.inside(at, this.view.getUint16(fields + 2, true));
    return {at, fields, fieldCount: Math.max(0, (size - 4) >> 1)};
  }

  /** Where a field's value stands; undefined where the table leaves it out. */
  private place({at, fields, fieldCount}: Table, field: number): number | undefined {
    const offset = field < fieldCount ? this.view.getUint16(fields + 4 + 2 * field, true) : 0;
    return offset === 0 ? undefined : this.inside(at + offset, 1);
  }

  byte(table: Table, field: number): number {
    const at = this.place(table, field);
    return at === undefined ? 0 : this.view.getUint8(at);
  }

  table(table: Table, field: number): Table | undefined {
    const at = this.place(table, field);
    return at === undefined ? undefined : this.tableAt(this.follow(at));
  }

  /** @param size - of an element */
  vector(table: Table, field: number, size: number): Vector | undefined {
    const at = this.place(table, field);
    if (at === undefined) return undefined;
    const start = this.follow(at);
    const length = this.view.getUint32(this.inside(start, 4), true);
    this.inside(start + 4, length * size);
    return {start: start + 4, length};
  }

  tables(table: Table, field: number): Table[] {
    const {start, length} = this.vector(table, field, 4) ?? {start: 0, length: 0};
    return Array.from({length}, (_, index) => this.tableAt(this.follow(start + 4 * index)));
  }
}

function checkPairs(checker: Checker, table: Table, field: number): void {
  for (const pair of checker.tables(table, field)) {
    checker.vector(pair, 0, 1);
    checker.vector(pair, 1, 1);
  }
}

/** Fields of format/Schema.fbs: name 0, type 3, dictionary 4, children 5, custom_metadata 6. */
function checkField(checker: Checker, field: Table): void {
  if (!checker.vector(field, 0, 1)) throw new Error('a column without a name.');
  checker.table(field, 3);
  const dictionary = checker.table(field, 4);
  if (dictionary) checker.table(dictionary, 1);
  for (const child of checker.tables(field, 5)) checkField(checker, child);
  checkPairs(checker, field, 6);
}

/** fields 1, custom_metadata 2 */
function checkSchema(checker: Checker, schema: Table | undefined): void {
  if (!schema) return;
  for (const field of checker.tables(schema, 1)) checkField(checker, field);
  checkPairs(checker, schema, 2);
}

/** nodes 1, buffers 2, compression 3, variadicBufferCounts 4 */
function checkBatch(checker: Checker, batch: Table | undefined): void {
  if (!batch) return;
  checker.vector(batch, 1, 16);
  checker.vector(batch, 2, 16);
  checker.table(batch, 3);
  checker.vector(batch, 4, 8);
}

const SCHEMA = 1;
const DICTIONARY = 2;
const RECORDS = 3;

/** Checks a message of format/Message.fbs: header_type 1, header 2, custom_metadata 4. @throws Error where it is damaged */
export function checkMessage(bytes: Uint8Array): void {
  const checker = new Checker(bytes);
  const message = checker.root();
  const header = checker.table(message, 2);
  const type = checker.byte(message, 1);
  if (type === SCHEMA) checkSchema(checker, header);
  else if (type === RECORDS) checkBatch(checker, header);
  else if (type === DICTIONARY && header) checkBatch(checker, checker.table(header, 1));
  checkPairs(checker, message, 4);
}

/** Checks the footer of format/File.fbs: schema 1, dictionaries 2, recordBatches 3, custom_metadata 4. @throws Error where it is damaged */
export function checkFooter(bytes: Uint8Array): void {
  const checker = new Checker(bytes);
  const footer = checker.root();
  checkSchema(checker, checker.table(footer, 1));
  checker.vector(footer, 2, 24);
  checker.vector(footer, 3, 24);
  checkPairs(checker, footer, 4);
}
