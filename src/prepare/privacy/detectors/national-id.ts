import validator from 'validator';
import {matches, withoutMarks, type Detector, type Span} from './detector.js';

interface NationalId {
  readonly pattern: RegExp;
  readonly isValid: (found: string) => boolean;
}

/** INSEE: the key is 97 - number mod 97, Corsica's 2A and 2B count as 19 and 18. */
function isNir(found: string): boolean {
  const text = withoutMarks(found).replace('2A', '19').replace('2B', '18');
  return 97n - (BigInt(text.slice(0, 13)) % 97n) === BigInt(text.slice(13));
}

/** In order: an earlier one keeps what a later one finds too. */
const IDS: readonly NationalId[] = [
  // France, NIR: sex, year, month, département, commune, order, key.
  {pattern: /(?<!\w)[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\w)/g, isValid: isNir},
  // United States, SSN: no check digit; never 000, 666, 9xx, nor a part of zeros.
  {pattern: /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g, isValid: () => true},
  // United Kingdom, NINO: no check digit; prefixes that are not given out are left.
  {
    pattern: /(?<!\w)(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)/g,
    isValid: () => true,
  },
  // Italy, codice fiscale: check letter.
  {
    pattern: /(?<!\w)[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?!\w)/gi,
    isValid: (id) => validator.isTaxID(id, 'it-IT'),
  },
  // Spain, DNI and NIE: check letter.
  {pattern: /(?<!\w)[XYZ\d]\d{7}-?[A-Z](?!\w)/gi, isValid: (id) => validator.isIdentityCard(withoutMarks(id), 'ES')},
  // Finland, HETU: check character.
  {pattern: /(?<!\w)\d{6}[-+A]\d{3}[\dA-FHJ-NPR-Y](?!\w)/g, isValid: (id) => validator.isIdentityCard(id, 'FI')},
  // Poland, PESEL: date and check digit.
  {pattern: /(?<![\w.-])\d{11}(?!\w|[.-]\d)/g, isValid: (id) => validator.isIdentityCard(id, 'PL')},
  // Brazil, CPF: two check digits, in its written form only.
  {pattern: /(?<!\w)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)/g, isValid: (id) => validator.isTaxID(id, 'pt-BR')},
];

function find(text: string): Span[] {
  const all: Span[] = [];
  if (!/\d{2}/.test(text)) return all;
  for (const {pattern, isValid} of IDS)
    for (const span of matches(text, pattern, isValid))
      if (!all.some(({start, end}) => span.start < end && start < span.end)) all.push(span);
  return all.sort((a, b) => a.start - b.start);
}

export const nationalId: Detector = {
  name: 'national-id',
  columns:
    /^(national_?id|ssn|social_security(_(number|no))?|nino|nir|dni|nie|pesel|cpf|hetu|codice_fiscale|passport(_(number|no))?|tax_id)$/,
  isNumber: true,
  find,
  canonical: withoutMarks,
};
