// Columns prepared in other ways than the default, through training to evaluation: raw rows and prepared rows agree.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {fixture, ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';

interface Evaluation {
  readonly rows: number;
  readonly metrics: Readonly<Record<string, {readonly value: number}>>;
}

describe('normalize by column', function () {
  this.timeout(120_000);
  after(removeFolders);

  const run = async (words: string, cwd: string): Promise<string> => {
    const {status, stderr} = await ingot(words.split(' '), {cwd});
    expect(status, `${words}: ${stderr}`).to.equal(0);
    return stderr;
  };

  it('settings come from a file; raw rows and prepared rows give the same metrics', async () => {
    const cwd = temporaryFolder();
    writeFileSync(
      join(cwd, 'columns.yaml'),
      [
        'data:',
        '  normalize:',
        '    numeric: quantile',
        '    target-transform: log1p',
        '    transform:',
        '      total_rooms: log1p+standardize',
        '      median_income: clip:0.02+robust',
        '      ocean_proximity: vocabulary:20',
        '',
      ].join('\n'),
    );
    await run(`data import ${fixture('housing.csv')} --target median_house_value -o raw.arrow`, cwd);
    await run('data split raw.arrow --stratify median_house_value -o data', cwd);
    await run('data normalize data/train.arrow --config columns.yaml -o train.arrow', cwd);
    await run('data normalize data/test.arrow --like train.arrow -o test.arrow', cwd);
    await run('model init mlp --data train.arrow --hidden 8 -o model.onnx', cwd);
    await run('train model.onnx --data train.arrow --valid data/valid.arrow --epochs 5 --out run --threads 1', cwd);
    const raw = await ingotJson<Evaluation>(['eval', 'run', '--data', 'data/test.arrow'], {cwd});
    const prepared = await ingotJson<Evaluation>(['eval', 'run', '--data', 'test.arrow'], {cwd});
    expect(prepared.rows).to.equal(raw.rows);
    for (const name of ['rmse', 'mae', 'r2']) {
      const {value = NaN} = raw.metrics[name] ?? {};
      // The prepared target went through float32 once.
      expect(prepared.metrics[name]?.value, name).to.be.closeTo(value, 1e-6 * (1 + Math.abs(value)));
    }
  });

  it('a misspelled column or transform in the file is named', async () => {
    const cwd = temporaryFolder();
    await run(`data import ${fixture('titanic.csv')} --target Survived -o raw.arrow`, cwd);
    const withFile = async (transform: string) => {
      writeFileSync(join(cwd, 'columns.yaml'), `data: {normalize: {transform: {${transform}}}}\n`);
      const words = ['data', 'normalize', 'raw.arrow', '--config', 'columns.yaml', '-o', 'out.arrow'];
      return ingot(words, {cwd});
    };
    const column = await withFile('Embrked: vocabulary');
    expect(column.status).to.equal(3);
    expect(column.stderr).to.include("'Embrked'").and.to.include("'Embarked'");
    const transform = await withFile('Age: robsut');
    expect(transform.status).to.equal(2);
    expect(transform.stderr).to.include('robsut').and.to.include('robust');
  });

  it('dates become parts, and the model asks for the date itself', async () => {
    const cwd = temporaryFolder();
    const lines = Array.from({length: 120}, (_, row) => {
      const at = new Date(Date.UTC(1968, 0, 1, row * 7) + row * 5 * 86_400_000).toISOString();
      return `${at},${String(row % 9)},${new Date(at).getUTCDay() % 6 === 0 ? 'rest' : 'work'}`;
    });
    writeFileSync(join(cwd, 'rows.csv'), `when,load,day\n${lines.join('\n')}\n`);
    await run('data import rows.csv --target day -o raw.arrow', cwd);
    await run('data split raw.arrow --time when -o data', cwd);
    await run('data normalize data/train.arrow --dates parts -o train.arrow', cwd);
    await run('data normalize data/test.arrow --like train.arrow -o test.arrow', cwd);
    await run('model init mlp --data train.arrow --hidden 16 -o model.onnx', cwd);
    await run('train model.onnx --data train.arrow --epochs 150 --learning-rate 0.02 --out run --threads 1', cwd);
    const raw = await ingotJson<Evaluation>(['eval', 'run', '--data', 'data/test.arrow'], {cwd});
    expect(await ingotJson<Evaluation>(['eval', 'run', '--data', 'test.arrow'], {cwd})).to.deep.include({
      metrics: raw.metrics,
    });
    // The weekday decides: seconds alone could not tell days to come.
    expect(raw.metrics['accuracy']?.value).to.be.at.least(0.9);
  });
});
