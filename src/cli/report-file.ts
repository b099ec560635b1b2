// --report FILE.json|FILE.html: a result in a file beside what is printed.
import {Flags} from '@oclif/core';
import {writeFileAtomic} from '../core/index.js';
import {cliError} from './errors.js';

export const reportFileFlag = Flags.custom({
  summary: 'Write a report too: what --json prints (.json), or one page with plots that needs no network (.html).',
  helpValue: 'FILE',
  parse: (input, _context, {name}) => {
    if (!/\.(json|html)$/i.test(input))
      throw cliError('FLAG_INVALID', `--${name} expects a name that ends in .json or .html, got '${input}'.`);
    return Promise.resolve(input);
  },
});

/** @param makePage - called for a page only */
export async function writeReportFile(
  path: string | undefined,
  result: unknown,
  makePage: () => Promise<string>,
): Promise<void> {
  if (path === undefined) return;
  const isPage = /\.html$/i.test(path);
  writeFileAtomic(path, isPage ? await makePage() : `${JSON.stringify(result, null, 2)}\n`);
}
