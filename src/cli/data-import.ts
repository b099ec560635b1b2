// What `data import` is told: the columns, how the input is written, where it comes from; and its examples.
import {Flags} from '@oclif/core';
import {listFlag, pairsFlag, sizeFlag} from './flags.js';
import {inputFormatFlag} from './format-flags.js';
import {mediaFlags} from './media-flags.js';
import {badRowFlags, cellFlags, dialectFlags} from './text-flags.js';

export const dataImportFlags = () => ({
  target: Flags.string({summary: 'The column to predict.', helpValue: 'COL'}),
  ignore: listFlag('Columns that no model shall use.', {helpValue: 'COL'}),
  role: pairsFlag('Role of a column: feature, target, id, weight, group, time, ignored.', 'COL=ROLE'),
  format: inputFormatFlag(),
  table: Flags.string({summary: 'Databases: the table or view to read (default: the only one).', helpValue: 'NAME'}),
  query: Flags.string({
    summary: 'Databases: the SELECT whose rows are read, in place of a table.',
    helpValue: 'SQL',
    exclusive: ['table'],
  }),
  ...cellFlags(),
  ...dialectFlags(),
  ...mediaFlags(),
  promote: Flags.boolean({
    summary: 'Columns whose later rows do not fit become of a kind that fits all; else those cells are bad.',
    default: true,
    allowNo: true,
  }),
  ...badRowFlags(),
  'max-unpacked': sizeFlag({
    summary: 'What may come out of each packed file (default: 200 times its size, at least 256M).',
  }),
  'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
});

export const dataImportExamples = [
  {
    description: 'Import a CSV file and name the column to predict',
    command: '<%= config.bin %> data import housing.csv --target median_house_value -o raw.arrow',
  },
  {
    description: 'Say what a column is, and leave bad rows out (at most 1 % of them)',
    command:
      '<%= config.bin %> data import housing.csv --kind ocean_proximity=category --on-bad-row skip --max-bad 1% -o raw.arrow',
  },
  {
    description: 'Name the columns of a file that has no header',
    command:
      "printf '5;0\\n3;1,5\\n' | <%= config.bin %> data import - --names size,weight --missing weight=0 --decimal , -o raw.arrow",
  },
  {
    description: 'Files packed by gzip or zstd, named by a pattern; parts of a table in an archive',
    command: "<%= config.bin %> data import 'shards/*.csv.gz' 'parts.zip!2024/*.csv' -o raw.arrow",
  },
  {
    description: 'A target that lists any number of labels in a cell, such as news;long',
    command: '<%= config.bin %> data import posts.csv --target tags --kind tags=labels -o posts.arrow',
  },
  {
    description: 'Images and labels of a NumPy archive: a column of tensors beside the column to predict',
    command: '<%= config.bin %> data import digits.npz --target label -o digits.arrow',
  },
  {
    description:
      'A folder of images, one folder a class, all made 32 by 32; files that cannot be read are named and left out',
    command: '<%= config.bin %> data import shapes --size 32x32 --channels 3 --on-bad-row skip -o shapes.arrow',
  },
  {
    description: 'Images that a table names, beside its other columns',
    command: '<%= config.bin %> data import shapes.csv --media file --target kind --size 32x32 -o shapes.arrow',
  },
  {
    description: 'A folder of sound, one folder a class: one second of each clip at 16,000 samples a second',
    command: '<%= config.bin %> data import spoken --sample-rate 16000 --duration 1s -o spoken.arrow',
  },
  {
    description: 'Text, one row a line',
    command: "printf 'a fine film\\na bad one\\n' | <%= config.bin %> data import - --format lines -o lines.arrow",
  },
];
