// Optimizer and schedule among the settings of a run: completed, checked together, kept and compared on resuming.
import {expect} from 'chai';
import {configId, readConfig, resumeConfig, writeConfig, type RunConfig} from '../../src/train/config.js';
import {toTrainRequest} from '../../src/train/request.js';
import {resolveSettings, type GivenSettings} from '../../src/train/settings.js';
import {removeFolders, temporaryFolder} from '../support/cli.js';
import {errorOf} from '../support/error-of.js';

const configOf = (given: GivenSettings, hasValidation = true): RunConfig => ({
  model: 'model.onnx',
  data: ['train.arrow'],
  valid: hasValidation ? ['valid.arrow'] : null,
  initFrom: null,
  settings: resolveSettings(given, hasValidation),
});

describe('optimizer and schedule in the settings of a run', () => {
  after(removeFolders);

  it('are completed by the defaults of what was chosen', () => {
    const settings = resolveSettings({optimizer: 'rmsprop', optimizerOption: {alpha: 0.9}, schedule: 'step'}, false);
    expect(settings.learningRate).to.equal(0.01);
    expect(settings.optimizerOption).to.deep.equal({alpha: 0.9, epsilon: 1e-8, momentum: 0, centered: 0});
    expect(settings.scheduleOption).to.deep.equal({every: 30, gamma: 0.1});
  });

  it('survive the way through config.yaml, with the same identity', () => {
    const folder = temporaryFolder();
    const config = configOf({optimizer: 'nadam', schedule: 'one-cycle', scheduleOption: {'final-div': 1e6}});
    writeConfig(folder, config);
    const back = readConfig(folder);
    expect(back).to.deep.equal(config);
    expect(configId(back)).to.equal(configId(config));
    expect(configId(configOf({optimizer: 'nadam', schedule: 'one-cycle'}))).to.not.equal(configId(config));
  });

  it('come from flags as pairs, --momentum among them', () => {
    const flags = {
      model: 'm',
      data: 'd',
      out: 'o',
      optimizer: 'sgd',
      momentum: 0.9,
      'optimizer-option': [['nesterov', 1]],
      'schedule-option': [
        ['every', 2],
        ['gamma', 0.5],
      ],
    };
    const origins = Object.fromEntries(Object.keys(flags).map((name) => [name, 'flag']));
    const request = toTrainRequest(flags, {origins, argv: []});
    expect(request.resume ? undefined : request.options).to.deep.include({
      optimizer: 'sgd',
      optimizerOption: {nesterov: 1, momentum: 0.9},
      scheduleOption: {every: 2, gamma: 0.5},
    });
    const twice = {...flags, 'optimizer-option': [['momentum', 0.5]]};
    expect(errorOf(() => toTrainRequest(twice, {origins, argv: []})).message).to.include('give one');
  });

  it('may be repeated when a run is resumed, but not changed', () => {
    const config = configOf({optimizer: 'sgd', optimizerOption: {momentum: 0.9, nesterov: 1}});
    const resume = (optimizerOption: Record<string, number>): RunConfig =>
      resumeConfig('run', config, {optimizerOption});
    expect(resume({nesterov: 1}).settings).to.deep.equal(config.settings);
    const changed = errorOf(() => resume({momentum: 0.8}));
    expect(changed).to.have.property('code', 'RESUME_OPTION_CHANGED');
    expect(changed.message).to.include('{"momentum":0.8}');
  });

  const refused: readonly {name: string; given: GivenSettings; hasValidation?: boolean; code: string; says: string}[] =
    [
      {
        name: 'an option of another optimizer',
        given: {optimizer: 'adam', optimizerOption: {alpha: 0.9}},
        code: 'OPTIMIZER_OPTION_UNKNOWN',
        says: "'adam' has no option 'alpha'",
      },
      {
        name: 'an option of another schedule',
        given: {schedule: 'cosine', scheduleOption: {gamma: 0.9}},
        code: 'SCHEDULE_OPTION_UNKNOWN',
        says: "'cosine' has no option 'gamma': it would do nothing",
      },
      {
        name: 'an option without a schedule',
        given: {scheduleOption: {gamma: 0.9}},
        code: 'SCHEDULE_OPTION_UNKNOWN',
        says: "'constant'",
      },
      {
        name: 'Nesterov without momentum',
        given: {optimizer: 'sgd', optimizerOption: {nesterov: 1}},
        code: 'OPTIMIZER_OPTION_INVALID',
        says: 'nesterov',
      },
      {
        name: 'reduce-on-plateau without validation rows',
        given: {schedule: 'reduce-on-plateau'},
        hasValidation: false,
        code: 'TRAIN_OPTION_INVALID',
        says: 'there is no --valid',
      },
      {
        name: 'a plateau that early stopping never lets happen',
        given: {schedule: 'reduce-on-plateau', scheduleOption: {patience: 9}},
        code: 'TRAIN_OPTION_INVALID',
        says: 'acts after 10 epochs without gain, and --patience stops after 10',
      },
    ];
  for (const {name, given, hasValidation = true, code, says} of refused)
    it(`refuse ${name}`, () => {
      const error = errorOf(() => resolveSettings(given, hasValidation));
      expect(error).to.have.property('code', code);
      expect(error.message).to.include(says);
    });

  it('let a plateau wait as long as it likes when early stopping is off', () => {
    const settings = resolveSettings(
      {schedule: 'reduce-on-plateau', scheduleOption: {patience: 20}, patience: 0},
      true,
    );
    expect(settings.scheduleOption['patience']).to.equal(20);
  });
});
