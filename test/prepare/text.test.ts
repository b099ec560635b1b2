// What becomes of a column of free text: its words where they are asked for.
import {expect} from 'chai';
import {describeFeatures, normalizeDataset, prepareTensors, rowsToFeeds} from '../../src/prepare/index.js';
import {memoryDataset, valuesOf} from '../support/memory-dataset.js';
import {preparedModel} from '../support/prepared-model.js';

const texts = ['fine film', 'bad film', 'a fine one', null, 'bad'];
const reviews = () =>
  memoryDataset([
    {name: 'text', kind: 'text', values: texts},
    {name: 'stars', kind: 'numeric', values: [5, 1, 4, 3, 2]},
    {name: 'label', kind: 'category', role: 'target', values: ['yes', 'no', 'yes', 'no', 'no']},
  ]);

describe('a column of text', () => {
  it('is set aside, and how to use it is said', async () => {
    const notes: string[] = [];
    const dataset = await normalizeDataset(reviews(), {
      report: (event) => event.type === 'note' && notes.push(event.message),
    });
    expect(dataset.schema.fields[0]?.role).to.equal('ignored');
    expect(notes.join(' ')).to.contain('--transform text=words:64');
  });

  it('becomes the ids of its words where they are asked for, the same raw and prepared', async () => {
    const plan = {transforms: {text: 'words:3'}};
    const dataset = await normalizeDataset(reviews(), {plan});
    const ids = await valuesOf(dataset, 'text');
    // bad, film, fine are there twice; a text that is missing has no words.
    expect(ids).to.deep.equal([4, 3, 0, 2, 3, 0, 1, 4, 1, 0, 0, 0, 2, 0, 0]);
    const {model, signature} = preparedModel(dataset.schema);
    expect(describeFeatures(dataset.schema).inputs.find(({name}) => name === 'text')).to.include({
      name: 'text',
      required: false,
    });
    const raw = await prepareTensors(model, signature, reviews(), {target: 'required'});
    const tokens = raw.entry.find(({dtype}) => dtype === 'int32');
    expect([...(tokens?.data ?? [])]).to.deep.equal(ids);
  });

  it('is fed to a model as text, unknown words included', async () => {
    const {schema} = await normalizeDataset(reviews(), {plan: {transforms: {text: 'words'}}});
    const {signature} = preparedModel(schema);
    const {feeds} = rowsToFeeds([{text: 'never seen', stars: 1}], signature);
    expect(feeds['text']?.data).to.deep.equal(['never seen']);
  });
});
