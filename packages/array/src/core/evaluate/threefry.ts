import { UsageError } from "@proj/tree/core";
import { commonShape } from "../abstract-eval/elementwise.ts";
import type { RandomRules, Words } from "../brought-rules.ts";
import { stepIn } from "./elementwise.ts";
import { allocate } from "./host-array.ts";
import { abstractArray, describeArray } from "../types/abstract-array.ts";

/** How far each of the eight successive rounds rotates; then they repeat. Salmon et al. 2011, table 2. */
const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const parity = 0x1bd11bda;

/** Threefry-2x32 with 20 rounds: a counter of two words, encrypted by a key of two words. Results are signed 32-bit. */
function threefry2x32(key0: number, key1: number, counter0: number, counter1: number): readonly [number, number] {
  const schedule = [key0, key1, key0 ^ key1 ^ parity] as const;
  let x0 = (counter0 + key0) | 0;
  let x1 = (counter1 + key1) | 0;
  for (let round = 0; round < 20; round++) {
    const distance = rotations[round % 8]!;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << distance) | (x1 >>> (32 - distance))) ^ x0;
    if (round % 4 === 3) {
      // After every four rounds the next key words are injected, with the number of the injection.
      const injection = (round + 1) / 4;
      x0 = (x0 + schedule[injection % 3]!) | 0;
      x1 = (x1 + schedule[(injection + 1) % 3]! + injection) | 0;
    }
  }
  return [x0, x1];
}

/** The same in words of a target. */
function threefryOf<V>(f: Words<V>, operands: readonly V[]): readonly [V, V] {
  const [key0, key1, counter0, counter1] = operands as readonly [V, V, V, V];
  const add = (x: V, y: V): V => f.binary("add", x, y);
  const xor = (x: V, y: V): V => f.binary("xor", x, y);
  const rotate = (x: V, by: number): V =>
    f.binary("or", f.binary("shiftLeft", x, f.word(by)), f.binary("shiftRightLogical", x, f.word(32 - by)));
  const schedule = [key0, key1, xor(xor(key0, key1), f.word(parity))] as const;
  let [x0, x1] = [add(counter0, key0), add(counter1, key1)];
  for (let round = 0; round < 20; round++) {
    x0 = add(x0, x1);
    x1 = xor(rotate(x1, rotations[round % 8]!), x0);
    if (round % 4 !== 3) continue;
    const injection = (round + 1) / 4;
    x0 = add(x0, schedule[injection % 3]!);
    x1 = add(add(x1, schedule[(injection + 1) % 3]!), f.word(injection));
  }
  return [x0, x1];
}

/** The rules of random bits, which stand in the equations that draw them: programs without are loaded without the generator. */
export const threefryRules: RandomRules<"threefry2x32"> = {
  types: (operands) => {
    for (const operand of operands) {
      if (operand.dtype !== "uint32") {
        throw new UsageError({
          operation: "threefry2x32",
          received: describeArray(operand),
          expected: "uint32 words",
          remedy: "make keys with @proj/random's key(seed)",
        });
      }
    }
    const word = abstractArray(commonShape("threefry2x32", operands), "uint32");
    return [word, word];
  },
  formula: threefryOf,
  evaluate: ([key0, key1, counter0, counter1], _, [first, second]) => {
    const words = [allocate(first!), allocate(second!)] as const;
    const operands = [key0, key1, counter0, counter1] as const;
    const [a, b, c, d] = operands.map(stepIn) as [number, number, number, number];
    for (let i = 0; i < words[0].data.length; i++) {
      const [x0, x1] = threefry2x32(key0.data[i * a]!, key1.data[i * b]!, counter0.data[i * c]!, counter1.data[i * d]!);
      words[0].data[i] = x0;
      words[1].data[i] = x1;
    }
    return words;
  },
};
