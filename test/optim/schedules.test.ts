// Every schedule against PyTorch's own (test/oracle/optimizers.py), step by step, and what is true of all of them.
import {expect} from 'chai';
import fc from 'fast-check';
import {
  resolveScheduleOptions,
  scheduleFactor,
  schedules,
  type ScheduleDefinition,
  type ScheduledStep,
  type ScheduleMemory,
} from '../../src/optim/index.js';
import {errorOf} from '../support/error-of.js';
import {readOptimizerOracle} from '../support/oracle.js';

const oracle = readOptimizerOracle().schedules;

/** The factor of every step of a run; a schedule that follows validation is told the losses, one an epoch. */
function factorsOf(
  schedule: ScheduleDefinition,
  given: Readonly<Record<string, number>>,
  run: Omit<ScheduledStep, 'step'>,
  losses: readonly number[] = [],
): number[] {
  const options = resolveScheduleOptions(schedule, given);
  let memory: ScheduleMemory | null = null;
  return Array.from({length: run.totalSteps}, (_, index) => {
    const factor = scheduleFactor(schedule, options, {...run, step: index + 1}, memory);
    const loss = losses[(index + 1) / run.stepsPerEpoch - 1];
    if (loss !== undefined && schedule.feedback) memory = schedule.feedback.remember(memory, loss, options);
    return factor;
  });
}

const named = (name: string, given: Readonly<Record<string, number>>, run: Partial<ScheduledStep> = {}): number[] =>
  factorsOf(schedules.get(name), given, {totalSteps: 10, stepsPerEpoch: 5, warmupSteps: 0, ...run});

describe('schedules', () => {
  for (const {name, options} of schedules.values())
    it(`has recorded factors of ${name}, and for each of its options some that set it`, () => {
      const cases = oracle.cases.filter(({schedule}) => schedule === name);
      expect(cases).to.not.be.empty;
      for (const [option, {default: usual}] of Object.entries(options))
        expect(
          cases.some((run) => (run.options[option] ?? usual) !== usual),
          option,
        ).to.equal(true);
    });

  for (const {schedule, options, factors} of oracle.cases)
    it(`gives what was recorded: ${schedule} ${JSON.stringify(options)}`, () => {
      const {epochs, stepsPerEpoch, losses} = oracle;
      const run = {totalSteps: epochs * stepsPerEpoch, stepsPerEpoch, warmupSteps: 0};
      const ours = factorsOf(schedules.get(schedule), options, run, losses);
      expect(ours).to.have.length(factors.length);
      for (const [index, factor] of factors.entries())
        expect(ours[index], `step ${String(index + 1)}`).to.be.closeTo(factor, 1e-12);
    });

  it('keeps the constant rate after a linear warm-up', () => {
    expect(named('constant', {}, {totalSteps: 6, warmupSteps: 4})).to.deep.equal([0.25, 0.5, 0.75, 1, 1, 1]);
  });

  it('starts what spans the run where the warm-up ends', () => {
    const factors = named('cosine', {}, {warmupSteps: 2});
    expect(factors.slice(0, 3)).to.deep.equal([0.5, 1, 1]);
    expect(factors.slice(2)).to.deep.equal(named('cosine', {}, {totalSteps: 8}));
  });

  it('counts epochs from the first, warm-up or not', () => {
    expect(named('step', {every: 1, gamma: 0.5}, {warmupSteps: 2})).to.deep.equal([
      0.5, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5,
    ]);
  });

  it('rises to where the one-cycle schedule begins', () => {
    const [first, second, third] = named('one-cycle', {div: 4}, {warmupSteps: 2});
    expect([first, second, third]).to.deep.equal([0.125, 0.25, 0.25]);
  });

  it('survives the way through a checkpoint while it watches a plateau', () => {
    const schedule = schedules.get('reduce-on-plateau');
    const options = resolveScheduleOptions(schedule, {patience: 1, cooldown: 1});
    const remember = (memory: ScheduleMemory | null, loss: number): ScheduleMemory =>
      schedule.feedback?.remember(memory, loss, options) ?? {};
    const straight = oracle.losses.reduce(remember, null);
    const throughJson = oracle.losses.reduce(
      (memory: ScheduleMemory | null, loss) => JSON.parse(JSON.stringify(remember(memory, loss))) as ScheduleMemory,
      null,
    );
    expect(throughJson).to.deep.equal(straight);
    expect(straight).to.have.property('factor').that.is.below(1);
  });

  it('takes a fall of a negative loss for a gain, and a rise for none', () => {
    const falling = factorsOf(
      schedules.get('reduce-on-plateau'),
      {patience: 0, factor: 0.5},
      {totalSteps: 4, stepsPerEpoch: 1, warmupSteps: 0},
      [-1, -1.1, -1.09995, -1.2],
    );
    expect(falling).to.deep.equal([1, 1, 1, 0.5]);
  });

  it('refuses an option that would do nothing, and one out of range', () => {
    const unused = errorOf(() => resolveScheduleOptions(schedules.get('cosine'), {gamma: 0.5}));
    expect(unused).to.have.property('code', 'SCHEDULE_OPTION_UNKNOWN');
    expect(unused.message).to.include("'cosine' has no option 'gamma': it would do nothing");
    expect(unused.suggestions.join()).to.include('floor 0');
    const none = errorOf(() => resolveScheduleOptions(schedules.get('constant'), {floor: 0.5}));
    expect(none.suggestions.join()).to.include('takes no options');
    const invalid = errorOf(() => resolveScheduleOptions(schedules.get('step'), {every: 1.5}));
    expect(invalid).to.have.property('code', 'SCHEDULE_OPTION_INVALID');
  });

  for (const schedule of schedules.values())
    it(`stays between 0 and 1 and depends on nothing but its arguments: ${schedule.name}`, () => {
      fc.assert(
        fc.property(
          fc.integer({min: 1, max: 400}),
          fc.integer({min: 0, max: 400}),
          fc.integer({min: 1, max: 50}),
          fc.double({min: 0, max: 1, noNaN: true}),
          (totalSteps, warmupSteps, stepsPerEpoch, floor) => {
            const given = 'floor' in schedule.options ? {floor} : {};
            const losses = Array.from({length: totalSteps}, (_, index) => 1 + Math.sin(index));
            const factors = factorsOf(schedule, given, {totalSteps, warmupSteps, stepsPerEpoch}, losses);
            expect(factors.every((factor) => factor >= 0 && factor <= 1)).to.equal(true);
            expect(factorsOf(schedule, given, {totalSteps, warmupSteps, stepsPerEpoch}, losses)).to.deep.equal(factors);
          },
        ),
        {numRuns: 50},
      );
    });
});
