import {findPhoneNumbersInText, type CountryCode} from 'libphonenumber-js/max';
import type {Detector} from './detector.js';

/** Seven digits or more, with little between them. */
const LIKELY = /\d(?:[^\d\p{L}]{0,3}\d){6}/u;

/** Numbers that the numbering plan of their country has (libphonenumber). */
export const phone: Detector = {
  name: 'phone',
  columns: /^(.+_)?((tele)?phone|mobile|cell_?phone|fax)(_?(number|no))?$/,
  isNumber: true,
  find: (text, {region}) =>
    LIKELY.test(text)
      ? findPhoneNumbersInText(text, region === undefined ? undefined : {defaultCountry: region as CountryCode}).map(
          ({startsAt, endsAt}) => ({start: startsAt, end: endsAt}),
        )
      : [],
  canonical: (value) => value.replaceAll(/\D/g, ''),
};
