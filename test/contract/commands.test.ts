// Every command by being there: a summary, a description, examples, few lines, and the surface other people's
// scripts rely on, frozen in a golden file.
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {ROOT} from '../support/cli.js';
import {expectGolden} from '../support/golden.js';

interface ManifestFlag {
  readonly type: string;
  readonly char?: string;
  readonly options?: readonly string[];
  readonly multiple?: boolean;
  readonly required?: boolean;
  readonly default?: unknown;
  readonly helpGroup?: string;
  readonly summary?: string;
  readonly description?: string;
}
interface ManifestCommand {
  readonly summary?: string;
  readonly description?: string;
  readonly examples?: readonly (string | {readonly description: string; readonly command: string})[];
  readonly flags: Readonly<Record<string, ManifestFlag>>;
  readonly args: Readonly<
    Record<string, {readonly required?: boolean; readonly options?: readonly string[]; readonly description?: string}>
  >;
  readonly pluginName?: string;
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8')) as {
  readonly commands: Readonly<Record<string, ManifestCommand>>;
};

describe('the commands', () => {
  for (const [id, command] of Object.entries(manifest.commands)) {
    const name = `ingot ${id.replaceAll(':', ' ')}`;
    it(`${name} has a summary, a description and examples that name it`, () => {
      expect(command.summary, 'summary').to.match(/\.$/);
      expect(command.description, 'description').to.have.length.above(40);
      const lines = (command.examples ?? []).map((example) =>
        typeof example === 'string' ? example : example.command,
      );
      expect(lines, 'examples').to.not.be.empty;
      for (const line of lines) expect(line).to.include(`<%= config.bin %> ${id.replaceAll(':', ' ')}`);
    });
    it(`${name} explains every flag and argument`, () => {
      for (const [flag, {summary, description}] of Object.entries(command.flags))
        if (flag !== 'json') expect(summary ?? description, `--${flag}`).to.be.a('string');
      for (const [argument, {description}] of Object.entries(command.args))
        expect(description, argument).to.be.a('string');
    });
    it(`${name} is one file of at most 80 lines`, () => {
      const file = join(ROOT, 'src/commands', `${id.replaceAll(':', '/')}.ts`);
      expect(existsSync(file), file).to.equal(true);
      expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).to.be.at.most(80);
    });
  }

  it('stand in topics that say what they are for, not what their first command does', () => {
    const {oclif} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly oclif: {readonly topics: Readonly<Record<string, {readonly description: string}>>};
    };
    const topics = Object.keys(manifest.commands).flatMap((id) => (id.includes(':') ? [id.split(':')[0]] : []));
    expect(Object.keys(oclif.topics)).to.have.members([...new Set(topics)]);
    for (const {description} of Object.values(oclif.topics)) expect(description).to.match(/\.$/);
  });

  it('offer the surface in test/golden/commands.txt', () => {
    expectGolden(
      'commands.txt',
      Object.entries(manifest.commands)
        .map(([id, command]) => surface(id, command))
        .join('\n\n'),
    );
  });
});

function surface(id: string, {args, flags}: ManifestCommand): string {
  const argWords = Object.entries(args).map(([name, {required}]) =>
    required === true ? ` ${name.toUpperCase()}` : ` [${name.toUpperCase()}]`,
  );
  const flagLines = Object.entries(flags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([, {helpGroup}]) => helpGroup !== 'GLOBAL')
    .map(([name, flag]) => {
      const parts = [
        flag.char === undefined ? `--${name}` : `-${flag.char}, --${name}`,
        flag.type === 'option' ? (flag.options ? flag.options.join('|') : 'VALUE') : '',
        flag.multiple === true ? 'repeatable' : '',
        flag.required === true ? 'required' : '',
        flag.default === undefined ? '' : `default ${JSON.stringify(flag.default)}`,
      ];
      return `  ${parts.filter((part) => part !== '').join('  ')}`;
    });
  return [`${id.replaceAll(':', ' ')}${argWords.join('')}`, ...flagLines].join('\n');
}
