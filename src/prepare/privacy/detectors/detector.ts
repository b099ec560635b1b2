// What a kind of personal data is: how it is found in text, and which columns are named after it.

export interface Span {
  readonly start: number;
  /** Excluded. */
  readonly end: number;
}

export interface FindOptions {
  /** ISO 3166 code of the country whose national phone numbers are found; absent: those with a + only. */
  readonly region?: string | undefined;
}

export interface Detector {
  /** The word of the command line; in capitals the placeholder, and the first part of a pseudonym. */
  readonly name: string;
  /** Names of columns (small letters, words joined by _) whose cells are of this kind as a whole. */
  readonly columns: RegExp;
  /** Whether a column of numbers may be named so. */
  readonly isNumber?: boolean;
  /** Places in a text, in order, none in another. Absent: found by the name of the column only. */
  readonly find?: (text: string, options: FindOptions) => Span[];
  /** One spelling for values that are the same, so that they get one hash; default: without blanks at the ends. */
  readonly canonical?: (value: string) => string;
}

/** Matches of a pattern that pass a test. @param pattern - with the flag g */
export function matches(text: string, pattern: RegExp, isValid: (found: string) => boolean): Span[] {
  return [...text.matchAll(pattern)]
    .filter(([found]) => isValid(found))
    .map(({0: found, index}) => ({start: index, end: index + found.length}));
}

export const withoutMarks = (value: string): string => value.replaceAll(/[^\p{L}\p{N}]/gu, '').toUpperCase();
