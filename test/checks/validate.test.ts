import {expect} from 'chai';
import {
  columnChecks,
  inferSchemaText,
  parseSchema,
  validateDataset,
  validateFile,
  type ValidationResult,
} from '../../src/checks/index.js';
import {IngotError} from '../../src/core/index.js';
import {openCsv, failureOf, makeFile, removeFolders} from '../data/support.js';
import {memoryDataset} from '../support/memory-dataset.js';

const schemaOf = (columns: string, rest = ''): ReturnType<typeof parseSchema> =>
  parseSchema(`version: 1\ncolumns:\n${columns.replaceAll(/^/gmu, '  ')}\n${rest}\n`, 's.yaml');
const check = async (csv: string, columns: string, rest = ''): Promise<ValidationResult> =>
  validateFile(makeFile('rows.csv', csv), schemaOf(columns, rest));
const brief = ({violations}: ValidationResult): unknown[] =>
  violations.map(({column, rule, count, firstRows}) => [column, rule, count, firstRows]);
const refusal = (text: string): string => {
  try {
    parseSchema(text, 's.yaml');
  } catch (error) {
    if (error instanceof IngotError) return `${error.code} ${String(error.exitStatus)} ${error.message}`;
    throw error;
  }
  return 'accepted';
};

describe('data validate', () => {
  after(removeFolders);

  const cases = [
    {name: 'cells of another kind', column: 'x: {kind: numeric}', csv: 'x\n1\nabc\n', found: ['x', 'kind', 1, [2]]},
    {
      name: 'missing cells',
      column: 'x: {kind: numeric, missing: 0}',
      csv: 'x,y\n,1\n2,1\n',
      found: ['x', 'missing', 1, [1]],
    },
    {name: 'a number below min', column: 'x: {kind: numeric, min: 0}', csv: 'x\n0\n-1\n', found: ['x', 'min', 1, [2]]},
    {
      name: 'a date after max',
      column: 'x: {kind: datetime, max: 2024-02-29}',
      csv: 'x\n2024-02-29\n2024-03-01\n',
      found: ['x', 'max', 1, [2]],
    },
    {
      name: 'a value of no set',
      column: 'x: {kind: category, values: [a, 2]}',
      csv: 'x\na\n2\nb\n',
      found: ['x', 'values', 1, [3]],
    },
    {
      name: 'a number of no set',
      column: 'x: {kind: numeric, values: [1, 2]}',
      csv: 'x\n1\n3\n2.0\n',
      found: ['x', 'values', 1, [2]],
    },
    {
      name: 'a value twice',
      column: 'x: {kind: text, unique: true}',
      csv: 'x\na\nb\na\na\n',
      found: ['x', 'unique', 2, [3, 4]],
    },
    {
      name: 'a text too short',
      column: 'x: {kind: text, min_length: 2}',
      csv: 'x\nab\nb\n',
      found: ['x', 'min_length', 1, [2]],
    },
    {
      name: 'a text too long',
      column: 'x: {kind: text, max_length: 2}',
      csv: 'x\nab\nabc\n',
      found: ['x', 'max_length', 1, [2]],
    },
    {
      name: 'a text unlike the pattern',
      column: String.raw`x: {kind: text, pattern: '^\d{2}$'}`,
      csv: 'x\n12\n123\n',
      found: ['x', 'pattern', 1, [2]],
    },
  ] as const;
  for (const {name, column, csv, found} of cases)
    it(`finds ${name}`, async () => {
      const result = await check(csv, column, name === 'missing cells' ? 'unknown_columns: allow' : '');
      expect(brief(result)).to.deep.equal([found]);
      expect(result.isValid).to.equal(false);
    });

  it('has a case for every check', () => {
    expect(cases.map(({found}) => found[1])).to.include.members(columnChecks.names());
  });

  it('finds columns that are not there or not known, too few rows and rows that are no rows', async () => {
    const columns = 'x: {kind: text}\ngone: {kind: numeric}\nspare: {kind: numeric, required: false}';
    const result = await check('x,new\na,1\nb\nc,2\n', columns, 'rows: {min: 3}');
    expect(result.rows).to.equal(2);
    expect(result.violations.map(({column, rule}) => `${column ?? ''} ${rule}`)).to.have.members([
      ...[' rows', 'new unknown_columns', ' readable', 'gone required'],
    ]);
  });

  it('tolerates a share of rows, and warnings', async () => {
    const csv = `x,y\n${'1,1\n'.repeat(9)}5,5\n`;
    const most = (share: number): Promise<ValidationResult> =>
      check(
        csv,
        `x: {kind: numeric, max: {value: 1, max_share: ${String(share)}}}\ny: {kind: numeric, max: {value: 1, severity: warn}}`,
      );
    const result = await most(0.1);
    expect(result.isValid).to.equal(true);
    expect(result.violations.map(({share, isTolerated}) => [share, isTolerated])).to.deep.equal([
      [0.1, true],
      [0.1, false],
    ]);
    expect((await most(0.09)).isValid).to.equal(false);
  });

  it('never shows values of private columns', async () => {
    const result = await check(
      'x,y\nsecret,shown\n',
      'x: {kind: category, private: true, values: [hidden]}\ny: {kind: numeric}',
    );
    expect(result.violations.map(({firstValues}) => firstValues)).to.deep.equal([[], ['shown']]);
    expect(JSON.stringify(result)).not.to.match(/secret|hidden/u);
  });

  it('numbers rows across batches, of files with kinds too', async () => {
    const dataset = memoryDataset([{name: 'x', kind: 'numeric', values: [1, 2, 3, 4, null, 9]}], {batchRows: 2});
    const schema = schemaOf('x: {kind: numeric, max: 5}', 'rules: [{expect: x != 3}]');
    expect(brief(await validateDataset(dataset, schema))).to.deep.equal([
      ['x', 'max', 1, [6]],
      [null, 'x != 3', 1, [3]],
    ]);
    const other = await validateDataset(dataset, schemaOf('x: {kind: datetime}'));
    expect(other.violations[0]!.expected).to.equal('a column of kind datetime, found numeric');
  });

  it('remembers only so many values', async () => {
    const dataset = memoryDataset([{name: 'x', kind: 'numeric', values: [1, 1, 2, 3]}]);
    const schema = schemaOf('x: {kind: numeric, unique: true}');
    expect((await validateDataset(dataset, schema, {mostRemembered: 3})).violations[0]!.count).to.equal(1);
    const {code, exitStatus} = await failureOf(validateDataset(dataset, schema, {mostRemembered: 2}));
    expect([code, exitStatus]).to.deep.equal(['VALIDATE_UNIQUE_LIMIT', 6]);
  });

  const wrong = [
    {name: 'no YAML', text: 'version: 1\ncolumns: [', says: 's.yaml:2:11: not readable as YAML'},
    {
      name: 'an unknown key',
      text: 'version: 1\ncolumns:\n  x:\n    kind: numeric\n    mn: 1',
      says: "s.yaml:5:9: unknown key 'mn'; did you mean 'min'?",
    },
    {name: 'another version', text: 'version: 2\ncolumns: {}', says: 's.yaml:1:10: expected version: 1, found 2'},
    {name: 'no columns', text: 'version: 1\ncolumns: {}', says: 's.yaml:2:10: expected at least one column'},
    {name: 'no kind', text: 'version: 1\ncolumns: {x: {min: 1}}', says: 's.yaml:2:14: expected one of numeric'},
    {
      name: 'a bound of text',
      text: 'version: 1\ncolumns: {x: {kind: numeric, min: a}}',
      says: 's.yaml:2:35: min: expected a number, found "a"',
    },
    {
      name: 'a check of another kind',
      text: 'version: 1\ncolumns: {x: {kind: text, min: 1}}',
      says: 's.yaml:2:32: min is for columns of numeric, datetime, not text',
    },
    {
      name: 'a broken pattern',
      text: "version: 1\ncolumns: {x: {kind: text, pattern: '('}}",
      says: 's.yaml:2:36: pattern: expected a regular expression',
    },
    {
      name: 'a share above 1',
      text: 'version: 1\ncolumns: {x: {kind: text, missing: 2}}',
      says: 'missing: expected a share of rows, 0 to 1, found 2',
    },
    {
      name: 'a share of a share',
      text: 'version: 1\ncolumns: {x: {kind: text, missing: {value: 0, max_share: 1}}}',
      says: 'is a share itself',
    },
    {
      name: 'a wrong tolerance',
      text: 'version: 1\ncolumns: {x: {kind: text, unique: {value: true, max_share: 3}}}',
      says: 'expected a share, 0 to 1, found 3',
    },
    {
      name: 'rows upside down',
      text: 'version: 1\nrows: {min: 3, max: 2}\ncolumns: {x: {kind: text}}',
      says: 's.yaml:2:13: min 3 is above max 2',
    },
    {
      name: 'a rule of nothing',
      text: 'version: 1\ncolumns: {x: {kind: text}}\nrules: [{name: a}]',
      says: 's.yaml:3:9: expected expect: EXPRESSION',
    },
    {
      name: 'a rule of an unknown column',
      text: 'version: 1\ncolumns: {x: {kind: text}}\nrules:\n  - expect: y > 1',
      says: "s.yaml:4:13: 'y > 1', character 1: no column 'y'",
    },
    {
      name: 'a way of reading that is none',
      text: 'version: 1\ncolumns: {x: {kind: text, read: {missing: a}}}',
      says: 'missing: expected a list, found "a"',
    },
  ];
  for (const {name, text, says} of wrong)
    it(`refuses ${name} with its place`, () => {
      const message = refusal(text);
      expect(message).to.match(/^VALIDATE_SCHEMA 2 s\.yaml:\d+:\d+: /u);
      expect(message).to.contain(says);
    });
});

describe('data schema', () => {
  after(removeFolders);
  const row = (index: number): string =>
    [
      `ID-${String(100 + index)}`,
      index / 2,
      ['red', 'blue'][index % 2],
      `2024-01-${String((index % 28) + 1).padStart(2, '0')}`,
      index % 5 === 0 ? '' : 'yes',
      `note ${'x'.repeat(index)}`,
    ].join(',');
  const csv = ['id,size,colour,day,ok,note', ...Array.from({length: 40}, (_, index) => row(index)), ''].join('\n');

  it('writes a schema that what it was inferred from passes, and that finds what is different', async () => {
    const {text, rows, columns} = await inferSchemaText(await openCsv(csv));
    expect([rows, columns]).to.deep.equal([40, 6]);
    expect(text)
      .to.contain(String.raw`pattern: "^[A-Z]{2}-\\d{3}$"`)
      .and.contain('values: ["blue","red"]');
    const schema = parseSchema(text, 's.yaml');
    const same = await validateFile(makeFile('rows.csv', csv), schema);
    expect(same.violations.filter(({isTolerated}) => !isTolerated)).to.deep.equal([]);
    const changed = csv
      .replace('ID-101', 'ID-100')
      .replace('ID-102', 'x')
      .replace('red', 'green')
      .replace('19.5', '99');
    const {violations} = await validateFile(makeFile('rows.csv', changed), schema);
    const found = violations.filter(({isTolerated}) => !isTolerated).map(({column, rule}) => `${column ?? ''} ${rule}`);
    expect(found).to.deep.equal(['id unique', 'id pattern', 'size max', 'colour values']);
  });

  it('widens ranges by the margin, keeps what was not negative so, and takes few whole numbers for codes', async () => {
    const {text} = await inferSchemaText(
      memoryDataset([
        {name: 'x', kind: 'numeric', values: [0.5, 10.5, 4, 4]},
        {name: 'y', kind: 'numeric', values: [-10, 0, 5, 7]},
        {name: 'c', kind: 'numeric', values: [1, 0, 1, null]},
      ]),
      {margin: 0.2},
    );
    const {columns} = parseSchema(text, 's.yaml');
    const given = columns.map(({checks}) => Object.fromEntries(checks.map(({check, given}) => [check.name, given])));
    expect(given).to.deep.equal([
      {kind: 'numeric', missing: 0, min: 0, max: 12.5},
      {kind: 'numeric', missing: 0, min: -14, max: 11},
      {kind: 'numeric', missing: 0.45, values: [0, 1]},
    ]);
  });

  it('writes no value of a private column, and refuses one that is none', async () => {
    const {text} = await inferSchemaText(await openCsv(csv), {privateColumns: ['colour']});
    expect(text).to.contain('private: true').and.not.contain('blue');
    const {code} = await failureOf(inferSchemaText(await openCsv(csv), {privateColumns: ['color']}));
    expect(code).to.equal('VALIDATE_COLUMN');
  });
});
