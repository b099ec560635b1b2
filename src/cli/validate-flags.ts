// The flags of data validate.
import {Flags} from '@oclif/core';
import {formatFlag} from './report-format.js';
import {reportFileFlag} from './report-file.js';

export const validateFlags = () => ({
  schema: Flags.string({
    summary: 'The schema: YAML of data schema, or JSON Schema.',
    helpValue: 'FILE',
    required: true,
  }),
  now: Flags.string({summary: 'What max_age counts from, ISO 8601 (default: the time it is).', helpValue: 'DATE'}),
  'bad-rows': Flags.string({
    summary: 'Write the rows that break the schema, with what they break.',
    helpValue: 'FILE',
  }),
  'good-rows': Flags.string({summary: 'Write the other rows, as the schema reads them.', helpValue: 'FILE'}),
  report: reportFileFlag(),
  'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
  format: formatFlag(),
});
