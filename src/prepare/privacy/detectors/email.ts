import validator from 'validator';
import {matches, type Detector} from './detector.js';

// At most as long as RFC 5321 allows, so that no text takes quadratic time.
const ADDRESS = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;

export const email: Detector = {
  name: 'email',
  columns: /^(.+_)?e_?mail(_address)?$/,
  find: (text) => (text.includes('@') ? matches(text, ADDRESS, (found) => validator.isEmail(found)) : []),
  canonical: (value) => value.trim().toLowerCase(),
};
