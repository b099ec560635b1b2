// A folder of small image files, two classes of four, and a list of them: made of the files of test/oracle/images.py.
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const KINDS = {
  lossless: ['rgb.png', 'palette.png', 'lossless.webp', 'two.gif'],
  lossy: ['full.jpg', 'half.jpg', 'turned.jpg', 'ink.jpg'],
} as const;

/** Writes `shapes/lossless/…`, `shapes/lossy/…` and `shapes.csv` (file, kind) into a folder. */
export function makeShapes(folder: string): void {
  const {cases} = JSON.parse(readFileSync(new URL('../oracle/images.json', import.meta.url), 'utf8')) as {
    readonly cases: readonly {readonly name: string; readonly file: string}[];
  };
  const lines = ['file,kind'];
  for (const [kind, names] of Object.entries(KINDS)) {
    mkdirSync(join(folder, 'shapes', kind), {recursive: true});
    for (const name of names) {
      const content = cases.find((each) => each.name === name)?.file ?? '';
      writeFileSync(join(folder, 'shapes', kind, name), Buffer.from(content, 'base64'));
      lines.push(`shapes/${kind}/${name},${kind}`);
    }
  }
  writeFileSync(join(folder, 'shapes.csv'), `${lines.join('\n')}\n`);
}
