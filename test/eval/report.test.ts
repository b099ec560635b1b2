// Results as tables: what is shown where, and the text of both forms.
import {expect} from 'chai';
import {formatReport} from '../../src/cli/index.js';
import {evaluate, reportTables, summaryLine, type EvalResult} from '../../src/eval/index.js';
import {answer, builtModel, features, price, writeCsv} from '../support/built-model.js';
import {removeFolders, temporaryFolder} from '../support/cli.js';

describe('reports', () => {
  let classes: EvalResult;
  let numbers: EvalResult;
  before(async () => {
    const folder = temporaryFolder();
    const classifier = await builtModel(answer);
    const data = writeCsv(folder, [...features, answer]);
    classes = await evaluate(classifier, {data, by: ['city'], compare: classifier, threshold: 0.5});
    numbers = await evaluate(await builtModel(price), {data: writeCsv(folder, [...features, price], 'prices.csv')});
  });
  after(removeFolders);

  it('say how rows count and how classes are decided', () => {
    expect(summaryLine(classes)).to.equal('12 rows, positive class yes, threshold 0.5');
    expect(summaryLine({...classes, weights: {column: 'w', total: 3}})).to.contain('weighted by w');
    expect(summaryLine(numbers)).to.equal('12 rows');
  });

  it('have a table for each part of a result and none for what is absent', () => {
    const titles = reportTables(classes).map(({title}) => title.split(/[,:]| of /)[0]);
    expect(titles).to.deep.equal(['Metrics', 'Classes', 'Confusion', 'Calibration', 'Slices', 'A']);
    expect(reportTables(numbers)).to.have.lengthOf(1);
  });

  it('have cells for every column of their head', () => {
    for (const {title, head, rows} of [...reportTables(classes), ...reportTables(numbers)])
      for (const row of rows) expect(row, title).to.have.lengthOf(head.length);
  });

  it('show each number of the result once: averages below the classes, the rest among the metrics', () => {
    const [metricTable, classTable] = reportTables(classes);
    const shown = metricTable?.rows.map(([name]) => name);
    expect(shown).to.include('balanced_accuracy').and.not.to.include('f1_macro');
    const macro = classTable?.rows.find(([name]) => name === '(macro average)');
    expect(macro?.[3]).to.equal(classes.metrics['f1_macro']?.value);
  });

  it('are pipe tables in Markdown, whatever the names hold', () => {
    const text = formatReport(
      [
        {
          title: 'Slices',
          head: ['slice', 'rows'],
          rows: [
            ['a|b', 3],
            ['c\nd', null],
          ],
        },
      ],
      'markdown',
    );
    expect(text).to.equal('### Slices\n\n| slice | rows |\n| --- | --: |\n| a\\|b | 3 |\n| c d | - |\n');
  });

  it('are aligned columns as text', () => {
    const text = formatReport([{title: 'T', head: ['x', 'n'], rows: [['long', 1.23456789]]}], 'table');
    expect(text).to.equal('T\nx     n\nlong  1.2346\n');
  });
});
