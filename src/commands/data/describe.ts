import {counted} from '../../core/index.js';
import {Args, Flags} from '@oclif/core';
import {formatBars, formatNumber, formatTable, IngotCommand, numberFlag} from '../../cli/index.js';
import type {DatasetProfile, ProfiledColumn} from '../../prepare/index.js';

export default class DataDescribe extends IngotCommand {
  static override summary = 'Describe a dataset: columns, values, problems, and what happened to its rows so far.';
  static override description =
    'Reads the whole of it once. For each column: kind, role, missing and distinct values, range, mean, deviation, ' +
    'quantiles, histogram, most frequent values, and what it alone says about the target. Then what is worth a second look ' +
    '(rows that occur twice, constant and id-like columns, columns that give the target away, rare classes) and the steps ' +
    'that led here. Distinct values are exact up to 100,000, then estimated (~); rows beyond 256 MiB are compared on disk.';
  static override examples = [
    {description: 'A table for people', command: '<%= config.bin %> data describe train.arrow'},
    {description: 'The same for machines', command: '<%= config.bin %> data describe train.arrow --json'},
    {
      description: 'Suspect sooner that a column gives the target away',
      command: '<%= config.bin %> data describe raw.arrow --leak-above 0.6',
    },
  ];
  static override args = {
    in: Args.string({description: "A file, folder or pattern; '-' is stdin.", required: true}),
  };
  static override flags = {
    top: Flags.integer({summary: 'How many of the most frequent values to name.', min: 0, default: 3, helpValue: 'N'}),
    bins: Flags.integer({summary: 'Intervals of the histograms.', min: 1, max: 100, default: 10, helpValue: 'N'}),
    'leak-above': numberFlag({
      summary: 'Strength from which a column is said to give the target away (0.98 is an AUC of 0.99).',
      min: 0,
      max: 1,
      default: 0.98,
    }),
  };

  async run(): Promise<DatasetProfile> {
    const {args, flags} = await this.parse(DataDescribe);
    const {openDataset} = await import('../../data/index.js');
    const {profileDataset, profileLines} = await import('../../prepare/index.js');
    const dataset = await openDataset(args.in, {report: this.report});
    try {
      const profile = await profileDataset(dataset, {...flags, leakStrength: flags['leak-above']});
      const {rows, columns, split} = profile;
      const head = `${counted(rows, 'row')}, ${counted(columns.length, 'column')}${split === null ? '' : `, split ${split}`}`;
      this.print(
        [head, '', formatTable(HEAD, columns.map(cells), {align: ALIGN}), '', ...profileLines(profile)].join('\n'),
      );
      return profile;
    } finally {
      await dataset.close();
    }
  }
}

const NUMBERS = ['missing', 'distinct', 'min', 'median', 'max', 'mean', 'deviation'] as const;
const HEAD = ['column', 'kind', 'role', ...NUMBERS, 'histogram', 'with target', 'most frequent'];
const ALIGN = HEAD.map((name) => (NUMBERS.some((each) => each === name) ? 'right' : 'left'));

function cells(column: ProfiledColumn): (string | number | null)[] {
  const {name, kind, role, distinct, min, max, mean, deviation, quantiles, histogram, relation, top} = column;
  const missing =
    column.missing === 0 ? '0' : `${String(column.missing)} (${(100 * column.missingShare).toFixed(1)} %)`;
  const different = distinct === null ? null : `${column.isDistinctExact ? '' : '~'}${String(distinct)}`;
  const held = column.shape === undefined ? kind : `${kind} ${column.shape.join('×')} ${column.storage}`;
  const related = relation && `${relation.measure} ${relation.value.toFixed(3)}`;
  const often = top.map(({value, count}) => `${shorten(value)} (${String(count)})`).join(', ');
  const numbers = [missing, different, min, quantiles?.['0.5'] ?? null, max, mean, deviation];
  return [name, held, role, ...numbers, histogram && formatBars(histogram.counts), related, often];
}

function shorten(value: string | number): string {
  if (typeof value === 'number') return formatNumber(value);
  return value.length > 24 ? `${value.slice(0, 23)}…` : value;
}
