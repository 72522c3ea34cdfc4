import { array } from "@proj/array";
import { bind, threefryRules } from "@proj/array/core";
import { describe, expect, it } from "vitest";

const word = (value: number) => array(new Uint32Array([value]));

/** Threefry-2x32 with 20 rounds on one counter. */
function encrypt(key0: number, key1: number, counter0: number, counter1: number): string[] {
  const words = bind("threefry2x32", [word(key0), word(key1), word(counter0), word(counter1)], {
    rules: threefryRules,
  });
  return words.map((result) => result.item().toString(16).padStart(8, "0"));
}

describe("threefry2x32", () => {
  // The known answers that the authors publish with their library, Random123 (file kat_vectors).
  it.each([
    [
      [0, 0, 0, 0],
      ["6b200159", "99ba4efe"],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      ["1cb996fc", "bb002be7"],
    ],
    [
      [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3],
      ["c4923a9c", "483df7a0"],
    ],
  ] as const)("gives the published answers: key and counter %j", (input, answer) => {
    const [key0, key1, counter0, counter1] = input;
    expect(encrypt(key0, key1, counter0, counter1)).toEqual(answer);
  });

  it("uses one key for many counters", () => {
    const key = [array(7, { dtype: "uint32" }), array(9, { dtype: "uint32" })] as const;
    const counters = [array(new Uint32Array([0, 1, 2])), array(new Uint32Array([5, 5, 5]))] as const;
    const [first] = bind("threefry2x32", [...key, ...counters], { rules: threefryRules });
    expect(Array.from(first.dataSync(), (value) => value.toString(16).padStart(8, "0"))).toEqual(
      [0, 1, 2].map((counter) => encrypt(7, 9, counter, 5)[0]),
    );
  });
});
