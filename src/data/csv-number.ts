// Numbers and dates straight from the bytes of a cell. What is not in the plainest form is left to `parseCell`.

const ZERO = 0x30;
const MINUS = 0x2d;
const PLUS = 0x2b;
const LETTER_E = 0x65;
const BIG_E = 0x45;
/** Powers of ten that float64 holds exactly. */
const POWERS = Float64Array.from({length: 23}, (_, power) => 10 ** power);
const MAX_SAFE = Number.MAX_SAFE_INTEGER;
/** So many digits fit into 32 bits, whose sums are quicker than those of float64. */
const SMALL_DIGITS = 9;

/** Where {@link readNumber} and {@link readDate} put what they found: an array, since a number in an object is made anew each time. */
export type Found = Float64Array;

/**
 * Reads a decimal number: sign, digits, mark, digits, exponent. A significand up to 2⁵³ and a power of ten up to 22 are
 * both exact, so one multiplication or division rounds correctly (Clinger 1990, the fast path of every strtod).
 *
 * @param mark - byte of the decimal mark
 * @returns where it ends, or −1 where it is not in the plainest form, or has too many digits for it
 */
export function readNumber(bytes: Uint8Array, start: number, mark: number, found: Found): number {
  let at = start;
  let byte = bytes[at] ?? 0;
  const isNegative = byte === MINUS;
  if (isNegative || byte === PLUS) byte = bytes[(at += 1)] ?? 0;
  const first = at;
  // With zeros in front it may be a code.
  if (byte === ZERO && isDigit(bytes[at + 1] ?? 0)) return -1;
  let whole = 0;
  while (byte >= ZERO && byte <= 0x39) {
    whole = (Math.imul(whole, 10) + (byte - ZERO)) | 0;
    byte = bytes[(at += 1)] ?? 0;
  }
  const wholeDigits = at - first;
  let fraction = 0;
  let fractionDigits = 0;
  const point = at + 1;
  if (byte === mark) {
    byte = bytes[(at += 1)] ?? 0;
    while (byte >= ZERO && byte <= 0x39) {
      fraction = (Math.imul(fraction, 10) + (byte - ZERO)) | 0;
      byte = bytes[(at += 1)] ?? 0;
    }
    fractionDigits = at - point;
  }
  if (wholeDigits + fractionDigits === 0) return -1;
  const left = wholeDigits <= SMALL_DIGITS ? whole : sumDigits(bytes, first, first + wholeDigits);
  const right = fractionDigits <= SMALL_DIGITS ? fraction : sumDigits(bytes, point, point + fractionDigits);
  // Of a fraction alone, zeros in front are no digits that count.
  if (fractionDigits > 22 || left > MAX_SAFE || right > MAX_SAFE) return -1;
  const significand = fractionDigits === 0 ? left : left * (POWERS[fractionDigits] ?? 1) + right;
  // Up to here the product and the sum were exact.
  if (significand > MAX_SAFE) return -1;
  let power = -fractionDigits;
  if (byte === LETTER_E || byte === BIG_E) {
    byte = bytes[(at += 1)] ?? 0;
    const isDown = byte === MINUS;
    if (isDown || byte === PLUS) byte = bytes[(at += 1)] ?? 0;
    const begin = at;
    let exponent = 0;
    while (byte >= ZERO && byte <= 0x39) {
      exponent = exponent * 10 + (byte - ZERO);
      byte = bytes[(at += 1)] ?? 0;
    }
    if (at === begin || at - begin > 3) return -1;
    power += isDown ? -exponent : exponent;
  }
  if (power < -22 || power > 22) return -1;
  const value = power < 0 ? significand / (POWERS[-power] ?? 1) : significand * (POWERS[power] ?? 1);
  found[0] = isNegative ? -value : value;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39;
}

/** Digits as a number; beyond 2⁵³ rounded, but never down to 2⁵³ or below. */
function sumDigits(bytes: Uint8Array, start: number, stop: number): number {
  let sum = 0;
  for (let at = start; at < stop; at += 1) sum = sum * 10 + ((bytes[at] ?? 0) - ZERO);
  return sum;
}

/** Two digits, or −1. */
function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - ZERO;
  const ones = (bytes[at + 1] ?? 0) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** Days from 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms", days_from_civil). */
function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  const isLeap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLeap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

/**
 * Reads `YYYY-MM-DD`, with or without `HH:MM:SS` behind a T or a blank and a Z: seconds since the epoch, UTC.
 *
 * @returns where it ends, or −1 where it is not in this form
 */
export function readDate(bytes: Uint8Array, start: number, found: Found): number {
  const century = two(bytes, start);
  const decade = two(bytes, start + 2);
  const month = two(bytes, start + 5);
  const day = two(bytes, start + 8);
  if (century < 0 || decade < 0 || bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return -1;
  const year = century * 100 + decade;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return -1;
  const days = daysOf(year, month, day) * 86_400;
  const separator = bytes[start + 10];
  found[0] = days;
  if (separator !== 0x54 && separator !== 0x20) return start + 10;
  const hour = two(bytes, start + 11);
  const minute = two(bytes, start + 14);
  const second = two(bytes, start + 17);
  if (bytes[start + 13] !== 0x3a || bytes[start + 16] !== 0x3a) return -1;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return -1;
  found[0] = days + hour * 3600 + minute * 60 + second;
  return bytes[start + 19] === 0x5a ? start + 20 : start + 19;
}
