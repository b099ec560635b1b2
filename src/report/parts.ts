// What sections are made of besides plots: tables, lists of notes, cards, pairs of name and value.
import {markup, type Content, type Html} from './html.js';

export interface HtmlTable {
  readonly head: readonly string[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly Content[])[];
  /** By column; default left. */
  readonly align?: readonly ('left' | 'right')[];
  readonly caption?: string;
}

/** A table; wider than the page, it scrolls by itself. Absent cells are empty. */
export function table({head, rows, align = [], caption}: HtmlTable): Html {
  const number = (index: number): Html | '' => (align[index] === 'right' ? markup` class="number"` : '');
  const heads = head.map((name, index) => markup`<th scope="col"${number(index)}>${name}</th>`);
  const cell = (content: Content, index: number): Html =>
    index === 0 ? markup`<th scope="row">${content}</th>` : markup`<td${number(index)}>${content}</td>`;
  return markup`<div class="scroll"><table>${caption === undefined ? '' : markup`<caption>${caption}</caption>`}
<thead><tr>${heads}</tr></thead>
<tbody>
${rows.map((row) => markup`<tr>${row.map(cell)}</tr>\n`)}</tbody></table></div>`;
}

export interface Note {
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
  /** A word or two, in bold: says what the colour says. */
  readonly label: string;
  readonly text: Content;
}

/** Findings, verdicts, violations: one line each. */
export function notes(items: readonly Note[]): Html | '' {
  if (items.length === 0) return '';
  const lines = items.map(({tone, label, text}) => markup`<li class="${tone}"><b>${label}</b>${text}</li>\n`);
  return markup`<ul class="notes">${lines}</ul>`;
}

/** Names and values; values that are null, undefined or empty are left out. */
export function facts(pairs: readonly (readonly [string, Content])[]): Html | '' {
  const shown = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
  if (shown.length === 0) return '';
  return markup`<dl>${shown.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

export interface Card {
  readonly title: string;
  readonly subtitle?: Content;
  readonly content: Content;
}

/** Boxes side by side, as many in a row as fit. */
export function cards(items: readonly Card[]): Html | '' {
  if (items.length === 0) return '';
  const boxes = items.map(
    ({title, subtitle, content}) => markup`<article class="card"><h3>${title}</h3><p class="soft">${subtitle}</p>
${content}</article>
`,
  );
  return markup`<div class="cards">${boxes}</div>`;
}
