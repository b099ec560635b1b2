import {expect} from 'chai';
import {
  checkEnvironment,
  checkKeys,
  mergeArguments,
  parseSetting,
  sectionOf,
  type CommandShape,
} from '../../src/cli/config.js';
import {IngotError} from '../../src/core/index.js';
import {errorOf} from '../support/error-of.js';

const train: CommandShape = {
  id: 'train',
  flags: {
    epochs: {type: 'option'},
    output: {type: 'option', char: 'o'},
    force: {type: 'boolean'},
    shuffle: {type: 'boolean', allowNo: true},
    role: {type: 'option'},
    'batch-size': {type: 'option'},
  },
  args: ['model'],
};
const known = new Map([
  ['train', new Set(['epochs', 'output', 'force', 'batch-size', 'model'])],
  ['data.import', new Set(['target', 'kind'])],
]);
const none = {file: {}, set: {}, environment: {}};

describe('mergeArguments', () => {
  it('leaves the words alone when nothing else is set', () => {
    expect(mergeArguments(train, ['m.onnx', '--epochs', '5'], none)).to.deep.equal({
      argv: ['m.onnx', '--epochs', '5'],
      origins: {epochs: 'flag', model: 'flag'},
    });
  });

  const layers = {
    file: {epochs: 1, 'batch-size': 8, force: true},
    set: {},
    environment: {INGOT_TRAIN_EPOCHS: '2'},
  };
  const precedence = [
    {name: 'environment over file', argv: ['m'], set: {}, word: '--epochs=2', origin: 'environment'},
    {name: '--set over environment', argv: ['m'], set: {epochs: 3}, word: '--epochs=3', origin: 'set'},
    {name: 'a flag over --set', argv: ['m', '--epochs=4'], set: {epochs: 3}, word: '--epochs=4', origin: 'flag'},
  ] as const;
  for (const {name, argv, set, word, origin} of precedence)
    it(`prefers ${name}`, () => {
      const merged = mergeArguments(train, argv, {...layers, set});
      expect(merged.argv.filter((each) => each.startsWith('--epochs'))).to.deep.equal([word]);
      expect(merged.origins['epochs']).to.equal(origin);
      expect(merged.origins['batch-size']).to.equal('file');
    });

  it('takes a positional argument from the file only when none is typed', () => {
    const file = {model: 'from-file.onnx'};
    expect(mergeArguments(train, [], {...none, file}).argv).to.deep.equal(['from-file.onnx']);
    expect(mergeArguments(train, ['--epochs', '3', 'typed.onnx'], {...none, file}).argv).to.deep.equal([
      '--epochs',
      '3',
      'typed.onnx',
    ]);
  });

  it('turns lists and maps of a file into repeated flags', () => {
    expect(mergeArguments(train, [], {...none, file: {role: {a: 'id', b: 'weight'}}}).argv).to.deep.equal([
      '--role=a=id',
      '--role=b=weight',
    ]);
  });

  it('reads false as --no-x where that exists, and refuses what is no boolean', () => {
    expect(mergeArguments(train, [], {...none, file: {shuffle: false, force: false}}).argv).to.deep.equal([
      '--no-shuffle',
    ]);
    expect(() => mergeArguments(train, [], {...none, file: {force: 'maybe'}})).to.throw(IngotError, 'true or false');
  });

  it('sees a flag given by its letter, with the value attached or apart', () => {
    for (const argv of [['-o', 'x'], ['-ox']])
      expect(mergeArguments(train, argv, {...none, file: {output: 'y'}}).argv).to.deep.equal(argv);
  });
});

describe('checkKeys', () => {
  const cases = [
    {name: 'a misspelled key', tree: {train: {epoch: 5}}, near: 'train.epochs'},
    {name: 'a misspelled section', tree: {trian: {epochs: 5}}, near: 'train'},
    {name: 'a misspelled key two sections down', tree: {data: {import: {tarqet: 'y'}}}, near: 'data.import.target'},
  ];
  for (const {name, tree, near} of cases)
    it(`refuses ${name} and names the nearest`, () => {
      let error: unknown;
      try {
        checkKeys(tree, known, 'run.yaml');
      } catch (caught) {
        error = caught;
      }
      expect(error).to.be.instanceOf(IngotError);
      expect((error as IngotError).code).to.equal('CONFIG_UNKNOWN_KEY');
      expect((error as IngotError).exitStatus).to.equal(2);
      expect((error as IngotError).suggestions[0]).to.equal(`Did you mean '${near}'?`);
    });

  it('accepts maps as values of known keys', () => {
    checkKeys({data: {import: {kind: {zip: 'category'}}}, train: {epochs: 5}}, known, 'run.yaml');
  });

  it('refuses a value where a section is expected', () => {
    expect(() => {
      checkKeys({train: 5}, known, 'run.yaml');
    }).to.throw(IngotError, "'train' is a section");
  });
});

describe('checkEnvironment', () => {
  const ids = ['train', 'train:again', 'data:import'];
  it('refuses a variable that sets nothing, and names the nearest', () => {
    const error = errorOf(() => {
      checkEnvironment(train, {INGOT_TRAIN_EPOCH: '5'}, ids);
    });
    expect(error).to.include({code: 'CONFIG_UNKNOWN_KEY', exitStatus: 2});
    expect(error.suggestions[0]).to.equal("Did you mean 'INGOT_TRAIN_EPOCHS'?");
    expect(() => {
      checkEnvironment(train, {INGOT_TRAIN_CONFIG: 'x'}, ids);
    }).to.throw('names no setting');
  });

  it('leaves known ones alone, and those of other commands', () => {
    const environment = {
      INGOT_TRAIN_BATCH_SIZE: '5',
      INGOT_TRAIN_AGAIN_X: '1',
      INGOT_DATA_IMPORT_X: '1',
      INGOT_TRAINER: '1',
    };
    checkEnvironment(train, environment, ids);
    expect(mergeArguments(train, [], {...none, environment}).argv).to.deep.equal(['--batch-size=5']);
  });
});

describe('parseSetting', () => {
  it('nests the path and reads the value as YAML', () => {
    expect(parseSetting('data.import.target=y')).to.deep.equal({data: {import: {target: 'y'}}});
    expect(sectionOf(parseSetting('data.import.kind={a: text}'), 'data:import')).to.deep.equal({kind: {a: 'text'}});
  });
  it('refuses a value that is no YAML', () => {
    const error = errorOf(() => parseSetting('train.epochs=[1'));
    expect(error).to.include({code: 'CONFIG_INVALID', exitStatus: 2});
    expect(error.message).to.include('--set train.epochs=[1');
  });
  it('refuses a word without "="', () => {
    expect(() => parseSetting('train.epochs')).to.throw(IngotError, 'section.key=value');
  });
});
