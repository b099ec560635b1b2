import validator from 'validator';
import {withoutMarks, type Detector, type Span} from './detector.js';

const START = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?=[ ]?[A-Z0-9])/gi;
const BODY = /[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30}/iy;
const SHORTEST = 15;

/** The longest run from there that is one: words after it look like more of it. */
function endOf(text: string, start: number): number | undefined {
  BODY.lastIndex = start;
  const found = BODY.exec(text)?.[0] ?? '';
  for (let length = found.length; length >= SHORTEST; length -= 1) {
    const isWhole = !/[A-Za-z0-9]/.test(text[start + length] ?? '') && found[length - 1] !== ' ';
    if (isWhole && validator.isIBAN(found.slice(0, length))) return start + length;
  }
  return undefined;
}

/** Accounts: length by country and check digits (ISO 13616, ISO 7064 mod 97-10). */
export const iban: Detector = {
  name: 'iban',
  columns: /^(.+_)?iban(_(number|no))?$/,
  find: (text) =>
    [...text.matchAll(START)].flatMap(({index: start}): Span[] => {
      const end = endOf(text, start);
      return end === undefined ? [] : [{start, end}];
    }),
  canonical: withoutMarks,
};
