import {expect} from 'chai';
import {compileExpression} from '../../src/checks/validate/expression.js';

describe('rules of rows', () => {
  const columns = [
    {name: 'a', kind: 'numeric'},
    {name: 'b', kind: 'numeric'},
    {name: 't', kind: 'text'},
    {name: 'd', kind: 'datetime'},
    {name: 'a b', kind: 'boolean'},
    {name: 'z', kind: 'tensor'},
  ] as const;
  const fail = (message: string, at: number): never => {
    throw new Error(`${String(at)}: ${message}`);
  };
  // a = 6, b is missing, t = 'AB-1', d = 2024-01-01, `a b` = true
  const cells = [6, null, 'AB-1', Date.UTC(2024, 0, 1) / 1000, 1];
  const run = (rule: string): boolean | null =>
    compileExpression(rule, columns, fail)((column) => cells[column] ?? null);
  const cases: readonly (readonly [string, boolean | null])[] = [
    ['a == 6', true],
    ['a != 6', false],
    ['a < 6', false],
    ['a <= 6', true],
    ['a > 5.5', true],
    ['a >= 7', false],
    ['2 + 3 * 2 == 8', true],
    ['(2 + 3) * 2 == 10', true],
    ['a - 2 - 1 == 3', true],
    ['a / 4 == 1.5', true],
    ['-a + 1 == -5', true],
    ['a / 0 == 1', null],
    ['b > 1', null],
    ['b > 1 or a == 6', true],
    ['a == 6 or b > 1', true],
    ['b > 1 and a == 6', null],
    ['b > 1 and a == 5', false],
    ['b > 1 or a == 5', null],
    ['not b > 1', null],
    ['not a == 5 and a == 6', true],
    ['b is missing', true],
    ['a is not missing', true],
    ['a in (1, 6)', true],
    ['a not in (1, 6)', false],
    ['b in (1)', null],
    ['t in (\'x\', "AB-1")', true],
    ["t matches '^[A-Z]+-\\d$'", true],
    ["not t matches 'x'", true],
    ["d >= '2024-01-01' and d < '2024-01-02'", true],
    ['d + 86400 == d + 86400', true],
    ['`a b` == true', true],
    ['`a b` == false', false],
    ['a == 1 or a == 2 and a == 3', false],
    ["t < 'B'", true],
  ];
  for (const [rule, value] of cases)
    it(`${rule} is ${String(value)}`, () => {
      expect(run(rule)).to.equal(value);
    });

  const refused: readonly (readonly [string, string])[] = [
    ['a', '0: expected a comparison, found a value'],
    ['a ==', '4: expected a value, found the end'],
    ['a == 6 6', '7: expected the end, found 6'],
    ["a == 'x'", '2: number and text cannot be compared'],
    ["d > 'soon'", "4: expected a date in ISO 8601, found 'soon'"],
    ['a.b == 1', "1: unexpected '.'"],
    ['constructor == 1', "0: no column 'constructor' in the schema"],
    ['z is missing', "0: 'z' is a tensor"],
    ['t + 1 == 2', '2: text + number'],
    ["a matches 'x'", '0: matches takes text, found a number'],
    ["t matches '('", '10: expected a regular expression'],
    ['a not 5', "6: expected 'in', found 5"],
    ['a in 5', "5: expected '(', found 5"],
    ['-t == 1', '0: expected a number after -'],
    ['a > 1 and 2', '10: expected a comparison'],
    [`${'('.repeat(60)}a == 1`, 'nested deeper than 50'],
    ['a = 6', "2: unexpected '='"],
    ['process.exit(1) == 1', "7: unexpected '.'"],
  ];
  for (const [rule, message] of refused)
    it(`refuses ${rule.slice(0, 30)}`, () => {
      expect(() => run(rule)).to.throw(message);
    });
});
