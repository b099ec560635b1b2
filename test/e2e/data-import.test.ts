// data import, describe, head, convert as processes: pipes, exit statuses, nothing half written.
import {spawn} from 'node:child_process';
import {chmodSync, existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {BIN, fixture, ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';

interface Imported {
  readonly rows: number;
  readonly columns: readonly {
    readonly name: string;
    readonly kind: string;
    readonly role: string;
    readonly missing: number;
  }[];
}
interface Described {
  readonly rows: number;
  readonly columns: readonly {
    readonly name: string;
    readonly missing: number;
    readonly quantiles: Record<string, number> | null;
  }[];
  readonly lineage: readonly {readonly command: string; readonly ledger: {readonly rowsKept: number}}[];
}

const BAD = `a,b\n1,x\n2\n${'3,y\n'.repeat(60)}`;

describe('data import, describe, head and convert', function () {
  this.timeout(60_000);
  after(removeFolders);

  it('find kinds, roles and missing cells of real data', async () => {
    const path = join(temporaryFolder(), 'raw.arrow');
    const result = await ingotJson<Imported>([
      'data',
      'import',
      fixture('titanic.csv'),
      '--target',
      'Survived',
      '--ignore',
      'Ticket',
      '-o',
      path,
    ]);
    expect(result.rows).to.equal(891);
    expect(
      result.columns.map(({name, kind, role, missing}) => `${name} ${kind} ${role} ${String(missing)}`),
    ).to.deep.equal([
      'PassengerId numeric id 0',
      'Survived category target 0',
      'Pclass numeric feature 0',
      'Name text feature 0',
      'Sex category feature 0',
      'Age numeric feature 177',
      'SibSp numeric feature 0',
      'Parch numeric feature 0',
      'Ticket text ignored 0',
      'Fare numeric feature 0',
      'Cabin text feature 687',
      'Embarked category feature 2',
    ]);
    const described = await ingotJson<Described>(['data', 'describe', path]);
    const age = described.columns.find(({name}) => name === 'Age');
    expect([described.rows, age?.missing, age?.quantiles?.['0.5']]).to.deep.equal([891, 177, 28]);
    expect(described.lineage.map(({command, ledger}) => [command, ledger.rowsKept])).to.deep.equal([
      ['data import', 891],
    ]);
    const head = await ingotJson<{rows: Record<string, unknown>[]}>(['data', 'head', path, '-n', '1']);
    expect(head.rows).to.deep.equal([
      {
        PassengerId: 1,
        Survived: '0',
        Pclass: 3,
        Name: 'Braund, Mr. Owen Harris',
        Sex: 'male',
        Age: 22,
        SibSp: 1,
        Parch: 0,
        Ticket: 'A/5 21171',
        Fare: 7.25,
        Cabin: null,
        Embarked: 'S',
      },
    ]);
  });

  it('write the same bytes every time', async () => {
    const folder = temporaryFolder();
    for (const name of ['1.arrow', '2.arrow'])
      await ingotJson(['data', 'import', fixture('housing.csv'), '-o', join(folder, name)]);
    expect(readFileSync(join(folder, '1.arrow')).equals(readFileSync(join(folder, '2.arrow')))).to.equal(true);
  });

  it('chain in a pipe, with the ledger of the pass in the stream', async () => {
    const streamed = await ingot(['data', 'import', '-', '--on-bad-row', 'skip', '-o', '-'], {input: BAD});
    expect([streamed.status, streamed.stderr]).to.deep.equal([0, '']);
    const described = await ingotJson<Described>(['data', 'describe', '-'], {input: streamed.stdoutBytes});
    expect(described.lineage[0]?.ledger).to.deep.include({rowsRead: 62, rowsKept: 61, rowsDropped: 1});
    const csv = await ingot(['data', 'convert', '-', '--to', 'csv', '-o', '-'], {input: streamed.stdoutBytes});
    expect(csv.stdout).to.equal(BAD.replace('2\n', ''));
  });

  it('say that a stream ended early, with status 3', async () => {
    const {stdoutBytes} = await ingot(['data', 'import', fixture('housing.csv'), '-o', '-']);
    for (const input of [stdoutBytes.subarray(0, -8), stdoutBytes.subarray(0, 100_000), '']) {
      const {status, stderr} = await ingot(['data', 'convert', '-', '--to', 'csv', '-o', '-'], {input});
      expect(status).to.equal(3);
      expect(stderr).to.contain('ended early');
    }
  });

  it('stop quietly with status 0 when the reader has seen enough', async () => {
    const child = spawn(
      process.execPath,
      [BIN, 'data', 'convert', fixture('housing.csv'), '--to', 'jsonl', '-o', '-'],
      {stdio: ['ignore', 'pipe', 'pipe']},
    );
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect([status, said]).to.deep.equal([0, '']);
  });

  it('name file, line and remedy of a bad row, and write nothing', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'rows.csv'), BAD);
    const {status, stderr} = await ingot(['data', 'import', 'rows.csv', '-o', 'out.arrow'], {cwd: folder});
    expect(status).to.equal(3);
    expect(stderr).to.contain('rows.csv, line 3: expected 2 cells, found 1').and.to.contain('--on-bad-row skip');
    expect(readdirSync(folder)).to.deep.equal(['rows.csv']);
  });

  it('set bad rows aside, and fail when there are too many', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'rows.csv'), BAD);
    const words = [
      'data',
      'import',
      'rows.csv',
      '--on-bad-row',
      'quarantine',
      '--quarantine',
      'bad.csv',
      '-o',
      'out.arrow',
    ];
    const {status, stdout} = await ingot(words, {cwd: folder});
    expect(status).to.equal(0);
    expect(stdout).to.contain('quarantined 1: wrong number of cells; first: 3');
    expect(readFileSync(join(folder, 'bad.csv'), 'utf8')).to.equal('_line,_reason,a,b\n3,wrong number of cells,2\n');
    const few = await ingot([...words.slice(0, -1), 'few.arrow', '--max-bad', '1%'], {cwd: folder});
    expect([few.status, existsSync(join(folder, 'few.arrow'))]).to.deep.equal([3, false]);
  });

  const mistakes: readonly [string, readonly string[], number, string][] = [
    ['a file that is not there', ['import', 'none.csv', '-o', 'x.arrow'], 4, 'FILE_NOT_FOUND'],
    ['a target that is no column', ['import', 'rows.csv', '--target', 'c', '-o', 'x.arrow'], 3, 'DATA_COLUMN_MISSING'],
    ['an unknown kind', ['import', 'rows.csv', '--kind', 'a=nummeric', '-o', 'x.arrow'], 2, 'DATA_OPTION'],
    ['an output of no known format', ['import', 'rows.csv', '-o', 'x.xlsx'], 2, 'DATA_OPTION'],
    [
      'quarantine without a file',
      ['import', 'rows.csv', '--on-bad-row', 'quarantine', '-o', 'x.arrow'],
      2,
      'DATA_OPTION',
    ],
    ['stdout for data and result', ['import', 'rows.csv', '-o', '-'], 2, 'OUTPUT_CONFLICT'],
    ['an empty file', ['describe', 'empty.csv'], 3, 'DATA_TRUNCATED'],
    ['a header alone', ['head', 'header.csv'], 3, 'DATA_EMPTY'],
  ];
  for (const [name, words, expected, code] of mistakes)
    it(`answer ${name} with status ${String(expected)} and ${code}`, async () => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'rows.csv'), 'a,b\n1,x\n2,y\n');
      writeFileSync(join(folder, 'empty.csv'), '');
      writeFileSync(join(folder, 'header.csv'), 'a,b\n');
      const {status, stdout} = await ingot(['data', ...words, '--json'], {cwd: folder});
      expect([status, (JSON.parse(stdout) as {error: {code: string}}).error.code]).to.deep.equal([expected, code]);
      expect(readdirSync(folder).sort()).to.deep.equal(['empty.csv', 'header.csv', 'rows.csv']);
    });

  it('answer an unwritable folder with status 6', async function () {
    if (process.getuid?.() === 0) this.skip(); // root may write anywhere
    const folder = temporaryFolder();
    chmodSync(folder, 0o555);
    const {status} = await ingot(['data', 'import', fixture('housing.csv'), '-o', join(folder, 'x.arrow')]);
    chmodSync(folder, 0o755);
    expect(status).to.equal(6);
  });
});
