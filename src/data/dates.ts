// Dates in text: ISO 8601, seconds since the epoch, and patterns of YYYY MM DD HH mm ss (YY, MMM, hh A, SSS). Values are seconds since the epoch, UTC.

const ISO =
  /^([+-]?\d{4,6})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;

const PATTERN_PARTS: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  YY: '(?<shortYear>\\d{2})',
  MMM: '(?<monthName>[A-Za-z]{3,9})',
  MM: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{1,2})',
  hh: '(?<halfDayHour>\\d{1,2})',
  mm: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{1,2})',
  SSS: '(?<millisecond>\\d{3})',
  A: '(?<half>[AaPp][Mm])',
};
const PARTS = /YYYY|YY|MMM|MM|DD|HH|hh|mm|ss|SSS|A/g;
/** Formats that are no pattern: ISO 8601, and seconds or milliseconds since the epoch. */
const NAMED_FORMATS = ['iso', 'epoch', 'epoch-ms'];
const MONTHS = 'january february march april may june july august september october november december'.split(' ');

/** Patterns tried when the kind of a column is inferred, in this order. */
export const DATE_PATTERNS: readonly string[] = [
  'iso',
  'YYYY-MM',
  'YYYY/MM/DD',
  'YYYY/MM/DD HH:mm',
  'YYYY/MM/DD HH:mm:ss',
  'DD.MM.YYYY',
  'DD.MM.YYYY HH:mm',
  'DD.MM.YYYY HH:mm:ss',
  'MM/DD/YYYY',
  'MM/DD/YYYY HH:mm',
  'MM/DD/YYYY HH:mm:ss',
  'DD/MM/YYYY',
  'DD/MM/YYYY HH:mm',
  'DD/MM/YYYY HH:mm:ss',
  'MM/DD/YYYY hh:mm A',
  'MM/DD/YYYY hh:mm:ss A',
  'DD-MM-YYYY',
  'DD-MM-YYYY HH:mm',
  'DD-MM-YYYY HH:mm:ss',
  'DD MMM YYYY',
  'DD-MMM-YYYY',
  'MMM DD, YYYY',
];

/** Whether a text begins as dates in these patterns do; what does not is none, without trying them all. */
export function mayBeDate(text: string): boolean {
  return /^(?:[+-]?\d{1,6}[-/. ]|[A-Za-z]{3,9} \d)/.test(text);
}

/** What is wrong with a format a person gives; undefined for a good one. */
export function dateFormatProblem(format: string): string | undefined {
  if (NAMED_FORMATS.includes(format)) return undefined;
  const parts: string[] = format.match(PARTS) ?? [];
  const twice = parts.find((part, index) => parts.indexOf(part) !== index);
  if (twice !== undefined) return `it has ${twice} twice`;
  if (parts.includes('YYYY') === parts.includes('YY')) return 'it needs a year: YYYY or YY';
  if (parts.includes('hh') !== parts.includes('A'))
    return 'hours of the half day (hh) need A for AM or PM, and A needs hh';
  return undefined;
}

/** The pattern with day and month changed places, for dates that both can read; undefined where it has none. */
export function swappedPattern(format: string): string | undefined {
  if (format.startsWith('MM/DD')) return format.replace('MM/DD', 'DD/MM');
  return undefined;
}

/** Whether a text is a date in any of the patterns that are tried. */
export function isDateText(text: string): boolean {
  return mayBeDate(text) && DATE_PATTERNS.some((format) => parseDate(text, format) !== undefined);
}

const patterns = new Map<string, RegExp>();

function patternExpression(format: string): RegExp {
  const known = patterns.get(format);
  if (known) return known;
  const source = format.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(PARTS, (part) => PATTERN_PARTS[part] ?? part);
  const expression = new RegExp(`^${source}$`);
  patterns.set(format, expression);
  return expression;
}

/** Seconds since the epoch, or undefined where the calendar has no such moment (30 February, 25 o'clock). */
function moment(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.getTime() / 1000;
}

function zoneSeconds(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(3).replace(':', '') || 0) * 60);
}

/**
 * Reads a date.
 *
 * @param text - trimmed
 * @param format - `'iso'`, `'epoch'` (seconds), `'epoch-ms'` or a pattern
 * @returns seconds since the epoch, UTC, to the millisecond; undefined where the text is no such date
 */
export function parseDate(text: string, format: string): number | undefined {
  if (format === 'iso') {
    const match = ISO.exec(text);
    if (!match) return undefined;
    const [, year, month, day, hour, minute, second, fraction, zone] = match;
    const whole = moment(
      Number(year),
      Number(month),
      Number(day),
      Number(hour ?? 0),
      Number(minute ?? 0),
      Number(second ?? 0),
    );
    if (whole === undefined) return undefined;
    const milliseconds = fraction === undefined ? 0 : Math.trunc(Number(`0.${fraction}`) * 1000 + 1e-6);
    return whole - zoneSeconds(zone) + milliseconds / 1000;
  }
  if (format === 'epoch' || format === 'epoch-ms') {
    const value = /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) / (format === 'epoch' ? 1 : 1000) : NaN;
    // The range of Date: whatever is shown must be a day.
    return Math.abs(value) <= 8.64e12 ? value : undefined;
  }
  return parsePattern(text, format);
}

function parsePattern(text: string, format: string): number | undefined {
  const parts = patternExpression(format).exec(text)?.groups;
  if (!parts) return undefined;
  const part = (name: string, otherwise: number): number => Number(parts[name] ?? otherwise);
  const seconds = moment(
    parts['shortYear'] === undefined ? part('year', 1970) : fullYear(Number(parts['shortYear'])),
    parts['monthName'] === undefined ? part('month', 1) : monthOf(parts['monthName']),
    part('day', 1),
    parts['half'] === undefined ? part('hour', 0) : hourOf(part('halfDayHour', 12), parts['half']),
    part('minute', 0),
    part('second', 0),
  );
  return seconds === undefined ? undefined : seconds + part('millisecond', 0) / 1000;
}

/** 69 to 99 are of the last century, 00 to 68 of this one (POSIX strptime). */
function fullYear(short: number): number {
  return short + (short >= 69 ? 1900 : 2000);
}

/** 1 to 12 from an English name or its first three letters; 0, which is no month, for anything else. */
function monthOf(text: string): number {
  const word = text.toLowerCase();
  return MONTHS.findIndex((name) => name === word || name.slice(0, 3) === word) + 1;
}

/** 12 AM is hour 0. An hour that no clock shows becomes one that no day has. */
function hourOf(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return 24;
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

/** ISO 8601 in UTC: the date alone at midnight, milliseconds only where there are some. */
export function formatDate(seconds: number): string {
  const text = new Date(Math.round(seconds * 1000)).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, -14) : text.replace('.000Z', 'Z');
}
