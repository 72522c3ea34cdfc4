/*
 * Numbers at which functions of float32 are held against their true values.
 */

const floats = new Float32Array(1);
const words = new Uint32Array(floats.buffer);

/** Numbers spread evenly over all bit patterns between two numbers of one sign, or both signs around zero. */
function spread(low: number, high: number, count: number): number[] {
  const order = (x: number): number => {
    floats[0] = x;
    const word = words[0]!;
    return word < 0x80000000 ? word : 0x80000000 - word;
  };
  const [from, to] = [order(low), order(high)];
  return Array.from({ length: count }, (_, i) => {
    const place = Math.round(from + ((to - from) * i) / (count - 1));
    words[0] = place >= 0 ? place : 0x80000000 - place;
    return floats[0]!;
  });
}

/** Numbers spread evenly in value, jittered so that they have full mantissas. */
export function linear(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    Math.fround(low + ((high - low) * (i + 0.37 * Math.sin(i * 12.9898))) / count),
  );
}

/** Numbers of any bits, the same for the same seed. */
export function anyBits(count: number, seed: number): Float32Array {
  let state = seed;
  return new Float32Array(
    Uint32Array.from({ length: count }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    }).buffer,
  );
}

const largest = (2 - 2 ** -23) * 2 ** 127;

/** Where functions change what they do: at zeros, units, infinities, the ends of the normal numbers, of exp and of integers. */
const edges = [
  ...[0, 0.5, 1, 1.5, 2, 2.5, 3, 100, 1e-20, 1e10, 3.4e38, largest, Infinity, 2 ** -126, 2 ** -149, 1e-40],
  ...[1 - 2 ** -24, 1 + 2 ** -23, 88.72283, 88.7229, 87.33655, 16777215, 2147483647],
]
  .flatMap((x) => [x, -x])
  .concat(NaN)
  .map(Math.fround);

/** Next to multiples of π/2, where what remains of them is smallest. */
const quarterTurns = Array.from({ length: 6000 }, (_, i) => {
  const k = i < 3000 ? i - 1500 : Math.floor(1500 * 1.01 ** (i - 3000));
  return Math.fround((k * Math.PI) / 2);
}).filter((x) => Math.abs(x) < 1e30);

/** The bits of what is not a number, quiet and signalling, of both signs: with none beside the one that makes it so, and with all. */
const notNumbers = [0x7fc00000, 0xffc00000, 0x7fffffff, 0xffffffff, 0x7f800001, 0xff800001];
/** The bits of as many ones. */
const ones = notNumbers.map(() => 0x3f800000);

/** Numbers, followed by some that are given by their bits, which reading them as numbers might change. */
function followedBy(bits: readonly number[], numbers: readonly number[]): Float32Array {
  const array = new Float32Array(numbers.length + bits.length);
  array.set(numbers);
  new Uint32Array(array.buffer).set(bits, numbers.length);
  return array;
}

/** Arguments for a function of one float32. */
export const float32Arguments: Float32Array = followedBy(notNumbers, [
  ...spread(-3.4e38, 3.4e38, 20000),
  ...linear(-20, 20, 12000),
  ...linear(-1.2, 1.2, 12000),
  ...linear(-200, 200, 4000),
  ...quarterTurns,
  // Among singles, the one nearest to a multiple of π/2.
  16367173 * 2 ** 72,
  ...edges,
]);

const some = [...spread(-3.4e38, 3.4e38, 90), ...linear(-30, 30, 90), ...edges];
const near = linear(0.5, 2, 3000);
const others = anyBits(20000, 2);

const pairs: readonly (readonly [number, number])[] = [
  ...some.flatMap((x) => some.map((y) => [x, y] as const)),
  ...Array.from(anyBits(20000, 1), (x, i) => [x, others[i]!] as const),
  // Powers that neither overflow nor vanish, and remainders with long quotients.
  ...near.map((x, i) => [x, (i % 170) - 85 + 0.3] as const),
  ...near.map((x, i) => [1 + (x - 1) * 1e-3, ((i % 170) - 85) * 900] as const),
  ...near.map((x, i) => [x * 2 ** ((i % 200) - 100), (i % 13) / 10] as const),
];

/** Arguments for a function of two float32, the first ones and the second ones. */
export const float32Pairs: readonly [Float32Array, Float32Array] = [
  followedBy(
    [...notNumbers, ...ones],
    pairs.map(([x]) => x),
  ),
  followedBy(
    [...ones, ...notNumbers],
    pairs.map(([, y]) => y),
  ),
];
