import {createHmac} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import type {IngotEvent} from '../../src/core/index.js';
import {redactDataset, scanPrivacy} from '../../src/prepare/index.js';
import {outputOfRedact} from '../../src/prepare/privacy/redact.js';
import {DETECTORS, detectors} from '../../src/prepare/privacy/detectors/index.js';
import {kindByName} from '../../src/prepare/privacy/find.js';
import {readPrivacyKey} from '../../src/prepare/privacy/masks.js';
import {makeRawField} from '../../src/data/index.js';
import {errorOf, rejectionOf} from '../support/error-of.js';
import {memoryDataset, readAll, valuesOf} from '../support/memory-dataset.js';
import {passengers} from '../support/passengers.js';
import {normalizeDataset} from '../../src/prepare/index.js';
import {removeFolders, temporaryFolder} from '../support/cli.js';

const KEY = 'a key of more than sixteen bytes';

/** What each kind must find, and what looks like it and is not (a wrong check digit, a version, a date). */
const FOUND: readonly [kind: string, text: string, found: string][] = [
  ['email', 'write to Ann.Lee+x@mail.example.co.uk.', 'Ann.Lee+x@mail.example.co.uk'],
  ['iban', 'to DE89 3704 0044 0532 0130 00 please', 'DE89 3704 0044 0532 0130 00'],
  ['iban', '(GB82WEST12345698765432)', 'GB82WEST12345698765432'],
  ['card', 'card 4111 1111 1111 1111, thanks', '4111 1111 1111 1111'],
  ['card', '378282246310005', '378282246310005'],
  ['ip', 'from 192.168.0.1.', '192.168.0.1'],
  ['ip', 'from 2001:db8::8a2e:370:7334 today', '2001:db8::8a2e:370:7334'],
  ['ip', '[::1]:80', '::1'],
  ['national-id', 'SSN 219-09-9999.', '219-09-9999'],
  ['national-id', 'NINO AB 12 34 56 C', 'AB 12 34 56 C'],
  ['national-id', 'RSSMRA85T10A562S', 'RSSMRA85T10A562S'],
  ['national-id', 'DNI 12345678Z', '12345678Z'],
  ['national-id', '131052-308T', '131052-308T'],
  ['national-id', 'PESEL 44051401359', '44051401359'],
  ['national-id', 'CPF 529.982.247-25', '529.982.247-25'],
  ['national-id', 'NIR 2 55 08 14 168 025 38', '2 55 08 14 168 025 38'],
  ['phone', 'call +44 20 7946 0958 now', '+44 20 7946 0958'],
];
const NOT_FOUND: readonly [kind: string, text: string][] = [
  ['email', 'a@b, @handle, user@localhost, x@y..z'],
  ['iban', 'DE88 3704 0044 0532 0130 00'],
  ['iban', 'AB12 is a part number of the long kind'],
  ['card', '4111 1111 1111 1112'],
  ['card', 'x4111111111111111'],
  ['ip', '256.1.1.1 and 1.2.3'],
  ['ip', 'at 12:30:45, std::cout'],
  ['national-id', '666-09-9999, 219-00-9999, 219-09-0000'],
  ['national-id', '12345678A, 131052-308U, 44051401358, 529.982.247-26, RSSMRA85T10A562T'],
  ['national-id', '2 55 08 14 168 025 39'],
  ['national-id', 'GB 12 34 56 C'],
  ['phone', 'on 2024-01-02 12:30, order 123456789'],
  ['phone', '020 7946 0958'],
];

describe('detectors of personal data', () => {
  const find = (kind: string, text: string, region?: string): string[] =>
    (detectors.get(kind).find?.(text, {region}) ?? []).map(({start, end}) => text.slice(start, end));

  for (const [kind, text, found] of FOUND)
    it(`${kind}: finds '${found}'`, () => {
      expect(find(kind, text)).to.deep.equal([found]);
    });
  for (const [kind, text] of NOT_FOUND)
    it(`${kind}: finds nothing in '${text}'`, () => {
      expect(find(kind, text)).to.deep.equal([]);
    });
  it('phone: finds national numbers of the region', () => {
    expect(find('phone', 'ring 020 7946 0958', 'GB')).to.deep.equal(['020 7946 0958']);
  });
  it('takes time in proportion to the text', () => {
    const start = performance.now();
    for (const {find: search} of DETECTORS)
      for (const part of ['a@', '1', ':', 'DE11', '1 ']) search?.(part.repeat(2000), {});
    expect(performance.now() - start).to.be.below(2000);
  });

  const names: readonly [string, string | undefined][] = [
    ['Name', 'person'],
    ['firstName', 'person'],
    ['Home E-Mail', 'email'],
    ['phone_number', 'phone'],
    ['filename', undefined],
    ['card_type', undefined],
    ['ship', undefined],
  ];
  for (const [name, kind] of names)
    it(`knows a column '${name}' as ${String(kind)}`, () => {
      expect(kindByName(makeRawField(name, 'text'), DETECTORS)?.name).to.equal(kind);
    });
});

describe('redactDataset', () => {
  const rows = () =>
    memoryDataset([
      {name: 'surname', kind: 'category', values: ['Lee', 'Kim', 'lee ', null]},
      {name: 'note', kind: 'text', values: ['mail a@b.org or c@d.org', 'from 10.0.0.1', 'none', null]},
      {name: 'phone', kind: 'numeric', values: [442079460958, null, 5, 6]},
      {name: 'age', kind: 'numeric', values: [1, 2, 3, 4]},
    ]);
  let keyFile = '';
  before(() => {
    keyFile = join(temporaryFolder(), 'key.txt');
    writeFileSync(keyFile, `${KEY}\n`);
  });
  after(removeFolders);

  it('redacts all that is found, counts each place and leaves the rest', async () => {
    const masked = await redactDataset(rows(), {});
    expect(await valuesOf(masked, 'surname')).to.deep.equal(['[PERSON]', '[PERSON]', '[PERSON]', null]);
    expect(await valuesOf(masked, 'note')).to.deep.equal(['mail [EMAIL] or [EMAIL]', 'from [IP]', 'none', null]);
    expect(await valuesOf(masked, 'phone')).to.deep.equal(['[PHONE]', null, '[PHONE]', '[PHONE]']);
    expect(await valuesOf(masked, 'age')).to.deep.equal([1, 2, 3, 4]);
    expect(masked.schema.fields.map(({kind}) => kind)).to.deep.equal(['category', 'text', 'category', 'numeric']);
    const counts = masked.ledger.entries.map(({reason, column, count, first}) => [reason, column, count, first]);
    expect(counts).to.have.deep.members([
      ['person redacted', 'surname', 3, [1, 2, 3]],
      ['email redacted', 'note', 2, [1, 1]],
      ['ip redacted', 'note', 1, [2]],
      ['phone redacted', 'phone', 3, [1, 3, 4]],
    ]);
  });

  it('hashes and pseudonymizes under the key, equal values alike; leaves out and keeps columns', async () => {
    const options = {pseudonymize: ['person'], hash: ['email', 'age'], drop: ['phone']};
    const masked = await redactDataset(rows(), options, {keyFile});
    const hash = (text: string): string => createHmac('sha256', KEY).update(text).digest('hex');
    const lee = `person_${hash('lee').slice(0, 16)}`;
    expect(await valuesOf(masked, 'surname')).to.deep.equal([lee, `person_${hash('kim').slice(0, 16)}`, lee, null]);
    expect((await valuesOf(masked, 'note'))[0]).to.equal(`mail ${hash('a@b.org')} or ${hash('c@d.org')}`);
    expect((await valuesOf(masked, 'note'))[1]).to.equal('from 10.0.0.1');
    expect((await valuesOf(masked, 'age'))[0]).to.equal(hash('1'));
    expect(masked.schema.fields.map(({name}) => name)).to.deep.equal(['surname', 'note', 'age']);
    const kept = await redactDataset(rows(), {redact: ['all'], keep: ['note', 'surname']});
    expect(await valuesOf(kept, 'surname')).to.deep.equal(['Lee', 'Kim', 'lee ', null]);
  });

  it('says what is where, without values', async () => {
    const scan = await scanPrivacy(rows(), {});
    expect(scan.rows).to.equal(4);
    expect(scan.unsearched).to.deep.equal(['age']);
    expect(scan.findings).to.deep.equal([
      {column: 'surname', kind: 'person', by: 'column name', cells: 3, places: 3, values: 3},
      {column: 'note', kind: 'email', by: 'content', cells: 1, places: 2, values: 3},
      {column: 'note', kind: 'ip', by: 'content', cells: 1, places: 1, values: 3},
      {column: 'phone', kind: 'phone', by: 'column name', cells: 3, places: 3, values: 3},
    ]);
  });

  it('warns of personal data in the history', async () => {
    const events: IngotEvent[] = [];
    const ledger = {rowsRead: 1, rowsKept: 1, rowsDropped: 0, entries: []};
    const step = {command: 'data clean', options: {replace: ['a:b@c.org=']}, inputs: [], version: '1', ledger};
    const source = memoryDataset([{name: 'a', kind: 'text', values: ['x']}], {metadata: {lineage: [step]}});
    await readAll(await redactDataset(source, {}, {report: (event) => void events.push(event)}));
    expect(events.map(({type}) => type)).to.deep.equal(['warning']);
    expect(JSON.stringify(events)).to.not.include('b@c.org');
  });

  const refused: readonly [string, object, string][] = [
    ['a word twice', {redact: ['email'], hash: ['email']}, 'PREPARE_OPTION'],
    ['an unknown word', {redact: ['emial']}, 'COLUMN_MISSING'],
    ['a column kept and dropped', {keep: ['age'], drop: ['age']}, 'PREPARE_OPTION'],
    ['an unknown region', {region: 'XX'}, 'PREPARE_OPTION'],
  ];
  for (const [what, options, code] of refused)
    it(`refuses ${what}`, async () => {
      expect(await rejectionOf(redactDataset(rows(), options))).to.have.property('code', code);
    });

  it('refuses prepared rows, dates, idle keys, short keys and no output', async () => {
    const prepared = await normalizeDataset(passengers());
    expect(await rejectionOf(redactDataset(prepared, {}))).to.have.property('code', 'ALREADY_PREPARED');
    const dated = redactDataset(passengers(), {redact: ['boarded']});
    expect(await rejectionOf(dated)).to.have.property('code', 'PREPARE_OPTION');
    const idle = redactDataset(rows(), {redact: ['email']}, {keyFile});
    expect(await rejectionOf(idle)).to.have.property('code', 'PREPARE_OPTION');
    for (const [path, environment] of [
      [undefined, {}],
      [undefined, {INGOT_PRIVACY_KEY: 'short secret'}],
      ['/nowhere/key', {}],
    ] as const) {
      const error = errorOf(() => readPrivacyKey(path, environment));
      expect(error).to.have.property('code', 'PREPARE_OPTION');
      expect(String(error)).to.not.include('short secret');
    }
    expect(readPrivacyKey(undefined, {INGOT_PRIVACY_KEY: KEY}).toString()).to.equal(KEY);
    expect(errorOf(() => outputOfRedact(undefined, false))).to.have.property('code', 'PREPARE_OPTION');
    expect(outputOfRedact(undefined, true)).to.equal(undefined);
  });
});
