// Text that may stand in a page as it is. Everything put into a template is escaped unless it is already Html, so that
// no value of a dataset can become markup.

/** Markup that is whole and escaped. Made by the `markup` template only. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

export type Content = string | number | Html | null | undefined | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or a quoted attribute; control characters and half surrogates, which no page holds, become U+FFFD. */
export function escapeHtml(text: string): string {
  return text
    .replace(/\p{Cs}|[^\P{Cc}\t\n\r]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Markup from a template (not called `html`, or prettier would change its blanks): numbers and text are escaped, lists joined, null and undefined are nothing. */
export function markup(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(
    strings.reduce((all, part, index) => `${all}${part}${index < values.length ? write(values[index]) : ''}`, ''),
  );
}

function write(value: Content): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(write).join('');
}
