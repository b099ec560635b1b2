import type {Detector} from './detector.js';

/** Names of people have no form: only the name of a column tells. */
export const person: Detector = {
  name: 'person',
  columns:
    /^(person|(.+_)?(first|last|full|given|family|middle|maiden)_?names?|surname|forename|name|(patient|customer|client|employee|user|contact|passenger|author|person|student|member|doctor)_?name)$/,
  canonical: (value) => value.trim().replaceAll(/\s+/g, ' ').toLowerCase(),
};
