// Every error code with its exit status, in one list that cannot change unseen.
import {readdirSync, existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {expect} from 'chai';
import {EXIT, type ErrorFactory} from '../../src/core/index.js';
import {ROOT} from '../support/cli.js';
import {expectGolden} from '../support/golden.js';

describe('the error codes', () => {
  it('are declared once each and listed in test/golden/error-codes.txt', () => {
    const rows: [string, string][] = [];
    for (const area of readdirSync(join(ROOT, 'src')).sort()) {
      const file = join(ROOT, 'src', area, 'errors.ts');
      if (!existsSync(file)) continue;
      const exports = Object.values(createRequire(import.meta.url)(file) as Record<string, unknown>);
      const factories = exports.filter(
        (value): value is ErrorFactory<string> => typeof value === 'function' && 'codes' in value,
      );
      expect(factories, file).to.have.lengthOf(1);
      for (const [code, exit] of Object.entries(factories[0]?.codes ?? {}))
        rows.push([code, `${area}  exit ${String(EXIT[exit])}`]);
    }
    const codes = rows.map(([code]) => code);
    expect(new Set(codes).size).to.equal(codes.length);
    expectGolden(
      'error-codes.txt',
      rows
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, rest]) => `${code}  ${rest}`)
        .join('\n'),
    );
  });
});
