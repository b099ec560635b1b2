// Text snapshots under test/golden. UPDATE_GOLDEN=1 rewrites them; the diff is read in review.
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect} from 'chai';
import {ROOT} from './cli.js';

/** Expects `text` to equal the file `test/golden/NAME`. */
export function expectGolden(name: string, text: string): void {
  const path = join(ROOT, 'test/golden', name);
  const content = text.endsWith('\n') ? text : `${text}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(path, content);
  }
  expect(readFileSync(path, 'utf8'), `${name} differs; UPDATE_GOLDEN=1 rewrites it`).to.equal(content);
}
