// Numbers and dates straight from the bytes of a cell. What is not in the plainest form is left to `parseCell`.

const ZERO = 0x30;
const MINUS = 0x2d;
const PLUS = 0x2b;
const LETTER_E = 0x65;
const BIG_E = 0x45;
/** Powers of ten that float64 holds exactly. */
const POWERS = Float64Array.from({length: 23}, (_, power) => 10 ** power);
const MAX_SAFE = Number.MAX_SAFE_INTEGER;

/** Where a number ends; `value` is what it is. */
export interface NumberReader {
  value: number;
  /** @returns where the number ends, or −1 where it is not in the plainest form */
  read(bytes: Uint8Array, start: number): number;
}

/**
 * A reader of decimal numbers: sign, digits, mark, digits, exponent. A significand below 2⁵³ and a power of ten up to 22 are
 * both exact, so one multiplication or division rounds correctly (Clinger 1990, the fast path of every strtod).
 *
 * @param mark - byte of the decimal mark
 */
export function numberReader(mark: number): NumberReader {
  const reader: NumberReader = {value: NaN, read};
  function read(bytes: Uint8Array, start: number): number {
    let at = start;
    let byte = bytes[at] ?? 0;
    const isNegative = byte === MINUS;
    if (isNegative || byte === PLUS) byte = bytes[(at += 1)] ?? 0;
    const first = at;
    let significand = 0;
    while (byte >= ZERO && byte <= 0x39) {
      significand = significand * 10 + (byte - ZERO);
      byte = bytes[(at += 1)] ?? 0;
    }
    let digits = at - first;
    let power = 0;
    if (byte === mark) {
      const point = at;
      byte = bytes[(at += 1)] ?? 0;
      while (byte >= ZERO && byte <= 0x39) {
        significand = significand * 10 + (byte - ZERO);
        byte = bytes[(at += 1)] ?? 0;
      }
      power = point + 1 - at;
      digits -= power;
    }
    if (digits === 0) return -1;
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
    // Sixteen digits may still be below 2⁵³, where every step of the sum above was exact.
    if (digits > 15 && (digits > 16 || significand > MAX_SAFE)) return -1;
    if (power < -22 || power > 22) return -1;
    const value = power < 0 ? significand / (POWERS[-power] ?? 1) : significand * (POWERS[power] ?? 1);
    reader.value = isNegative ? -value : value;
    return at;
  }
  return reader;
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
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  const isLeap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLeap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

/** A reader of `YYYY-MM-DD`, with or without `HH:MM:SS` behind a T or a blank and a Z: seconds since the epoch, UTC. */
export function dateReader(): NumberReader {
  const reader: NumberReader = {value: NaN, read};
  function read(bytes: Uint8Array, start: number): number {
    const century = two(bytes, start);
    const decade = two(bytes, start + 2);
    const month = two(bytes, start + 5);
    const day = two(bytes, start + 8);
    if (century < 0 || decade < 0 || bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return -1;
    const year = century * 100 + decade;
    if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return -1;
    const days = daysOf(year, month, day) * 86_400;
    const separator = bytes[start + 10];
    reader.value = days;
    if (separator !== 0x54 && separator !== 0x20) return start + 10;
    const hour = two(bytes, start + 11);
    const minute = two(bytes, start + 14);
    const second = two(bytes, start + 17);
    if (bytes[start + 13] !== 0x3a || bytes[start + 16] !== 0x3a) return -1;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return -1;
    reader.value = days + hour * 3600 + minute * 60 + second;
    return bytes[start + 19] === 0x5a ? start + 20 : start + 19;
  }
  return reader;
}
