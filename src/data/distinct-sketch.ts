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

/** Two words of 32 bits. */
function hash(value: string | number): readonly [number, number] {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  const take = (word: number): void => {
    a = Math.imul(mix(a ^ word), 0x01000193) ^ (a >>> 15);
    b = Math.imul(b ^ mix(word + 0x2545f491), 0xcc9e2d51) ^ (b >>> 13);
  };
  if (typeof value === 'string') for (let at = 0; at < value.length; at += 1) take(value.charCodeAt(at));
  else {
    number[0] = value;
    take(words[0] ?? 0);
    take(words[1] ?? 0);
  }
  return [mix(a), mix(b ^ a)];
}

/** Takes values in, in any order and any number of times, and estimates how many different ones there were. */
export class DistinctSketch {
  private readonly registers = new Uint8Array(REGISTERS);

  add(value: string | number): void {
    const [place, rest] = hash(value);
    const register = place >>> (32 - BITS);
    const rank = Math.clz32(rest) + 1;
    if (rank > (this.registers[register] ?? 0)) this.registers[register] = rank;
  }

  merge(other: DistinctSketch): void {
    other.registers.forEach((rank, register) => {
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
