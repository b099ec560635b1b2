import {readFileSync, utimesSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect} from 'chai';
import {
  columnChecks,
  inferSchemaText,
  parseNow,
  parseSchema,
  toJsonSchema,
  validateDataset,
  validateFile,
  validationPage,
  type ValidationResult,
} from '../../src/checks/index.js';
import {IngotError} from '../../src/core/index.js';
import {openDataset} from '../../src/data/index.js';
import {judgeFile} from '../../src/prepare/index.js';
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
    {name: 'a fraction', column: 'x: {kind: numeric, whole: true}', csv: 'x\n1\n2.5\n', found: ['x', 'whole', 1, [2]]},
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
    const elsewhere = ['references', 'shares', 'max_age', ...wholes.map(({name}) => name)];
    expect([...cases.map(({found}) => found[1]), ...elsewhere]).to.include.members(columnChecks.names());
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

  it('finds values twice whatever the memory, and shows the first ones', async () => {
    const values = Array.from({length: 400}, (_, row) => (row === 399 ? 7 : row === 390 ? 3 : row));
    const dataset = memoryDataset(
      [
        {name: 'x', kind: 'numeric', values},
        {name: 't', kind: 'text', values: values.map((value) => `text ${String(value)}`)},
      ],
      {batchRows: 64},
    );
    const schema = schemaOf('x: {kind: numeric, unique: true}\nt: {kind: text, unique: true}');
    for (const memoryBytes of [undefined, 1]) {
      const {violations} = await validateDataset(dataset, schema, {memoryBytes});
      expect(violations.map(({count, firstRows, firstValues}) => [count, firstRows, firstValues])).to.deep.equal([
        [2, [391, 400], ['3', '7']],
        [2, [391, 400], ['text 3', 'text 7']],
      ]);
    }
  });

  it('finds what columns together have twice, missing ones aside', async () => {
    const result = await check(
      'a,b\n1,x\n1,y\n1,x\n,x\n,x\n',
      'a: {kind: numeric}\nb: {kind: text}',
      'unique: [[a, b]]',
    );
    expect(brief(result)).to.deep.equal([['a + b', 'unique', 1, [3]]]);
    const tolerated = await check(
      'a,b\n1,x\n1,x\n',
      'a: {kind: numeric}\nb: {kind: text}',
      'unique: [{columns: [a, b], severity: warn}]',
    );
    expect(tolerated.isValid).to.equal(true);
  });

  it('looks values up in a column of another file, whatever the memory', async () => {
    const ids = makeFile(
      'ids.csv',
      `id,more\n${Array.from({length: 300}, (_, row) => `${String(row)},x`).join('\n')}\n`,
    );
    const rows = makeFile('rows.csv', 'who,n\n5,1\n,1\n299,1\n300,1\n-1,1\n300,1\n');
    const schema = (column = 'id', kind = 'numeric'): ReturnType<typeof parseSchema> =>
      parseSchema(
        `version: 1\nunknown_columns: allow\ncolumns: {who: {kind: ${kind}, references: 'ids.csv#${column}'}}`,
        `${dirname(ids)}/s.yaml`,
      );
    for (const memoryBytes of [undefined, 1]) {
      const {violations} = await validateFile(rows, schema(), {memoryBytes});
      expect(violations.map(({rule, firstRows, firstValues}) => [rule, firstRows, firstValues])).to.deep.equal([
        ['references', [4, 5, 6], ['300', '-1', '300']],
      ]);
    }
    const other = await failureOf(validateFile(rows, schema('nope')));
    expect([other.code, other.exitStatus]).to.deep.equal(['VALIDATE_REFERENCE', 3]);
  });

  const wholes = [
    {name: 'mean', given: '[0, 2]', csv: [1, 2, 6], found: 'mean 3'},
    {name: 'std', given: '[2, null]', csv: [1, 3], found: 'standard deviation 1'},
    {name: 'quantiles', given: '{0.5: [0, 1], 0: [1, 1]}', csv: [1, 2, 6], found: 'quantile 0.5 is 2'},
    {name: 'distinct', given: '[null, 2]', csv: [1, 2, 6, 6], found: 'different values: 3'},
    {name: 'missing_share', given: '[0, 0.1]', csv: [1, '', 2, 3], found: 'share of missing cells 0.25'},
  ] as const;
  for (const {name, given, csv, found} of wholes)
    it(`finds a ${name} outside its bounds`, async () => {
      const text = `x,y\n${csv.map((value) => `${String(value)},1`).join('\n')}\n`;
      const result = await check(text, `x: {kind: numeric, ${name}: ${given}}`, 'unknown_columns: allow');
      expect(result.violations.map(({rule, share, firstValues}) => [rule, share, firstValues])).to.deep.equal([
        [name, null, [found]],
      ]);
      expect(result.isValid).to.equal(false);
    });

  it('finds shares of categories outside their bounds, and shows none of a private column', async () => {
    const of = (rest: string): Promise<ValidationResult> =>
      check('x\na\na\nb\na\n', `x: {kind: category, shares: {a: [0, 0.5], c: [0, 1]}${rest}}`);
    expect((await of('')).violations[0]!.firstValues).to.deep.equal(['share of a 0.75']);
    expect((await of(', private: true')).violations[0]!).to.deep.include({
      firstValues: [],
      expected: 'as the schema says',
    });
    const settings = await check('x\na\n', 'x: {kind: category, shares: {value: {a: [0, 0.5]}, severity: warn}}');
    expect(settings.isValid).to.equal(true);
  });

  it('says that a column without values has no mean', async () => {
    const result = await check('x,y\n,1\n,1\n', 'x: {kind: numeric, mean: [0, 1]}\ny: {kind: numeric}');
    expect(result.violations[0]!.firstValues).to.deep.equal(['no values']);
  });

  it('holds the newest date and the file itself to an age', async () => {
    const path = makeFile('fresh.csv', 'day\n2024-01-01\n2024-03-01\n');
    utimesSync(path, new Date('2024-03-02'), new Date('2024-03-02'));
    const schema = schemaOf('day: {kind: datetime, max_age: 2d}', 'file: {max_age: {value: 1d, severity: warn}}');
    const at = (now: string): Promise<ValidationResult> => validateFile(path, schema, {now: parseNow(now)});
    expect((await at('2024-03-03')).violations).to.deep.equal([]);
    expect(
      (await at('2024-03-05')).violations.map(({rule, severity, firstValues}) => [rule, severity, firstValues]),
    ).to.deep.equal([
      ['max_age', 'warn', ['changed 2024-03-02']],
      ['max_age', 'error', ['the newest is 2024-03-01']],
    ]);
    expect(() => parseNow('soon')).to.throw('ISO 8601');
  });

  it('counts characters, not the units they are held in', async () => {
    const result = await check('x\n😀😀\n', 'x: {kind: text, max_length: 2, min_length: 3}');
    expect(result.violations.map(({rule}) => rule)).to.deep.equal(['min_length']);
  });

  it('makes a page that shows what a result holds', async () => {
    const page = await validationPage(
      await check('x,y\nsecret,<b>\n', 'x: {kind: numeric, private: true}\ny: {kind: numeric}'),
    );
    expect(page).to.contain('not valid').and.contain('&lt;b&gt;').and.contain('<svg').and.not.contain('secret');
    expect(await validationPage(await check('x\n1\n', 'x: {kind: numeric}'))).to.contain('No check is broken');
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
      name: 'bounds upside down',
      text: 'version: 1\ncolumns: {x: {kind: numeric, mean: [2, 1]}}',
      says: 's.yaml:2:36: mean: expected the lesser bound first, found [2,1]',
    },
    {
      name: 'a tolerance of a whole column',
      text: 'version: 1\ncolumns: {x: {kind: numeric, mean: {value: [1, 2], max_share: 0.5}}}',
      says: 'mean is of the whole column, so max_share means nothing',
    },
    {
      name: 'quantiles that are none',
      text: 'version: 1\ncolumns: {x: {kind: numeric, quantiles: {2: [0, 1]}}}',
      says: 'expected quantiles named 0 to 1',
    },
    {
      name: 'an age without a unit',
      text: 'version: 1\ncolumns: {x: {kind: datetime, max_age: 7}}',
      says: 'max_age: expected an age such as 12h, 7d or 1d12h, found 7',
    },
    {
      name: 'a reference to no column',
      text: 'version: 1\ncolumns: {x: {kind: text, references: other.csv}}',
      says: 'expected FILE#COLUMN',
    },
    {
      name: 'a key of an unknown column',
      text: 'version: 1\ncolumns: {x: {kind: text}}\nunique: [[x, y]]',
      says: 's.yaml:3:10: no column "y" in the schema',
    },
    {
      name: 'a key of one column',
      text: 'version: 1\ncolumns: {x: {kind: text}}\nunique: [[x]]',
      says: 'expected a list of two or more columns',
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

  it('writes bounds that what they were inferred from keeps, and another distribution breaks', async () => {
    const {text} = await inferSchemaText(await openCsv(csv), {slack: 0.1});
    const schema = parseSchema(text, 's.yaml');
    const found = async (rows: string): Promise<string[]> =>
      (await validateFile(makeFile('rows.csv', rows), schema)).violations
        .filter(({share}) => share === null)
        .map(({column, rule}) => `${column ?? ''} ${rule}`);
    expect(await found(csv)).to.deep.equal([]);
    const shifted = csv
      .split('\n')
      .filter((line) => !line.includes(',blue,') && !line.startsWith('ID-10'))
      .join('\n');
    expect(await found(shifted)).to.include.members(['size mean', 'size quantiles', 'colour shares']);
    const exact = await inferSchemaText(await openCsv(csv), {slack: 0});
    const same = await validateFile(makeFile('rows.csv', csv), parseSchema(exact.text, 's.yaml'));
    expect(same.violations.filter(({share}) => share === null)).to.deep.equal([]);
  });
});

describe('JSON Schema', () => {
  after(removeFolders);

  const records = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      age: {type: 'integer', minimum: 0, exclusiveMaximum: 150},
      name: {type: ['string', 'null'], pattern: '^[A-Z]', maxLength: 9, description: 'anything'},
      port: {enum: ['S', 'C', null]},
      fare: {type: 'number'},
      day: {type: 'string', format: 'date'},
      ok: {type: 'boolean'},
    },
    required: ['age', 'day'],
    additionalProperties: false,
  };
  const read = (value: unknown): ReturnType<typeof parseSchema> =>
    parseSchema(JSON.stringify(value, null, 1), 's.json');

  it('checks rows as records', async () => {
    const path = makeFile(
      'people.csv',
      'age,name,port,fare,day,ok\n1,Ann,S,1.5,2024-01-01,true\n2.5,bob,,x,2024-01-02,false\n150,,Q,,,\n',
    );
    const {violations} = await validateFile(path, read(records));
    expect(violations.map(({column, rule, firstRows}) => `${column ?? ''} ${rule} ${firstRows.join()}`)).to.deep.equal([
      ...['age whole 2', 'name pattern 2', 'port values 3', 'fare kind 2', 'day missing 3', ' `age` < 150 3'],
    ]);
  });

  it('comes back from a schema as the same checks', () => {
    const {columns} = read(records);
    const back = read(toJsonSchema(read(records), 'people')).columns;
    const checksOf = (all: typeof columns): unknown =>
      all.filter(({name}) => name !== 'day').map(({name, kind, checks}) => [name, kind, ...checks.map(({check, given}) => [check.name, given])]); // prettier-ignore
    expect(checksOf(back)).to.deep.equal(checksOf(columns));
    expect(JSON.stringify(toJsonSchema(read(records), 'people')))
      .to.contain('Not said here')
      .and.contain('"integer"');
  });

  for (const [what, change, says] of [
    ['a keyword it does not know', {properties: {x: {type: 'string', anyOf: []}}}, "'anyOf' is not understood"],
    ['records in records', {properties: {x: {type: 'object'}}}, 'expected one of number, integer, boolean, string'],
    ['a format it does not know', {properties: {x: {type: 'string', format: 'uri'}}}, 'format "uri" is not known'],
    ['a required stranger', {required: ['y']}, '"y" is required, but no property'],
    ['a bound of text', {properties: {x: {type: 'number', minimum: 'a'}}}, 'min: expected a number'],
    ['another multiple', {properties: {x: {type: 'number', multipleOf: 2}}}, 'multipleOf is known as 1 only'],
    ['no object', {type: 'array'}, 'expected type: "object"'],
  ] as const)
    it(`refuses ${what} with its place`, () => {
      const text = JSON.stringify({...records, properties: {x: {type: 'string'}}, required: [], ...change}, null, 1);
      expect(refusal(text))
        .to.match(/^VALIDATE_SCHEMA 2 s\.yaml:\d+:\d+: /u)
        .and.contain(says);
    });
});

describe('data validate --bad-rows --good-rows', () => {
  after(removeFolders);

  it('parts the rows: bad ones with what they break, good ones as the schema reads them', async () => {
    const path = makeFile('rows.csv', 'x,c,row\n1,a,1\nabc,b,2\n3,a\n-1,z,4\n1,a,5\n,b,6\n');
    const schema = schemaOf(
      'x: {kind: numeric, min: 0, unique: true, missing: 0.5}\nc: {kind: category, values: [a, b]}\nrow: {kind: text}',
    );
    const folder = dirname(path);
    const outputs = {badRows: join(folder, 'bad.csv'), goodRows: join(folder, 'good.arrow')};
    const result = await judgeFile(path, schema, {...outputs, version: '0'});
    expect(result).to.deep.include({rows: 5, isValid: false});
    expect(readFileSync(outputs.badRows, 'utf8')).to.equal(
      'x,c,row,row_,breaks\nabc,b,2,2,x: kind\n-1,z,4,3,x: min; c: values\n1,a,5,4,x: unique\n',
    );
    const good = await openDataset(outputs.goodRows);
    const rows: unknown[] = [];
    for await (const {columns} of good.batches()) rows.push(...columns.map((column) => [...column]));
    await good.close();
    expect(good.schema.fields.map(({kind}) => kind)).to.deep.equal(['numeric', 'category', 'text']);
    expect(rows).to.deep.equal([
      [1, NaN],
      ['a', 'b'],
      ['1', '6'],
    ]);
    for (const part of [result.badRows!, result.goodRows!]) {
      const {rowsRead, rowsKept, rowsDropped} = part.ledger;
      expect([rowsRead, rowsKept + rowsDropped, rowsKept]).to.deep.equal([6, 6, part.rows]);
    }
    const {code} = await failureOf(judgeFile(path, schema, {badRows: 'a.csv', goodRows: 'a.csv', version: '0'}));
    expect(code).to.equal('PREPARE_OPTION');
  });
});
