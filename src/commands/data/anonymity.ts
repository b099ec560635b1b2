import {EXIT} from '../../core/index.js';
import {Args, Flags} from '@oclif/core';
import {chooseFormat, formatFlag, formatReport, IngotCommand} from '../../cli/index.js';
import type {AnonymityResult} from '../../checks/index.js';

export default class DataAnonymity extends IngotCommand {
  static override summary = 'Say how many rows share what could tell who they are about (k-anonymity, l-diversity).';
  static override description =
    'Rows equal in the quasi-identifiers are a group, a missing value being a value of its own; k is the size of the ' +
    'smallest group. With --sensitive, l is the least number of different values that a group holds, and entropy l the ' +
    'exponential of the least entropy of their shares. The rows are read once; memory grows with the groups (2 million ' +
    'at most, about 500 MB), not with the rows. No value is printed.';
  static override examples = [
    {
      description: 'How many passengers are alone in their class, sex and port',
      command: '<%= config.bin %> data anonymity titanic.csv --quasi Pclass,Sex,Embarked --sensitive Survived',
    },
    {
      description: 'Fail (status 5) when a group has fewer than two rows',
      command: '<%= config.bin %> data anonymity passengers-raw.arrow --quasi Pclass,Sex --min-k 2',
    },
  ];
  static override args = {in: Args.string({description: "The rows; '-' is stdin.", required: true})};
  static override flags = {
    quasi: Flags.string({
      summary: 'The columns that together may tell who a row is about.',
      helpValue: 'A,B',
      required: true,
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    }),
    sensitive: Flags.string({summary: 'The column whose values are to stay unknown.', helpValue: 'COL'}),
    'min-k': Flags.integer({summary: 'Fail when the smallest group has fewer rows.', min: 1, helpValue: 'K'}),
    'min-l': Flags.integer({
      summary: 'Fail when a group has fewer different sensitive values.',
      min: 1,
      helpValue: 'L',
      dependsOn: ['sensitive'],
    }),
    format: formatFlag(),
  };

  async run(): Promise<AnonymityResult> {
    const {args, flags} = await this.parse(DataAnonymity);
    const format = chooseFormat(flags.format, this.jsonEnabled());
    const {openDataset} = await import('../../data/index.js');
    const {measureAnonymity} = await import('../../checks/index.js');
    const dataset = await openDataset(args.in, {report: this.report});
    const {sensitive, 'min-k': minK, 'min-l': minL} = flags;
    try {
      const result = await measureAnonymity(dataset, {quasi: flags.quasi, sensitive, minK});
      this.print(format === 'json' ? JSON.stringify(result, null, 2) : formatReport(tables(result), format));
      if (result.k < (minK ?? 0) || (result.diversity?.l ?? Infinity) < (minL ?? 0)) this.endWith(EXIT.gate);
      return result;
    } finally {
      await dataset.close();
    }
  }
}

function tables({rows, groups, k, below, sizes, diversity}: AnonymityResult) {
  const l = diversity ? `; l = ${String(diversity.l)}, entropy l = ${diversity.entropyL.toFixed(3)}` : '';
  return [
    {
      title: `k = ${String(k)}${l} (${String(rows)} rows in ${String(groups)} groups)`,
      head: ['rows in groups of', 'groups', 'rows'],
      rows: sizes.map((each) => [
        each.to === each.from ? String(each.from) : `${String(each.from)} to ${String(each.to ?? '…')}`,
        each.groups,
        each.rows,
      ]),
    },
    {
      title: 'Rows in groups smaller than k',
      head: ['k', 'rows', 'share'],
      rows: below.map((each) => [each.k, each.rows, each.share.toFixed(4)]),
    },
  ];
}
