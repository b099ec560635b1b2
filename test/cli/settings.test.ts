// The shell around the commands: where a value comes from, the schema of the file, the file to start from.
import {Config} from '@oclif/core';
import {expect} from 'chai';
import {parse} from 'yaml';
import {splitCommand} from '../../src/cli/command-words.js';
import {buildConfigSchema, type JsonSchema} from '../../src/cli/config-schema.js';
import {checkKeys, knownKeys} from '../../src/cli/config.js';
import {flagKind} from '../../src/cli/flag-kind.js';
import {starterConfig} from '../../src/cli/starter.js';
import {ROOT} from '../support/cli.js';
import {errorOf} from '../support/error-of.js';

let config: Config;

describe('splitCommand', () => {
  before(async () => {
    config = await Config.load(ROOT);
  });
  const ids = ['train', 'data:import', 'data:clean'];
  const cases = [
    {argv: ['train', '--epochs', '5'], id: 'train', words: ['--epochs', '5']},
    {argv: ['data', 'import', 'x.csv'], id: 'data:import', words: ['x.csv']},
    {argv: ['data.import'], id: 'data:import', words: []},
    {argv: ['--config', 'train', 'data:clean', '-o', 'x'], id: 'data:clean', words: ['--config', 'train', '-o', 'x']},
    {argv: ['--set=train.seed=1', 'train'], id: 'train', words: ['--set=train.seed=1']},
    {argv: ['--config', 'a.yaml'], id: undefined, words: ['--config', 'a.yaml']},
    {argv: [], id: undefined, words: []},
  ];
  for (const {argv, id, words} of cases)
    it(`reads '${argv.join(' ')}' as ${id ?? 'no command'}`, () =>
      expect(splitCommand(argv, ids)).to.deep.equal({id, words}));
  it('names the nearest command', () => {
    const error = errorOf(() => splitCommand(['data', 'imprt'], ids));
    expect(error).to.include({code: 'COMMAND_UNKNOWN', exitStatus: 2});
    expect(error.suggestions[0]).to.equal("Did you mean 'ingot data import'?");
  });
});

describe('the kinds of flags', () => {
  before(async () => {
    config = await Config.load(ROOT);
  });
  it('are told by the placeholder: N takes whole numbers only, X takes numbers', async () => {
    for (const command of config.commands) {
      const {id, flags} = await command.load();
      // A command without flags of its own has none at all.
      for (const [name, flag] of Object.entries((flags as typeof flags | undefined) ?? {})) {
        const kind = flagKind(flag);
        if ((kind !== 'integer' && kind !== 'number') || flag.type !== 'option') continue;
        const {min = 1} = flag as {min?: number};
        const parser = flag.parse as unknown as (text: string, context: unknown, flag: unknown) => Promise<unknown>;
        const read = async (text: string): Promise<unknown> => {
          try {
            return await parser(text, {}, flag);
          } catch {
            return undefined; // refused
          }
        };
        const where = `${id} --${name}`;
        expect(await read('word'), where).to.equal(undefined);
        if (kind === 'integer') expect(await read(`${String(min)}.5`), where).to.equal(undefined);
        if (kind === 'integer') expect(await read(String(min)), where).to.equal(min);
      }
    }
  });
});

/** As much of JSON Schema as ours uses. @returns the paths of the values it refuses */
function refusals(schema: JsonSchema, value: unknown, path = ''): string[] {
  if (schema.anyOf) return schema.anyOf.some((one) => refusals(one, value, path).length === 0) ? [] : [path];
  if (schema.enum && !schema.enum.includes(value as string)) return [path];
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const types = [schema.type ?? type].flat();
  const isOfType = types.includes(type) || (type === 'number' && types.includes('integer') && Number.isInteger(value));
  if (!isOfType) return [path];
  if (typeof value === 'number') {
    const {minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity} = schema;
    return value >= minimum && value > exclusiveMinimum && value <= maximum ? [] : [path];
  }
  if (Array.isArray(value)) return value.flatMap((member) => refusals(schema.items ?? {}, member, path));
  if (type !== 'object') return [];
  return Object.entries(value as object).flatMap(([key, member]) => {
    const inner = schema.properties?.[key] ?? (schema.additionalProperties === false ? undefined : {});
    return inner ? refusals(inner, member, `${path}/${key}`) : [`${path}/${key}`];
  });
}

describe('the schema of configuration files', () => {
  before(async () => {
    config = await Config.load(ROOT);
  });
  let schema: JsonSchema;
  before(async () => {
    schema = await buildConfigSchema(config);
  });
  const check = (text: string): string[] => refusals(schema, parse(text));

  it('knows every key that the reader knows, and no other', () => {
    for (const [section, names] of knownKeys(config)) {
      const node = section.split('.').reduce<JsonSchema>((at, name) => at.properties?.[name] ?? {}, schema);
      expect(Object.keys(node.properties ?? {}), section).to.include.members([...names]);
      expect(node.additionalProperties, section).to.equal(false);
      for (const [key, {description}] of Object.entries(node.properties ?? {}))
        expect(description, `${section}.${key}`).to.be.a('string');
    }
  });

  const cases = [
    {text: 'train: {epochs: 5, learning-rate: 0.01, max-time: 90s, memory: 4G}', refused: []},
    {text: 'train:\ndata: {import: {kind: {zip: category}, role: [a=id], header: false}}', refused: []},
    {text: 'train: {epoch: 5}', refused: ['/train/epoch']},
    {text: 'data: {imprt: {target: y}}', refused: ['/data/imprt']},
    {text: 'train: {epochs: 5.5}', refused: ['/train/epochs']},
    {text: 'serve: {port: many}', refused: ['/serve/port']},
    {text: 'data: {import: {on-bad-row: cry}}', refused: ['/data/import/on-bad-row']},
    {text: 'train: {force: perhaps}', refused: ['/train/force']},
    {text: 'model: {init: {dropout: 1.5}}', refused: ['/model/init/dropout']},
  ];
  for (const {text, refused} of cases)
    it(`${refused.length === 0 ? 'accepts' : 'refuses'} ${JSON.stringify(text)}`, () =>
      expect(check(text)).to.deep.equal(refused));

  it('accepts the file to start from', () => {
    expect(check(starterConfig(config, 'ingot.yaml', {data: 'a.csv', target: 'y: z'}))).to.deep.equal([]);
  });
});

describe('the file to start from', () => {
  before(async () => {
    config = await Config.load(ROOT);
  });
  it('holds what it was told, quoted where YAML needs it', () => {
    const tree = parse(starterConfig(config, 'my.yaml', {data: 'a: b.csv', target: '#1'})) as {
      data: {import: Record<string, unknown>};
    };
    expect(tree.data.import).to.deep.include({src: 'a: b.csv', target: '#1', output: 'raw.arrow'});
  });

  it('names only keys that exist, in its comments too, and every setting of its commands', () => {
    const text = starterConfig(config, 'my.yaml', {data: 'a.csv', target: 'y'});
    const uncommented = text.replaceAll(/^( +)# ([a-z0-9-]+:.*)$/gm, '$1$2');
    const tree = parse(uncommented) as Record<string, Record<string, unknown>>;
    checkKeys(tree, knownKeys(config), 'my.yaml');
    const {flags} = config.findCommand('train', {must: true});
    const own = Object.entries(flags).filter(([, {helpGroup}]) => helpGroup !== 'GLOBAL');
    expect(Object.keys(tree['train'] ?? {})).to.include.members(own.map(([name]) => name));
  });

  it('says how to use it', () => {
    const text = starterConfig(config, 'my.yaml', {data: 'a.csv', target: 'y'});
    for (const line of ['ingot data import --config my.yaml', 'ingot train --config my.yaml'])
      expect(text).to.include(line);
  });
});
