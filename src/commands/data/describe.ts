import {Args, Flags} from '@oclif/core';
import {describeTable, IngotCommand, numberFlag} from '../../cli/index.js';
import type {Dataset} from '../../data/index.js';
import type {DatasetProfile, PartsProfile} from '../../prepare/index.js';

export default class DataDescribe extends IngotCommand {
  static override summary = 'Describe a dataset: columns, values, problems, and what happened to its rows so far.';
  static override description =
    'Reads the whole of it once. For each column: kind, role, missing and distinct values, range, mean, deviation, quantiles, ' +
    'histogram, most frequent values, lengths of texts, labels, sizes of pictures, and what it alone says about the target. ' +
    'Then how columns go together, what is worth a second look (rows that occur twice or nearly, constant and id-like columns, ' +
    'columns that give the target away, rare classes) with what to do, and the steps that led here. Of several files, also which ' +
    'rows a later one shares with an earlier one. Distinct values are exact up to 100,000, then estimated (~); relations and near ' +
    'duplicates are of an even sample of up to 100,000 rows, and say so; rows beyond 256 MiB are compared on disk.';
  static override examples = [
    {description: 'A table for people', command: '<%= config.bin %> data describe train.arrow'},
    {description: 'The same for machines', command: '<%= config.bin %> data describe train.arrow --json'},
    {description: 'One page with plots', command: '<%= config.bin %> data describe train.arrow --html train.html'},
    {
      description: 'What the test part shares with the training part',
      command: '<%= config.bin %> data describe data/train.arrow data/test.arrow',
    },
    {
      description: 'Suspect sooner that a column gives the target away',
      command: '<%= config.bin %> data describe raw.arrow --leak-above 0.6',
    },
  ];
  static override strict = false;
  static override args = {
    in: Args.string({description: "Files, folders or patterns, each a dataset; '-' is stdin.", required: true}),
  };
  static override flags = {
    top: Flags.integer({summary: 'How many of the most frequent values to name.', min: 0, default: 3, helpValue: 'N'}),
    bins: Flags.integer({summary: 'Intervals of the histograms.', min: 1, max: 100, default: 10, helpValue: 'N'}),
    html: Flags.string({summary: 'Write a page with plots too; it needs no network.', helpValue: 'FILE'}),
    'leak-above': numberFlag({
      summary: 'Strength from which a column is said to give the target away (0.98 is an AUC of 0.99).',
      min: 0,
      max: 1,
      default: 0.98,
    }),
    'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
  };

  async run(): Promise<DatasetProfile | PartsProfile> {
    const {argv, flags} = await this.parse(DataDescribe);
    const {openDataset} = await import('../../data/index.js');
    const {profileDataset, profileLines, profilePage, profileParts, sharedLines} =
      await import('../../prepare/index.js');
    const {top, bins} = flags;
    const options = {top, bins, leakStrength: flags['leak-above'], workDir: flags['work-dir']};
    const datasets: Dataset[] = [];
    try {
      for (const path of argv as string[]) datasets.push(await openDataset(path, {report: this.report}));
      const [only] = datasets;
      const profile =
        datasets.length === 1 && only ? await profileDataset(only, options) : await profileParts(datasets, options);
      for (const part of 'parts' in profile ? profile.parts : [profile])
        this.print([...describeTable(part, 'parts' in profile), '', ...profileLines(part), ''].join('\n'));
      if ('parts' in profile) this.print(sharedLines(profile.shared).join('\n'));
      if (flags.html !== undefined) {
        const {writeFileAtomic} = await import('../../core/index.js');
        writeFileAtomic(flags.html, await profilePage(profile));
      }
      return profile;
    } finally {
      for (const dataset of datasets) await dataset.close();
    }
  }
}
