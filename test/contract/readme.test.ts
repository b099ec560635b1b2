// The commands of README and changelog exist as they are written there: command, flags, required words.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {ROOT} from '../support/cli.js';

interface Manifest {
  readonly commands: Readonly<
    Record<
      string,
      {
        readonly flags: Readonly<
          Record<string, {readonly char?: string; readonly required?: boolean; readonly allowNo?: boolean}>
        >;
      }
    >
  >;
}
const {commands} = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8')) as Manifest;

/** Each `ingot …` of the shell blocks of a page, without comments; pipes are cut into their commands. */
function commandsOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/```sh\n(.*?)```/gs)]
    .flatMap(([, block = '']) => block.split('\n'))
    .flatMap((line) => line.replace(/ {2,}#.*$/, '').split(' | '))
    .map((line) => line.trim())
    .filter((line) => line.startsWith('ingot '));
}

for (const page of ['README.md', 'CHANGELOG.md'])
  describe(`the commands of ${page}`, () => {
    const lines = commandsOf(page);
    it('are there', () => {
      expect(lines).not.to.deep.equal([]);
    });

    for (const line of lines)
      it(line, () => {
        const words = line.split(' ').slice(1);
        const id = [2, 1].map((count) => words.slice(0, count).join(':')).find((name) => name in commands);
        expect(id, 'the command').to.be.a('string');
        const flags = commands[id ?? '']?.flags ?? {};
        const given = words.filter((word) => /^-{1,2}[a-z]/.test(word)).map((word) => word.replace(/^--?/, ''));
        const names = Object.entries(flags).flatMap(([name, {char, allowNo}]) => [
          name,
          ...(char === undefined ? [] : [char]),
          ...(allowNo === true ? [`no-${name}`] : []),
        ]);
        expect(names).to.include.members(given);
        const needed = Object.entries(flags).filter(([, {required}]) => required === true);
        for (const [name, {char}] of needed)
          expect(given.includes(name) || given.includes(char ?? name), name).to.equal(true);
      });
  });
