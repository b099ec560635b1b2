import {expect} from 'chai';
import {IngotError, Registry} from '../../src/core/index.js';

const optimizers = new Registry('optimizer', [{name: 'sgd'}, {name: 'adam'}, {name: 'adamw'}]);

function errorOf(action: () => unknown): IngotError {
  try {
    action();
  } catch (error) {
    if (error instanceof IngotError) return error;
    throw error;
  }
  throw new Error('expected an IngotError, but nothing was thrown');
}

describe('Registry', () => {
  it('gives the definition of a name', () => expect(optimizers.get('adam')).to.deep.equal({name: 'adam'}));

  it('keeps the order in which definitions were listed', () =>
    expect(optimizers.names()).to.deep.equal(['sgd', 'adam', 'adamw']));

  it('answers a misspelled name with the nearest one and all known ones', () => {
    const error = errorOf(() => optimizers.get('adm'));
    expect(error.code).to.equal('REGISTRY_UNKNOWN');
    expect(error.exitStatus).to.equal(2);
    expect(error.message).to.equal(`Unknown optimizer 'adm'.`);
    expect(error.suggestions).to.deep.equal([`Did you mean 'adam'?`, 'Known: sgd, adam, adamw.']);
  });

  it('makes no guess when nothing is near', () =>
    expect(errorOf(() => optimizers.get('levenberg-marquardt')).suggestions).to.deep.equal([
      'Known: sgd, adam, adamw.',
    ]));

  it('finds nothing without throwing when asked softly', () => expect(optimizers.find('adm')).to.equal(undefined));

  it('refuses two definitions of one name', () =>
    expect(errorOf(() => new Registry('op', [{name: 'Add'}, {name: 'Add'}])).code).to.equal('INTERNAL_INVARIANT'));
});
