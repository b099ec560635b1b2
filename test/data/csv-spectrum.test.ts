import {expect} from 'chai';
import {openCsv, removeFolders, rowsOf} from './support.js';

/** The cases of csv-spectrum (Max Ogden and others, https://github.com/maxogden/csv-spectrum), written out by hand. */
const SPECTRUM: readonly {name: string; text: string; rows: readonly Readonly<Record<string, string>>[]}[] = [
  {
    name: 'comma_in_quotes',
    text: 'first,last,address,city,zip\nJohn,Doe,120 any st.,"Anytown, WW",08123',
    rows: [{first: 'John', last: 'Doe', address: '120 any st.', city: 'Anytown, WW', zip: '08123'}],
  },
  {
    name: 'empty',
    text: 'a,b,c\n1,"",""\n2,3,4',
    rows: [
      {a: '1', b: '', c: ''},
      {a: '2', b: '3', c: '4'},
    ],
  },
  {
    name: 'empty_crlf',
    text: 'a,b,c\r\n1,"",""\r\n2,3,4',
    rows: [
      {a: '1', b: '', c: ''},
      {a: '2', b: '3', c: '4'},
    ],
  },
  {
    name: 'escaped_quotes',
    text: 'a,b\n1,"ha ""ha"" ha"\n3,4\n',
    rows: [
      {a: '1', b: 'ha "ha" ha'},
      {a: '3', b: '4'},
    ],
  },
  {
    name: 'json',
    text: 'key,val\n1,"{""type"": ""Point"", ""coordinates"": [102.0, 0.5]}"\n',
    rows: [{key: '1', val: '{"type": "Point", "coordinates": [102.0, 0.5]}'}],
  },
  {
    name: 'newlines',
    text: 'a,b,c\n1,2,3\n"Once upon \na time",5,6\n7,8,9\n',
    rows: [
      {a: '1', b: '2', c: '3'},
      {a: 'Once upon \na time', b: '5', c: '6'},
      {a: '7', b: '8', c: '9'},
    ],
  },
  {
    name: 'newlines_crlf',
    text: 'a,b,c\r\n1,2,3\r\n"Once upon \r\na time",5,6\r\n7,8,9\r\n',
    rows: [
      {a: '1', b: '2', c: '3'},
      {a: 'Once upon \r\na time', b: '5', c: '6'},
      {a: '7', b: '8', c: '9'},
    ],
  },
  {
    name: 'quotes_and_newlines',
    text: 'a,b\n1,"ha \n""ha"" \nha"\n3,4\n',
    rows: [
      {a: '1', b: 'ha \n"ha" \nha'},
      {a: '3', b: '4'},
    ],
  },
  {name: 'simple', text: 'a,b,c\n1,2,3\n', rows: [{a: '1', b: '2', c: '3'}]},
  {name: 'simple_crlf', text: 'a,b,c\r\n1,2,3\r\n', rows: [{a: '1', b: '2', c: '3'}]},
  {
    name: 'utf8',
    text: 'a,b,c\n1,2,3\n4,5,ʤ\n',
    rows: [
      {a: '1', b: '2', c: '3'},
      {a: '4', b: '5', c: 'ʤ'},
    ],
  },
];

const shown = (value: string | number | null): string => (value === null || Number.isNaN(value) ? '' : String(value));

describe('the files of csv-spectrum', () => {
  after(removeFolders);

  for (const {name, text, rows} of SPECTRUM) {
    it(`${name} gives its rows, kinds found`, async () => {
      const dataset = await openCsv(text);
      const found = (await rowsOf(dataset)).map((row) =>
        Object.fromEntries(Object.entries(row).map(([key, value]) => [key, shown(value)])),
      );
      expect(found).to.deep.equal(rows);
      expect(dataset.ledger).to.deep.equal({rowsRead: rows.length, rowsKept: rows.length, rowsDropped: 0, entries: []});
    });

    it(`${name} gives its cells to the letter as text`, async () => {
      const kinds = Object.fromEntries(Object.keys(rows[0] ?? {}).map((key) => [key, 'text'] as const));
      const found = await rowsOf(await openCsv(text, {importOptions: {kinds}}));
      expect(found).to.deep.equal(
        rows.map((row) =>
          Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === '' ? null : value])),
        ),
      );
    });
  }
});
