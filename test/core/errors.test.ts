import {expect} from 'chai';
import {defineErrors, EXIT, IngotError, invariant} from '../../src/core/index.js';

const fruitError = defineErrors({FRUIT_ROTTEN: 'invalid', FRUIT_GONE: 'notFound'});

describe('defineErrors', () => {
  it('gives each code the exit status it declares', () => {
    expect(fruitError('FRUIT_ROTTEN', 'x').exitStatus).to.equal(EXIT.invalid);
    expect(fruitError('FRUIT_GONE', 'x').exitStatus).to.equal(EXIT.notFound);
  });

  it('puts hints, exit status and code where oclif looks for them', () => {
    const error = fruitError('FRUIT_ROTTEN', 'apple: rotten.', {hints: ['Buy another.']});
    expect(error.oclif.exit).to.equal(3);
    expect(error.suggestions).to.deep.equal(['Buy another.']);
    expect(error.code).to.equal('FRUIT_ROTTEN');
  });

  it('prints under --json the code, message, status, hints and data, and no stack', () => {
    const error = fruitError('FRUIT_GONE', 'apple: gone.', {data: {file: 'apple.csv', line: 3}});
    expect(JSON.parse(JSON.stringify(error))).to.deep.equal({
      code: 'FRUIT_GONE',
      message: 'apple: gone.',
      exitStatus: 4,
      hints: [],
      file: 'apple.csv',
      line: 3,
    });
  });

  it('keeps the cause', () => {
    const cause = new Error('below');
    expect(fruitError('FRUIT_GONE', 'x', {cause}).cause).to.equal(cause);
  });
});

describe('invariant', () => {
  it('is silent when the condition holds', () => expect(() => invariant(true, 'x')).not.to.throw());

  it('asks for a report when it does not', () => {
    expect(() => invariant(0, 'two is one'))
      .to.throw(IngotError, 'two is one')
      .with.property('code', 'INTERNAL_INVARIANT');
  });
});
