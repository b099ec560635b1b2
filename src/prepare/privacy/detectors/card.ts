import validator from 'validator';
import {matches, withoutMarks, type Detector} from './detector.js';

const DIGITS = /(?<![\p{L}\d.-])\d(?:[ -]?\d){12,18}(?![\p{L}\d]|[.-]\d)/gu;

/** Payment cards: the prefix of an issuer and the check digit of Luhn (ISO/IEC 7812-1). */
export const card: Detector = {
  name: 'card',
  columns: /^(card|(credit|debit|payment)_?card|cc)(_?(number|no|num))?$/,
  isNumber: true,
  find: (text) => matches(text, DIGITS, (found) => validator.isCreditCard(found)),
  canonical: withoutMarks,
};
