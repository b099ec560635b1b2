// Error codes of the data layer.
import {defineErrors} from '../core/index.js';

export const dataError = defineErrors({
  DATA_TRUNCATED: 'invalid',
  DATA_CORRUPT: 'invalid',
  DATA_EMPTY: 'invalid',
  DATA_FORMAT: 'invalid',
  DATA_ENCODING: 'invalid',
  DATA_BAD_ROW: 'invalid',
  DATA_TOO_MANY_BAD_ROWS: 'invalid',
  DATA_COLUMN_MISSING: 'invalid',
  DATA_COLUMN_DUPLICATE: 'invalid',
  DATA_COLUMN_UNSUPPORTED: 'invalid',
  DATA_SCHEMA_MISMATCH: 'invalid',
  DATA_QUERY: 'usage',
  DATA_TABLE_MISSING: 'notFound',
  DATA_CONNECTION: 'resource',
  DATA_NOT_REREADABLE: 'unexpected',
  DATA_STATISTICS: 'invalid',
  DATA_ARCHIVE: 'invalid',
  DATA_UNPACKED_SIZE: 'invalid',
  DATA_MEMBER_MISSING: 'notFound',
  DATA_LINK_LOOP: 'invalid',
  DATA_OPTION: 'usage',
});
