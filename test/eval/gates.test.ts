// Gates decide exit statuses: what they accept, and what a failure says.
import {expect} from 'chai';
import {checkGates, parseGates} from '../../src/eval/index.js';

const result = {
  loss: 0.4,
  metrics: {
    accuracy: {value: 0.85, low: 0.8, high: 0.9},
    roc_auc: {value: null, low: null, high: null, note: "undefined without rows of class 'yes'"},
    rmse: {value: 54000, low: 53000, high: 55000},
  },
  perClass: [
    {class: 'no', support: 3, metrics: {recall: {value: 0.9, low: 0.5, high: 1}}},
    {class: 'yes, but [late]', support: 2, metrics: {recall: {value: 0.5, low: 0.1, high: 0.9}}},
  ],
};

function failure(run: () => unknown): {code: string; message: string; exitStatus: number; suggestions: string[]} {
  try {
    run();
  } catch (error) {
    return error as ReturnType<typeof failure>;
  }
  throw new Error('expected a failure');
}

describe('gates', () => {
  const passing = [
    'accuracy>=0.85',
    'accuracy > 0.5',
    'rmse<=54000',
    'rmse < 5.5e4',
    'loss<=0.4',
    'accuracy>=0.8,loss<1',
    'recall[no]>=0.9',
    'recall[no] >= 0.9 , accuracy>=0.8',
  ];
  for (const text of passing)
    it(`pass: ${text}`, () => expect(checkGates(result, [text]).every(({passed}) => passed)).to.equal(true));

  it('list every failed gate with its value, exit 5', () => {
    const error = failure(() => checkGates(result, ['accuracy>=0.9', 'loss<1', 'rmse<54000']));
    expect(error).to.include({code: 'GATE_FAILED', exitStatus: 5});
    expect(error.message)
      .to.contain('2 of 3')
      .and.contain('accuracy>=0.9 (value 0.85)')
      .and.contain('rmse<54000 (value 54000)');
    expect(error.message).not.to.contain('loss<1');
  });

  it('hold one class, whatever its name is', () => {
    const error = failure(() => checkGates(result, ['recall[no]>0.8', 'recall[yes, but [late]]>=0.8']));
    expect(error.message).to.contain('1 of 2').and.contain('recall[yes, but [late]]>=0.8 (value 0.5)');
    expect(failure(() => checkGates(result, ['recall[maybe]>=0.8'])).code).to.equal('GATE_UNKNOWN_METRIC');
    expect(failure(() => checkGates(result, ['precision[no]>=0.8'])).code).to.equal('GATE_UNKNOWN_METRIC');
  });

  it('fail on a metric without a value and say why', () => {
    const error = failure(() => checkGates(result, ['roc_auc>=0']));
    expect(error.code).to.equal('GATE_FAILED');
    expect(error.message).to.contain("undefined without rows of class 'yes'");
  });

  it('refuse an unknown metric with the nearest name, exit 2', () => {
    const error = failure(() => parseGates(['acuracy>=0.9'], ['accuracy', 'f1']));
    expect(error).to.include({code: 'GATE_UNKNOWN_METRIC', exitStatus: 2});
    expect(error.suggestions[0]).to.equal("Did you mean 'accuracy'?");
  });

  for (const text of ['accuracy', 'accuracy=0.9', 'accuracy>=', 'accuracy>=high', '>=0.9', 'accuracy>=Infinity', ''])
    it(`refuse '${text}', exit 2`, () =>
      expect(failure(() => parseGates([text], ['accuracy']))).to.include({code: 'GATE_SYNTAX', exitStatus: 2}));
});
