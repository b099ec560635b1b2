import {openSqlite} from '../sql/open-sql.js';
import {SQLITE_MAGIC} from '../sql/sqlite-shadow.js';
import type {FileFormat} from './define.js';

/** A SQLite file: a table, a view or a query of it. `.db` is no ending of its own, as other programs use it too. */
export const sqlite: FileFormat = {
  name: 'sqlite',
  label: 'SQLite',
  endings: ['.sqlite', '.sqlite3'],
  recognizes: ({bytes}) => Buffer.from(bytes.subarray(0, SQLITE_MAGIC.length)).toString('latin1') === SQLITE_MAGIC,
  isText: false,
  isDatabase: true,
  open: openSqlite,
};
