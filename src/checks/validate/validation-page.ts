// The outcome of a validation as one HTML page.
import {counted} from '../../core/index.js';
import {barSvg, markup, notes, page, table, type Content, type Note} from '../../report/index.js';
import {isBroken, type Violation} from './tally.js';
import type {ValidationResult} from './validate.js';

const MOST_BARS = 20;
const MOST_ROWS = 50;
const TABLE_HEAD = ['column', 'rule', 'verdict', 'rows', 'share', 'expected', 'first rows', 'found'];

/** Values of private columns are in no result, so they are not here either. */
export async function validationPage(result: ValidationResult): Promise<string> {
  const {name, rows, isValid, violations} = result;
  const broken = violations.filter(isBroken);
  const verdict: Note = isValid
    ? {tone: 'good', label: 'valid', text: `No check is broken beyond what it tolerates.`}
    : {tone: 'bad', label: 'not valid', text: `${counted(broken.length, 'check')} broken.`};
  return page({
    title: `Validation of ${name}`,
    lead: `${counted(rows, 'row')} read, ${counted(violations.length, 'finding')}.`,
    sections: [
      {title: 'Verdict', content: [notes([verdict, ...broken.map(noteOf)])]},
      {title: 'Rows that break each check', content: await barsOf(violations)},
      {title: 'Checks', content: tableOf(violations)},
      {title: 'First rows', content: rowsOf(violations)},
    ],
  });
}

const titleOf = ({column, rule}: Violation): string => (column === null ? rule : `${column}: ${rule}`);

function noteOf(violation: Violation): Note {
  const {count, share, expected} = violation;
  const rows = share === null ? '' : `; not so in ${counted(count, 'row')} (${percent(share)})`;
  return {tone: 'bad', label: titleOf(violation), text: `expected ${expected}${rows}`};
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

async function barsOf(violations: readonly Violation[]): Promise<Content> {
  const counts = violations.filter(({share}) => share !== null).sort((a, b) => b.count - a.count);
  if (counts.length === 0) return '';
  const bars = counts.slice(0, MOST_BARS).map((violation) => ({label: titleOf(violation), value: violation.count}));
  const rest = counts.length - bars.length;
  const caption = rest > 0 ? `${counted(rest, 'check')} with fewer rows not drawn` : undefined;
  return barSvg({title: 'Rows that break each check', bars, width: 560, ...(caption === undefined ? {} : {caption})});
}

function tableOf(violations: readonly Violation[]): Content {
  if (violations.length === 0) return '';
  const rows = violations.map((violation) => {
    const {column, rule, severity, isTolerated, count, share, maxShare, expected, firstRows, firstValues} = violation;
    const verdict = isTolerated ? `tolerated up to ${percent(maxShare)}` : severity;
    const found = firstValues.map((value, at) => markup`${at === 0 ? '' : ', '}<code>${value}</code>`);
    const numbers = share === null ? ['', ''] : [count, percent(share)];
    return [column ?? '', rule, verdict, ...numbers, expected, firstRows.join(', '), found];
  });
  return table({head: TABLE_HEAD, rows, align: TABLE_HEAD.map((_, at) => (at === 3 || at === 4 ? 'right' : 'left'))});
}

/** By row: what is wrong with the first ones of each check. */
function rowsOf(violations: readonly Violation[]): Content {
  const byRow = new Map<number, string[]>();
  for (const violation of violations)
    for (const row of violation.share === null ? [] : violation.firstRows)
      byRow.set(row, [...(byRow.get(row) ?? []), titleOf(violation)]);
  const rows = [...byRow].sort(([a], [b]) => a - b).slice(0, MOST_ROWS);
  if (rows.length === 0) return '';
  return table({
    head: ['row', 'breaks'],
    rows: rows.map(([row, broken]) => [row, broken.join(', ')]),
    caption: 'The first five rows of each check, numbered from 1 without the header.',
  });
}
