// How many different values there are, estimated in fixed memory: HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007).

const BITS = 14;
/** Standard error 1.04 / √16384 = 0.8 %. */
const REGISTERS = 1 << BITS;

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

/** Finalizer of MurmurHash3 (Appleby, public domain). */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

let [first, second] = [0, 0];

function take(word: number): void {
  first = Math.imul(mix(first ^ word), 0x01000193) ^ (first >>> 15);
  second = Math.imul(second ^ mix(word + 0x2545f491), 0xcc9e2d51) ^ (second >>> 13);
}

/** Leaves two words of 32 bits in `first` and `second`. */
function hash(value: string | number): void {
  [first, second] = [0x811c9dc5, 0x9e3779b9];
  if (typeof value === 'string') for (let at = 0; at < value.length; at += 1) take(value.charCodeAt(at));
  else {
    number[0] = value;
    take(words[0] ?? 0);
    take(words[1] ?? 0);
  }
}

/** Takes values in, in any order and any number of times, and estimates how many different ones there were. */
export class DistinctSketch {
  readonly registers = new Uint8Array(REGISTERS);

  add(value: string | number): void {
    hash(value);
    const register = mix(first) >>> (32 - BITS);
    const rank = Math.clz32(mix(second ^ first)) + 1;
    if (rank > (this.registers[register] ?? 0)) this.registers[register] = rank;
  }

  merge(other: DistinctSketch): void {
    this.mergeRegisters(other.registers);
  }

  mergeRegisters(registers: Uint8Array): void {
    registers.forEach((rank, register) => {
      if (rank > (this.registers[register] ?? 0)) this.registers[register] = rank;
    });
  }

  estimate(): number {
    let sum = 0;
    let empty = 0;
    for (const rank of this.registers) {
      sum += 2 ** -rank;
      if (rank === 0) empty += 1;
    }
    const raw = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS ** 2) / sum;
    // Few values leave registers empty, and those say more.
    return Math.round(raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : raw);
  }
}
