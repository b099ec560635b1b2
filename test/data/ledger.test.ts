import {expect} from 'chai';
import {assertBalanced, Ledger} from '../../src/data/index.js';
import {errorOf} from '../support/error-of.js';

function account(kept: number, dropped: number, added = 0): Ledger {
  const ledger = new Ledger();
  ledger.read(10);
  ledger.keep(kept);
  ledger.record({action: 'dropped', reason: 'duplicate row', count: dropped - 1});
  ledger.record({action: 'quarantined', reason: 'not a number', column: 'x', row: 3});
  ledger.record({action: 'imputed', reason: 'missing', column: 'x', count: 4});
  ledger.record({action: 'added', reason: 'noise', count: added});
  return ledger;
}

describe('the equation of the ledger', () => {
  it('holds where each row is kept or dropped with a reason, whatever happened to cells', () => {
    assertBalanced(account(7, 3).totals(), 'a test', 7);
    assertBalanced(account(7, 3, 5).totals(), 'a test', 12);
  });

  for (const [what, ledger, written] of [
    ['a row that vanished', account(6, 3), undefined],
    ['a row from nowhere', account(8, 3), undefined],
    ['a kept row that was not written', account(7, 3), 6],
    ['a written row that nobody added', account(7, 3), 8],
  ] as const)
    it(`fails as a defect of ours for ${what}`, () => {
      const error = errorOf(() => assertBalanced(ledger.totals(), 'a test', written));
      expect([error.code, error.exitStatus]).to.deep.equal(['INTERNAL_INVARIANT', 1]);
    });
});
