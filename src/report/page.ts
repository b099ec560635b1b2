// One self-contained HTML page: no script, no network, and a policy in it that forbids both.
import {Html, markup, type Content} from './html.js';
import {STYLE} from './style.js';

export interface PageSection {
  readonly title: string;
  readonly content: Content;
}

export interface PageParts {
  readonly title: string;
  /** A sentence under the title. */
  readonly lead?: Content;
  readonly sections: readonly PageSection[];
  /** BCP 47; default `en`. */
  readonly language?: string;
}

/** The whole page as text; sections without content are left out. Same parts, same bytes. */
export function page({title, lead, sections, language = 'en'}: PageParts): string {
  const shown = sections.filter(({content}) => markup`${content}`.text !== '');
  const links = shown.map((section, index) => markup`<a href="#s${index}">${section.title}</a>`);
  const bodies = shown.map(
    (section, index) => markup`<section aria-labelledby="s${index}"><h2 id="s${index}">${section.title}</h2>
${section.content}
</section>
`,
  );
  return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header><h1>${title}</h1><p class="soft">${lead}</p>
${shown.length > 1 ? markup`<nav aria-label="Sections">${links}</nav>` : ''}</header>
<main>
${bodies}</main>
</body>
</html>
`.text;
}
