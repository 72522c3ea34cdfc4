/** A result that is not JAX's. */
export interface Deviation {
  readonly group: string;
  readonly name: string;
  readonly kinds: readonly string[];
  /** What JAX gives, `!` for an error. */
  readonly jax: string;
  readonly ours: string;
}

const isNumber = (kind: string): boolean => /^n/.test(kind);
const large = "n2147483648";

/** Why results are not those of JAX, and which. */
const deviations: readonly { readonly reason: string; readonly covers: (deviation: Deviation) => boolean }[] = [
  {
    reason: "a number that an unsigned integer holds, or that is to be a float, need not fit 32 bits with a sign first",
    covers: ({ kinds, jax }) => kinds.includes(large) && jax === "!",
  },
  {
    reason: "an integer that does not fit is an error here, where JAX wraps it; exponents too have 32 bits",
    covers: ({ kinds, ours }) => kinds.includes(large) && ours === "!",
  },
  {
    reason: "JavaScript writes 2 and 2.0 alike: a number beside booleans alone is a float",
    covers: ({ name, kinds }) =>
      /^(clip|clipBetween|power)$/.test(name) && kinds.every((kind) => kind === "b" || kind === "T" || isNumber(kind)),
  },
  {
    reason:
      "what JAX computes of numbers alone, without an array, is weak in other places than what it computes of arrays",
    covers: ({ name, kinds }) =>
      /^(angle|diagonal|hypot|power)$/.test(name) &&
      kinds.some((kind) => isNumber(kind) || kind === "T") &&
      !kinds.includes("i"),
  },
  {
    reason: "a number to begin with that was made an array before is no number any more",
    covers: ({ name, kinds }) => name === "sumInitial" && kinds.some(isNumber),
  },
  {
    reason:
      "an integer to a negative power that is known is a float; JAX refuses it, or takes six bits of the exponent",
    covers: ({ name, kinds }) =>
      name === "power" && (kinds[1] === "n-2" || (kinds[1] === "u" && /^[iu]$/.test(kinds[0]!))),
  },
  {
    reason: "JAX multiplies the values into ones of the array's dtype first, in which they wrap",
    covers: ({ group, name, kinds }) => group === "at" && /divide|power/.test(name) && kinds[1] === "n-2",
  },
  {
    reason: "sums and products of booleans are or and and, also by index; JAX's scattering refuses booleans",
    covers: ({ group, kinds, jax }) => group === "at" && kinds[0] === "b" && jax === "!",
  },
  {
    reason:
      "activations take integers and booleans as floats, as functions of NumPy do; those that JAX writes in lax refuse them",
    covers: ({ group, kinds, jax }) => group === "nn" && /^([biu]|wi|T)$/.test(kinds[0]!) && jax === "!",
  },
  {
    reason: "JAX subtracts, negates and squares unsigned integers before it makes them floats",
    covers: ({ group, name, kinds }) =>
      group === "nn" && /logSigmoid|softmax|log1mexp|squareplus/.test(name) && kinds[0] === "u",
  },
  {
    reason: "floats are float32 unless said otherwise, also where there are arrays of float64",
    covers: ({ name, kinds }) => /^(oneHot|full)$/.test(name) && kinds[0] === "d",
  },
  {
    reason: "positions are definite integers",
    covers: ({ name }) => name === "topK",
  },
  {
    reason: "numbers beside an array of lax take its dtype, if it has them; in JAX some are arrays of another",
    covers: ({ group, kinds, jax }) => group === "lax" && kinds.some(isNumber) && jax === "!",
  },
  {
    reason: "an unsigned integer is its own absolute value, and booleans have bits to shift",
    covers: ({ group, name, jax }) => group === "lax" && /^(abs|shift)/.test(name) && jax === "!",
  },
  {
    reason: "booleans are ordered and multiplied as 0 and 1",
    covers: ({ name, kinds, jax }) => /^(partition|vander)$/.test(name) && /^[bT]$/.test(kinds[0]!) && jax === "!",
  },
  {
    reason: "a whole number is an exponent beside floats too, where JavaScript cannot write 2 otherwise than 2.0",
    covers: ({ name, kinds, jax }) => name === "ldexp" && isNumber(kinds[1]!) && jax === "!",
  },
  {
    reason: "a known exponent is a property of the power, one that is an argument is not",
    covers: ({ name }) => name === "jit power",
  },
];

/** Why a result may differ from JAX's; null if it must not. */
export function deviation(found: Deviation): string | null {
  return deviations.find(({ covers }) => covers(found))?.reason ?? null;
}
