// The help of `train` and `trace` names every optimizer and schedule with its options and defaults. The text stands in
// src/cli, which must not load the registries; here it is held against them.
import {describeOptions, type OptionTable} from '../../src/core/index.js';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {averages, optimizers, schedules} from '../../src/optim/index.js';
import {ROOT} from '../support/cli.js';

interface Flag {
  readonly summary?: string;
  readonly description?: string;
}
const {commands} = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8')) as {
  readonly commands: Readonly<Record<string, {readonly flags: Readonly<Record<string, Flag>>}>>;
};
const flagOf = (command: string, name: string): Flag => commands[command]?.flags[name] ?? {};

/** 'a, b or c' */
const listed = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;

const optionLines = (definitions: readonly {readonly name: string; readonly options: OptionTable}[]): string[] =>
  definitions
    .filter(({options}) => Object.keys(options).length > 0)
    .map(({name, options}) => `${name}: ${describeOptions(options)}.`);

describe('the help of optimizers and schedules', () => {
  it('names every optimizer, in train and in trace', () => {
    expect(flagOf('train', 'optimizer').summary).to.equal(`${listed(optimizers.names())} (default: adam).`);
    expect(flagOf('trace', 'optimizer').summary).to.include(listed(optimizers.names()));
  });

  it('names every schedule', () => {
    expect(flagOf('train', 'schedule').summary).to.include(`: ${listed(schedules.names())} (default: constant).`);
  });

  it('tells the default learning rate of every optimizer', () => {
    const rates = optimizers.values().map(({name, defaults}) => `${name} ${String(defaults.learningRate)}`);
    expect(flagOf('train', 'learning-rate').description).to.equal(`Defaults: ${rates.join(', ')}.`);
  });

  it('tells every option of every optimizer, and of every schedule', () => {
    const [, ...optimizerLines] = (flagOf('train', 'optimizer-option').description ?? '').split('\n');
    expect(optimizerLines).to.deep.equal(optionLines(optimizers.values()));
    const [, ...scheduleLines] = (flagOf('train', 'schedule-option').description ?? '').split('\n');
    expect(scheduleLines).to.deep.equal(optionLines(schedules.values()));
  });

  it('names every average, and tells its options', () => {
    expect(flagOf('train', 'average').summary).to.include(averages.names().join(' or '));
    const [, ...lines] = (flagOf('train', 'average-option').description ?? '').split('\n');
    expect(lines).to.deep.equal(optionLines(averages.values()));
  });

  it('names the optimizers that --momentum is for', () => {
    const taking = optimizers.values().filter(({options}) => 'momentum' in options);
    const names = listed(taking.map(({name}) => name)).replace(' or ', ' and ');
    expect(flagOf('train', 'momentum').summary).to.equal(`Of ${names}, 0 to 1.`);
  });
});
