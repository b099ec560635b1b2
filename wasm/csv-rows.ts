// Rows of CSV into columns, as WebAssembly: the inner loop of src/data/csv-bytes.ts. AssemblyScript, which looks like
// TypeScript but is compiled (bin/build-wasm.js). It is here because the same loop in JavaScript takes three times as long:
// no checks of bounds, sixteen bytes at a time, digits eight at a time.
//
// It reads what is written plainly, cell by cell; at any other cell it stops with CELL, and JavaScript reads that cell, or the
// row, by the one reader of cells (`parseCell`). So nothing is decided here that is not decided there, and the property tests
// hold the two ways to the same result. All memory is laid out by src/data/csv-kernel.ts, which has the same numbers.

const LINE_FEED: u32 = 0x0a;
const RETURN: u32 = 0x0d;
const BLANK: u32 = 0x20;
const ZERO: u32 = 0x30;
const MINUS: u32 = 0x2d;
const PLUS: u32 = 0x2b;
const MAX_SAFE: u64 = 9007199254740991;

// Why `run` came back.
const FULL = 0;
const MORE = 1;
const TEXT = 2;
const ODD = 3;
const CELL = 4;
const GROW = 5;

// Where a cell ends, or one of these: addresses are never so high.
const STOP_CELL: u32 = 0xffffffff;
const STOP_GROW: u32 = 0xfffffffe;

// Kinds of columns.
const SKIPPED = 0;
const NUMBER = 1;
const DATE = 2;
const WORDS = 3;
const BYTES = 4;

/** Bytes that a text column has free behind its end: stores of sixteen may run over. */
const SLACK: u32 = 64;
/** Sizes of the memory of words: places, and bytes of each key. */
const KEY_BYTES: u32 = 32;

@unmanaged
class State {
  at: u32;
  end: u32;
  isLast: u32;
  row: u32;
  capacity: u32;
  line: u32;
  /** Of the row at hand, the column to go on with, and where its cell begins. */
  column: u32;
  from: u32;
  /** Line breaks within the row at hand. */
  breaks: u32;
  columnCount: u32;
  /** Addresses of the columns of the file; and of the text columns of the dataset. */
  columns: u32;
  textCount: u32;
  texts: u32;
  /** Bytes of text in all rows so far. */
  textBytes: u32;
  maxTextBytes: u32;
  maxRowBytes: u32;
  delimiter: u32;
  quote: u32;
}

@unmanaged
class Column {
  kind: u32;
  /** Numbers, or bytes of text. */
  values: u32;
  /** Text: where its room ends. Numbers: the decimal mark. Words: how many places, less one. */
  extra: u32;
  /** Text: where each cell begins. Words: the keys. */
  offsets: u32;
  /** Text: one byte a row. Words: sizes of the keys, plus one. */
  missing: u32;
  /** Words: what the keys mean. */
  meanings: u32;
  tokens: u32;
}

@unmanaged
class Tokens {
  maxBytes: u32;
  count: u32;
  // 256 bytes: which bytes a token begins with; then of each token its size (u32) and bytes.
}

/** Powers of ten that float64 holds exactly. */
const POWERS = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
  1e22,
]);
const WHOLE_POWERS = memory.data<u64>([1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000]);
const MONTH_DAYS = memory.data<u8>([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);

@inline
function byteAt(at: u32): u32 {
  return load<u8>(at);
}

/** Whether the blank of three bytes at `at` is one that `String.trim` takes away: see src/data/byte-cells.ts. */
function isBlank3(at: u32): bool {
  const first = byteAt(at);
  const second = byteAt(at + 1);
  const third = byteAt(at + 2);
  if (first == 0xe2) {
    if (second == 0x81) return third == 0x9f;
    return second == 0x80 && (third <= 0x8a || third == 0xa8 || third == 0xa9 || third == 0xaf);
  }
  if (first == 0xe1) return second == 0x9a && third == 0x80;
  if (first == 0xe3) return second == 0x80 && third == 0x80;
  return first == 0xef && second == 0xbb && third == 0xbf;
}

/** Whether a cell begins with a blank, or might. */
@inline
function beginsBlank(at: u32, byte: u32): bool {
  if (byte <= BLANK) return true;
  if (byte < 0xc2) return false;
  return byte == 0xc2 ? byteAt(at + 1) == 0xa0 : isBlank3(at);
}

/** Whether a range ends with a blank, or might. */
@inline
function endsBlank(start: u32, stop: u32): bool {
  const last = byteAt(stop - 1);
  if (last <= BLANK) return true;
  if (last < 0x80) return false;
  if (stop - start >= 2 && last == 0xa0 && byteAt(stop - 2) == 0xc2) return true;
  return stop - start >= 3 && isBlank3(stop - 3);
}

/** Whether a range is a token that means "missing". */
@inline
function isToken(tokens: u32, start: u32, stop: u32): bool {
  const size = stop - start;
  if (size > load<u32>(tokens) || load<u8>(tokens + 8 + byteAt(start)) == 0) return false;
  return findToken(tokens, start, size);
}

function findToken(tokens: u32, start: u32, size: u32): bool {
  let at = tokens + 8 + 256;
  for (let left = load<u32>(tokens, 4); left > 0; left -= 1) {
    const length = load<u32>(at);
    if (length == size && areEqual(at + 4, start, size)) return true;
    at += 4 + ((length + 3) & ~3);
  }
  return false;
}

function areEqual(one: u32, other: u32, size: u32): bool {
  for (let at: u32 = 0; at < size; at += 1) if (byteAt(one + at) != byteAt(other + at)) return false;
  return true;
}

/** A bit for each of sixteen bytes: whether it is the delimiter, or ends a line. */
@inline
function findEnds(bytes: v128, delimiters: v128): i32 {
  const feeds = i8x16.eq(bytes, i8x16.splat(<i8>LINE_FEED));
  const returns = i8x16.eq(bytes, i8x16.splat(<i8>RETURN));
  return i8x16.bitmask(v128.or(i8x16.eq(bytes, delimiters), v128.or(feeds, returns)));
}

/** Where a plain cell ends: at the delimiter or a line end, of which there is one behind the last byte. */
@inline
function findEnd(start: u32, delimiter: u32): u32 {
  const delimiters = i8x16.splat(<i8>delimiter);
  let at = start;
  let mask = findEnds(v128.load(at), delimiters);
  while (mask == 0) {
    at += 16;
    mask = findEnds(v128.load(at), delimiters);
  }
  return at + <u32>ctz(mask);
}

// Of the last number or date.
let found: f64 = 0;

/** Eight bytes as digits: how many there are from the first on. */
@inline
function countDigits(digits: u64): u32 {
  const others = ((digits + 0x7676767676767676) | digits) & 0x8080808080808080;
  return <u32>(ctz(others) >> 3);
}

/** The value of the first `count` of eight digits, 1 to 8 (Lemire, "Quickly parsing eight digits", 2018). */
@inline
function valueOf(digits: u64, count: u32): u64 {
  let value = digits << (64 - 8 * <u64>count);
  value = value * 10 + (value >> 8);
  return (
    ((value & 0x000000ff000000ff) * 0x000f424000000064 + ((value >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >> 32
  );
}

/**
 * Reads a decimal number: sign, digits, mark, digits, exponent. A significand up to 2⁵³ and a power of ten up to 22 are
 * both exact, so one multiplication or division rounds correctly (Clinger 1990, the fast path of every strtod).
 *
 * @returns where it ends, or STOP_CELL where it is not in the plainest form, or has too many digits for it
 */
@inline
function readNumber(start: u32, mark: u32): u32 {
  let at = start;
  let byte = byteAt(at);
  const isNegative = byte == MINUS;
  if (isNegative || byte == PLUS) at += 1;
  let significand: u64 = 0;
  let wholeDigits: u32 = 0;
  let digits = load<u64>(at) ^ 0x3030303030303030;
  let count = countDigits(digits);
  // A zero in front of others makes a code, which is not for us to say.
  if (count > 1 && (digits & 0xff) == 0) return STOP_CELL;
  while (count > 0) {
    significand = significand * load<u64>(WHOLE_POWERS + (count << 3)) + valueOf(digits, count);
    wholeDigits += count;
    at += count;
    if (count < 8) break;
    digits = load<u64>(at) ^ 0x3030303030303030;
    count = countDigits(digits);
  }
  byte = byteAt(at);
  let fraction: u32 = 0;
  if (byte == mark) {
    at += 1;
    do {
      digits = load<u64>(at) ^ 0x3030303030303030;
      count = countDigits(digits);
      if (count == 0) break;
      significand = significand * load<u64>(WHOLE_POWERS + (count << 3)) + valueOf(digits, count);
      fraction += count;
      at += count;
    } while (count == 8);
    byte = byteAt(at);
  }
  const all = wholeDigits + fraction;
  // Nineteen digits fit into 64 bits.
  if (all == 0 || all > 19 || significand > MAX_SAFE) return STOP_CELL;
  let power = -(<i32>fraction);
  if ((byte | 0x20) == 0x65) {
    at += 1;
    byte = byteAt(at);
    const isDown = byte == MINUS;
    if (isDown || byte == PLUS) at += 1;
    const begin = at;
    let exponent: i32 = 0;
    for (byte = byteAt(at); byte - ZERO <= 9; byte = byteAt(at)) {
      exponent = exponent * 10 + <i32>(byte - ZERO);
      at += 1;
      if (at - begin > 3) return STOP_CELL;
    }
    if (at == begin) return STOP_CELL;
    power += isDown ? -exponent : exponent;
  }
  let value = <f64>significand;
  if (power < 0) {
    if (power < -22) return STOP_CELL;
    value /= load<f64>(POWERS + (<u32>-power << 3));
  } else if (power > 0) {
    if (power > 22) return STOP_CELL;
    value *= load<f64>(POWERS + (<u32>power << 3));
    if (value > <f64>MAX_SAFE) return STOP_CELL;
  }
  found = isNegative ? -value : value;
  return at;
}

/** Two digits, or a number above 99. */
@inline
function two(at: u32): u32 {
  const tens = byteAt(at) - ZERO;
  const ones = byteAt(at + 1) - ZERO;
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/** Days from 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms", days_from_civil), for years from 0 on. */
function daysOf(year: i32, month: i32, day: i32): i32 {
  // A whole era is added and taken away, so that all quotients are of numbers that are not negative.
  const y = (month <= 2 ? year - 1 : year) + 400;
  const era = y / 400;
  const yearOfEra = y - era * 400;
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return (era - 1) * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

/** Reads `YYYY-MM-DD`, with or without `HH:MM:SS` behind a T or a blank and a Z: seconds since the epoch, UTC. */
function readDate(start: u32): u32 {
  const century = two(start);
  const decade = two(start + 2);
  const month = two(start + 5);
  const day = two(start + 8);
  if (century > 99 || decade > 99 || byteAt(start + 4) != MINUS || byteAt(start + 7) != MINUS) return STOP_CELL;
  const year = century * 100 + decade;
  if (month < 1 || month > 12 || day < 1) return STOP_CELL;
  const isLeap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (day > <u32>load<u8>(MONTH_DAYS + month) + <u32>isLeap) return STOP_CELL;
  const seconds = <f64>daysOf(year, month, day) * 86400;
  const separator = byteAt(start + 10);
  found = seconds;
  if (separator != 0x54 && separator != 0x20) return start + 10;
  const hour = two(start + 11);
  const minute = two(start + 14);
  const second = two(start + 17);
  if (byteAt(start + 13) != 0x3a || byteAt(start + 16) != 0x3a) return STOP_CELL;
  if (hour > 23 || minute > 59 || second > 59) return STOP_CELL;
  found = seconds + <f64>(hour * 3600 + minute * 60 + second);
  return byteAt(start + 19) == 0x5a ? start + 20 : start + 19;
}

/** The cell of a column of numbers or dates. */
@inline
function readValue(state: State, column: Column, start: u32): u32 {
  const delimiter = state.delimiter;
  const quote = state.quote;
  const values = column.values + (state.row << 3);
  let byte = byteAt(start);
  if (byte == delimiter || byte == LINE_FEED || byte == RETURN) {
    store<f64>(values, NaN);
    return start;
  }
  const isQuoted = byte == quote;
  const from = start + <u32>isQuoted;
  let stop = column.kind == NUMBER ? readNumber(from, column.extra) : readDate(from);
  let value = found;
  if (stop == STOP_CELL) {
    if (isQuoted) return STOP_CELL;
    stop = findEnd(from, delimiter);
    if (!isToken(column.tokens, from, stop)) return STOP_CELL;
    value = NaN;
  } else if (isToken(column.tokens, from, stop)) value = NaN;
  if (isQuoted) {
    if (byteAt(stop) != quote) return STOP_CELL;
    stop += 1;
  }
  byte = byteAt(stop);
  if (byte != delimiter && byte != LINE_FEED && byte != RETURN) return STOP_CELL;
  store<f64>(values, value);
  return stop;
}

/** The cell of a column of words that come again and again: what JavaScript has read once is found by its bytes. */
function readWord(state: State, column: Column, start: u32): u32 {
  const delimiter = state.delimiter;
  const quote = state.quote;
  const values = column.values + (state.row << 3);
  const byte = byteAt(start);
  if (byte == delimiter || byte == LINE_FEED || byte == RETURN) {
    store<f64>(values, NaN);
    return start;
  }
  if (byte == quote || byte <= BLANK || byte >= 0x80) return STOP_CELL;
  const stop = findEnd(start, delimiter);
  const size = stop - start;
  if (size > KEY_BYTES) return STOP_CELL;
  let hash = size;
  for (let at = start; at < stop; at += 1) hash = (hash ^ byteAt(at)) * 0x01000193;
  const slot = (hash ^ (hash >> 15)) & column.extra;
  if (byteAt(column.missing + slot) != size + 1) return STOP_CELL;
  if (!areEqual(column.offsets + slot * KEY_BYTES, start, size)) return STOP_CELL;
  store<f64>(values, load<f64>(column.meanings + (slot << 3)));
  return stop;
}

/** Ends the cell of a column of text. */
@inline
function endText(state: State, column: Column, to: u32, isMissing: bool): void {
  const row = state.row;
  const offsets = column.offsets + (row << 2);
  store<u32>(offsets, isMissing ? load<u32>(offsets) : to, 4);
  store<u8>(column.missing + row, <u8>isMissing);
}

/** The cell of a column of text: copied while its end is looked for. */
@inline
function readText(state: State, column: Column, start: u32): u32 {
  const delimiter = state.delimiter;
  const quote = state.quote;
  const offset = load<u32>(column.offsets + (state.row << 2));
  const byte = byteAt(start);
  if (byte == delimiter || byte == LINE_FEED || byte == RETURN) {
    endText(state, column, offset, true);
    return start;
  }
  if (byte == quote) return readQuoted(state, column, start + 1);
  if (beginsBlank(start, byte)) return STOP_CELL;
  const delimiters = i8x16.splat(<i8>delimiter);
  const own = column.values + offset;
  const room = column.extra - SLACK;
  let to = own;
  let at = start;
  let mask = 0;
  while (mask == 0) {
    if (to > room) return STOP_GROW;
    const bytes = v128.load(at);
    v128.store(to, bytes);
    mask = findEnds(bytes, delimiters);
    at += mask == 0 ? 16 : <u32>ctz(mask);
    to += 16;
  }
  if (endsBlank(start, at)) return STOP_CELL;
  endText(state, column, offset + (at - start), isToken(column.tokens, start, at));
  return at;
}

/** @param start - behind the opening quote */
function readQuoted(state: State, column: Column, start: u32): u32 {
  const delimiter = state.delimiter;
  const quote = state.quote;
  const end = state.end;
  const quotes = i8x16.splat(<i8>quote);
  const feeds = i8x16.splat(<i8>LINE_FEED);
  const returns = i8x16.splat(<i8>RETURN);
  const offset = load<u32>(column.offsets + (state.row << 2));
  const own = column.values + offset;
  const room = column.extra - SLACK;
  let to = own;
  let at = start;
  let breaks: u32 = 0;
  while (true) {
    if (to > room) return STOP_GROW;
    const bytes = v128.load(at);
    v128.store(to, bytes);
    const mask = i8x16.bitmask(
      v128.or(i8x16.eq(bytes, quotes), v128.or(i8x16.eq(bytes, feeds), i8x16.eq(bytes, returns))),
    );
    if (mask == 0) {
      at += 16;
      to += 16;
      continue;
    }
    const step = <u32>ctz(mask);
    at += step;
    to += step;
    // The line feed that stands behind the last byte is none of the file's.
    if (at >= end) return STOP_CELL;
    const byte = byteAt(at);
    if (byte == quote) {
      if (byteAt(at + 1) != quote || at + 1 >= end) break;
      at += 2;
    } else {
      // CRLF is one break.
      if (byte == LINE_FEED || byteAt(at + 1) != LINE_FEED) breaks += 1;
      at += 1;
    }
    to += 1;
  }
  const behind = byteAt(at + 1);
  if (behind != delimiter && behind != LINE_FEED && behind != RETURN) return STOP_CELL;
  // What may have to be trimmed is looked at in peace.
  if (to == own || beginsBlank(own, byteAt(own)) || endsBlank(own, to)) return STOP_CELL;
  endText(state, column, offset + (to - own), isToken(column.tokens, own, to));
  state.breaks += breaks;
  return at + 1;
}

/** A cell that nobody wants. A quote is one only where a cell begins with it, or with blanks before it. */
@inline
function skip(state: State, start: u32): u32 {
  const delimiter = state.delimiter;
  const byte = byteAt(start);
  if (byte == delimiter || byte == LINE_FEED) return start;
  if (byte == state.quote || byte <= BLANK || byte >= 0xc2) return STOP_CELL;
  return findEnd(start, delimiter);
}

@inline
function readCell(state: State, column: Column, start: u32): u32 {
  switch (column.kind) {
    case NUMBER:
    case DATE:
      return readValue(state, column, start);
    case BYTES:
      return readText(state, column, start);
    case WORDS:
      return readWord(state, column, start);
    case SKIPPED:
      return skip(state, start);
    default:
      return STOP_CELL;
  }
}

/** Reads rows until something else is to be done. */
export function run(state: State): u32 {
  const end = state.end;
  const delimiter = state.delimiter;
  const columnCount = state.columnCount;
  const columns = state.columns;
  const isLast = state.isLast != 0;
  while (state.at < end) {
    if (state.column == 0) {
      const byte = byteAt(state.at);
      if (byte == LINE_FEED || byte == RETURN) {
        if (!endLine(state, state.at)) return MORE;
        continue;
      }
      state.breaks = 0;
      state.from = state.at;
    }
    let from = state.from;
    let next: u32 = from - 1;
    for (let index = state.column; index < columnCount; index += 1) {
      const column = changetype<Column>(load<u32>(columns + (index << 2)));
      next = readCell(state, column, from);
      if (next >= STOP_GROW) {
        state.column = index;
        state.from = from;
        return next == STOP_GROW ? GROW : CELL;
      }
      if (next >= end && !isLast) {
        state.column = 0;
        return MORE;
      }
      const isDelimiter = byteAt(next) == delimiter && next < end;
      if (isDelimiter != index < columnCount - 1) {
        state.column = 0;
        return TEXT;
      }
      from = next + 1;
    }
    // JavaScript may have read the last cell.
    if (state.column == columnCount) next = from - 1;
    state.column = 0;
    if (next - state.at > state.maxRowBytes) return ODD;
    if (next >= end) state.at = end;
    else if (!endLine(state, next)) return MORE;
    state.line += state.breaks;
    if (commit(state)) return FULL;
  }
  return MORE;
}

/** Goes behind a line end. @returns false where a line feed may follow that is not there yet */
@inline
function endLine(state: State, at: u32): bool {
  let behind = at + 1;
  if (byteAt(at) == RETURN) {
    if (behind >= state.end && state.isLast == 0) return false;
    if (behind < state.end && byteAt(behind) == LINE_FEED) behind += 1;
  }
  state.at = behind;
  state.line += 1;
  return true;
}

/** The row at hand is whole. @returns whether the batch is full */
export function commit(state: State): bool {
  const row = state.row;
  const texts = state.texts;
  let size: u32 = 0;
  for (let index: u32 = 0; index < state.textCount; index += 1) {
    const column = changetype<Column>(load<u32>(texts + (index << 2)));
    const offsets = column.offsets + (row << 2);
    size += load<u32>(offsets, 4) - load<u32>(offsets);
  }
  state.textBytes += size;
  state.row = row + 1;
  return row + 1 >= state.capacity || state.textBytes >= state.maxTextBytes;
}

/** How many numbers are none. */
export function countMissing(values: u32, count: u32): u32 {
  let missing: u32 = 0;
  let at = values;
  const pairs = values + ((count & ~1) << 3);
  for (; at < pairs; at += 16) {
    const numbers = v128.load(at);
    missing += <u32>popcnt(i64x2.bitmask(f64x2.ne(numbers, numbers)));
  }
  if (count & 1) missing += <u32>(load<f64>(at) != load<f64>(at));
  return missing;
}

/** How many of these bytes, 0 or 1, are 1. */
export function countFlags(flags: u32, count: u32): u32 {
  let found: u32 = 0;
  let at = flags;
  const eights = flags + (count & ~7);
  for (; at < eights; at += 8) found += <u32>popcnt(load<u64>(at));
  for (; at < flags + count; at += 1) found += byteAt(at);
  return found;
}
