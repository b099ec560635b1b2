import {Args, Flags} from '@oclif/core';
import {formatTable, IngotCommand} from '../../cli/index.js';
import type {JsonCell} from '../../data/index.js';

interface HeadResult {
  columns: string[];
  rows: Record<string, JsonCell>[];
}

export default class DataHead extends IngotCommand {
  static override summary = 'Show the first rows of a dataset.';
  static override description =
    'Reads no more than it shows. Values are those of the dataset, missing ones are shown as -; under --json each row is ' +
    'an object with null for a missing value.';
  static override examples = [
    {description: 'The first five rows', command: '<%= config.bin %> data head train.arrow -n 5'},
    {
      description: 'Look into the middle of a pipe',
      command: '<%= config.bin %> data import housing.csv -o - | <%= config.bin %> data head -',
    },
  ];
  static override args = {
    in: Args.string({description: "A file, folder or pattern; '-' is stdin.", required: true}),
  };
  static override flags = {
    rows: Flags.integer({char: 'n', summary: 'How many rows.', min: 0, default: 10, helpValue: 'N'}),
  };

  async run(): Promise<HeadResult> {
    const {args, flags} = await this.parse(DataHead);
    const {openDataset, readHead} = await import('../../data/index.js');
    const dataset = await openDataset(args.in);
    try {
      const {columns, rows} = await readHead(dataset, flags.rows);
      const names = columns.map(({name}) => name);
      const isText = columns.map(({storage}) => storage === 'utf8');
      this.print(
        formatTable(
          names,
          rows.map((row) => row.map(shown)),
          {align: isText.map((text) => (text ? 'left' : 'right'))},
        ),
      );
      return {
        columns: names,
        rows: rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null]))),
      };
    } finally {
      await dataset.close();
    }
  }
}

/** A cell for people: of a tensor the beginning. */
function shown(cell: JsonCell): string | number | null {
  if (typeof cell === 'boolean') return String(cell);
  if (typeof cell !== 'object' || cell === null) return cell;
  const text = JSON.stringify(cell);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
