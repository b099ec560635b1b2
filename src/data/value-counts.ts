// How often each value of a column occurs, up to a number of different values; beyond it, how many there are is estimated.
// Numbers are counted in an open table of typed arrays: a Map takes some ten times as long for them.
import {DistinctSketch} from './distinct-sketch.js';
import type {TextDictionary} from './text-dictionary.js';

const FIRST_SLOTS = 1 << 8;

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

function slotOf(value: number, mask: number): number {
  number[0] = value;
  const mixed = Math.imul((words[0] ?? 0) ^ Math.imul((words[1] ?? 0) ^ 0x9e3779b9, 0x85ebca6b), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 15)) & mask;
}

export class ValueCounts {
  /** False once there were more different values than are counted: then `distinct` is an estimate. */
  isExact = true;
  private readonly texts = new Map<string, number>();
  /** Numbers in the order first seen, and their counts. */
  private numbers = new Float64Array(FIRST_SLOTS >> 1);
  private tallies = new Float64Array(FIRST_SLOTS >> 1);
  private size = 0;
  /** Place in `numbers` + 1, or 0. */
  private table = new Int32Array(FIRST_SLOTS);
  /** Made when there are more different values than are counted. */
  private others: DistinctSketch | undefined;

  /** @param limit - different values that are counted one by one */
  constructor(private readonly limit: number) {}

  /** Different values that are counted one by one. */
  get counted(): number {
    return this.texts.size + this.size;
  }

  get distinct(): number {
    return this.others ? Math.max(this.counted, this.others.estimate()) : this.counted;
  }

  /** Value → count, in the order first seen. */
  entries(): Map<string | number, number> {
    const all = new Map<string | number, number>(this.texts);
    for (let place = 0; place < this.size; place += 1) all.set(this.numbers[place] ?? 0, this.tallies[place] ?? 0);
    return all;
  }

  addText(text: string, count = 1): void {
    const known = this.texts.get(text);
    if (known !== undefined) this.texts.set(text, known + count);
    else if (this.counted < this.limit) {
      this.texts.set(text, count);
      this.others?.add(text);
    } else this.leaveOut(text);
  }

  /** @returns rows that have a text */
  addDictionary({values, codes}: TextDictionary, rowCount: number): number {
    const counts = new Float64Array(values.length);
    let present = 0;
    for (let row = 0; row < rowCount; row += 1) {
      const code = codes[row] ?? -1;
      if (code < 0) continue;
      counts[code] = (counts[code] ?? 0) + 1;
      present += 1;
    }
    values.forEach((text, place) => {
      const count = counts[place] ?? 0;
      if (count > 0) this.addText(text, count);
    });
    return present;
  }

  /** @param value - −0 is given as 0 */
  addNumber(value: number, count = 1): void {
    const {table} = this;
    const mask = table.length - 1;
    for (let slot = slotOf(value, mask); ; slot = (slot + 1) & mask) {
      const place = (table[slot] ?? 0) - 1;
      if (place < 0) {
        if (this.counted < this.limit) this.insert(value, count, slot);
        else this.leaveOut(value);
        return;
      }
      if (this.numbers[place] !== value) continue;
      this.tallies[place] = (this.tallies[place] ?? 0) + count;
      return;
    }
  }

  merge(other: ValueCounts): void {
    this.isExact &&= other.isExact;
    for (const [text, count] of other.texts) this.addText(text, count);
    for (let place = 0; place < other.size; place += 1)
      this.addNumber(other.numbers[place] ?? 0, other.tallies[place] ?? 0);
    if (other.others) this.sketch().merge(other.others);
  }

  /** The estimate's registers, where there is one. */
  get registers(): Uint8Array | undefined {
    return this.others?.registers;
  }

  /** Takes in the registers of an estimate over the same and further values. */
  mergeRegisters(registers: Uint8Array): void {
    this.isExact = false;
    this.sketch().mergeRegisters(registers);
  }

  private insert(value: number, count: number, slot: number): void {
    if (this.size === this.numbers.length) {
      this.grow();
      this.addNumber(value, count);
      return;
    }
    this.numbers[this.size] = value;
    this.tallies[this.size] = count;
    this.size += 1;
    this.table[slot] = this.size;
    this.others?.add(value);
  }

  private grow(): void {
    const {numbers, tallies} = this;
    this.numbers = new Float64Array(numbers.length * 2);
    this.numbers.set(numbers);
    this.tallies = new Float64Array(tallies.length * 2);
    this.tallies.set(tallies);
    this.table = new Int32Array(this.numbers.length * 2);
    const mask = this.table.length - 1;
    for (let place = 0; place < this.size; place += 1) {
      let slot = slotOf(numbers[place] ?? 0, mask);
      while (this.table[slot] !== 0) slot = (slot + 1) & mask;
      this.table[slot] = place + 1;
    }
  }

  private leaveOut(value: string | number): void {
    this.isExact = false;
    this.sketch().add(value);
  }

  private sketch(): DistinctSketch {
    if (this.others) return this.others;
    const sketch = new DistinctSketch();
    for (const value of this.entries().keys()) sketch.add(value);
    this.others = sketch;
    return sketch;
  }
}
