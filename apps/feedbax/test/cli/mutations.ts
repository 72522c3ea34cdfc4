import { randomNumbers } from "./random-numbers.ts";

type Mutation = (bytes: Uint8Array, at: number, random: () => number) => Uint8Array;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const join = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const without = (bytes: Uint8Array, at: number, end: number): Uint8Array =>
  join(bytes.subarray(0, at), bytes.subarray(end));
const insert = (bytes: Uint8Array, at: number, more: Uint8Array): Uint8Array =>
  join(bytes.subarray(0, at), more, bytes.subarray(at));
const put = (bytes: Uint8Array, at: number, byte: number): Uint8Array => {
  const copy = bytes.slice();
  copy[at] = byte;
  return copy;
};

/** What disks, editors, transfers and hands do to files. */
const mutations: Readonly<Record<string, Mutation>> = {
  bit: (bytes, at, random) => put(bytes, at, bytes[at]! ^ (1 << Math.floor(8 * random()))),
  byte: (bytes, at, random) => put(bytes, at, Math.floor(256 * random())),
  digit: (bytes, at, random) => {
    const digit = bytes.findIndex((byte, i) => i >= at && byte >= 0x30 && byte <= 0x39);
    return digit < 0 ? bytes : put(bytes, digit, 0x30 + Math.floor(10 * random()));
  },
  cutOff: (bytes, at) => bytes.slice(0, at),
  beheaded: (bytes, at) => bytes.slice(at),
  removed: (bytes, at, random) => without(bytes, at, at + Math.ceil(20 * random())),
  repeated: (bytes, at, random) => insert(bytes, at, bytes.subarray(at, at + Math.ceil(40 * random()))),
  zeros: (bytes, at, random) => bytes.slice().fill(0, at, at + Math.ceil(64 * random())),
  appended: (bytes, at) => join(bytes, bytes.subarray(at)),
  inserted: (bytes, at, random) => {
    const words = [
      "{",
      "}",
      '"',
      ",",
      "[[[[[[[[",
      "9",
      "-",
      "1e9",
      "null",
      '"__proto__":',
      '"a":1,',
      "NaN",
      "\n",
      "0",
      "\\u0000",
    ];
    return insert(bytes, at, bytesOf(words[Math.floor(words.length * random())]!));
  },
  swapped: (bytes, at, random) => {
    const length = Math.ceil(16 * random());
    const from = bytes.subarray(at, at + length);
    const to = Math.floor(random() * bytes.length);
    const copy = bytes.slice();
    copy.set(bytes.subarray(to, to + from.length), at);
    copy.set(from.subarray(0, Math.min(from.length, bytes.length - to)), to);
    return copy;
  },
};

/** Mutations of a file, the same for the same seed, with their names. */
export function* mutate(
  bytes: Uint8Array,
  count: number,
  seed: number,
): Generator<{ readonly name: string; readonly mutated: Uint8Array }> {
  const random = randomNumbers(seed);
  // Copies of a Buffer of Node would be views.
  const original = Uint8Array.from(bytes);
  const kinds = Object.entries(mutations);
  // Half of them hit the beginning, where the format is.
  const head = Math.min(bytes.length, 1024);
  for (let i = 0; i < count; i++) {
    const [kind, mutation] = kinds[i % kinds.length]!;
    const at = Math.floor(random() * (random() < 0.5 ? head : bytes.length));
    yield { name: `${kind} at ${at}, mutation ${i}`, mutated: mutation(original, at, random) };
  }
}
