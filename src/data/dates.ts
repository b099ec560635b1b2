// Dates in text: ISO 8601 and patterns of YYYY MM DD HH mm ss. Values are seconds since the epoch, UTC.

const ISO =
  /^([+-]?\d{4,6})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;

const PATTERN_PARTS: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{1,2})',
};

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
];

const patterns = new Map<string, RegExp>();

function patternExpression(format: string): RegExp {
  const known = patterns.get(format);
  if (known) return known;
  const source = format
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/YYYY|MM|DD|HH|mm|ss/g, (part) => PATTERN_PARTS[part] ?? part);
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
 * @param format - `'iso'` or a pattern
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
  const parts = patternExpression(format).exec(text)?.groups;
  if (!parts) return undefined;
  const part = (name: string, otherwise: number): number => Number(parts[name] ?? otherwise);
  return moment(
    part('year', 1970),
    part('month', 1),
    part('day', 1),
    part('hour', 0),
    part('minute', 0),
    part('second', 0),
  );
}

/** ISO 8601 in UTC: the date alone at midnight, milliseconds only where there are some. */
export function formatDate(seconds: number): string {
  const text = new Date(Math.round(seconds * 1000)).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, -14) : text.replace('.000Z', 'Z');
}
