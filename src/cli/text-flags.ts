// Flags of commands that read text as it comes from elsewhere: how it is written, and what to do with rows that are bad.
import {Flags} from '@oclif/core';
import {cliError} from './errors.js';
import {listFlag, pairsFlag, parsePairs} from './flags.js';

/** `--delimiter --quote --encoding --header --names`: what is not given is found. */
export const dialectFlags = () => ({
  delimiter: Flags.string({
    summary: 'What separates cells (default: found).',
    helpValue: 'CHAR',
    parse: (text) => Promise.resolve(text === '\\t' || text === 'tab' ? '\t' : text),
  }),
  quote: Flags.string({
    summary: "What quotes cells; 'none' for nothing (default: found).",
    helpValue: 'CHAR',
    parse: (text) => {
      if (text === 'none' || /^[^]$/u.test(text)) return Promise.resolve(text);
      throw cliError('FLAG_INVALID', `--quote expects one character or none, got '${text}'.`);
    },
  }),
  encoding: Flags.string({
    summary:
      'utf-8, windows-1252 (latin-1), utf-16le, utf-16be (default: one of these, found); big5, shift_jis, gb18030, euc-kr …',
    helpValue: 'NAME',
  }),
  header: Flags.boolean({summary: 'The first row names the columns (default: found).', allowNo: true}),
  names: listFlag('Names of the columns; with --header in place of the first row, else all rows are data.', {
    helpValue: 'A,B',
  }),
});

/** `--kind --missing --date-format --label-delimiter --decimal --thousands`: how the cells of columns are read. */
export const cellFlags = () => ({
  kind: pairsFlag('Kind of a column: numeric, boolean, category, text, datetime, labels.', 'COL=KIND'),
  missing: listFlag('Further cells that mean "no value", in all columns or one.', {helpValue: '[COL=]TOKEN'}),
  'usual-missing': Flags.boolean({
    summary: 'NA, N/A, NaN, NULL, None and ? mean "no value" too.',
    default: true,
    allowNo: true,
  }),
  'date-format': pairsFlag('How dates are written: DD.MM.YYYY HH:mm, iso, epoch …; makes it a datetime.', 'COL=FORMAT'),
  'label-delimiter': Flags.string({
    summary: 'What separates the labels of a cell, for kind labels (default: ;).',
    helpValue: 'CHAR',
  }),
  decimal: pairsFlag("Decimal mark, '.' or ',', of all columns or one (default: found).", '[COL=]MARK'),
  thousands: pairsFlag("Mark between groups of three digits: , . ' _ or a blank.", '[COL=]MARK'),
});

interface DialectWords {
  readonly quote?: string | undefined;
  readonly header?: boolean | undefined;
}

/** What the flags of {@link dialectFlags} that need it become. */
export const parseDialectWords = ({quote, header}: DialectWords) => ({
  quote: quote === 'none' ? null : quote,
  hasHeader: header,
});

interface CellWords {
  readonly kind?: readonly string[] | undefined;
  readonly 'usual-missing': boolean;
  readonly 'date-format'?: readonly string[] | undefined;
  readonly 'label-delimiter'?: string | undefined;
}

/** What the flags of {@link cellFlags} that need it are split into. */
export const parseCellWords = (flags: CellWords) => ({
  usualMissing: flags['usual-missing'] ? undefined : false,
  kinds: parsePairs(flags.kind, 'kind'),
  dateFormats: parsePairs(flags['date-format'], 'date-format'),
  labelDelimiter: flags['label-delimiter'],
});

/** `--on-bad-row --max-bad --quarantine` */
export const badRowFlags = () => ({
  'on-bad-row': Flags.option({
    summary: "What to do with a row that cannot be read; 'blank' makes the bad cell a missing value.",
    options: ['fail', 'skip', 'quarantine', 'blank'] as const,
    default: 'fail' as const,
  })(),
  'max-bad': Flags.string({
    summary: 'Share of bad rows above which it fails anyway (default: 5%).',
    helpValue: 'X%',
  }),
  quarantine: Flags.string({summary: 'Where bad rows go with --on-bad-row quarantine.', helpValue: 'FILE'}),
});
