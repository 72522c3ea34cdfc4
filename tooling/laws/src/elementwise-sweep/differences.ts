import type { Quantity } from "./programs.ts";

/** Points at which this project means to differ from the reference. */
export interface Difference {
  readonly functions: readonly string[];
  /** What differs there. */
  readonly quantities: readonly Quantity[];
  readonly at: (...x: readonly number[]) => boolean;
  /** Why, and what is given instead. */
  readonly reason: string;
}

const everywhere = (): boolean => true;
const infinite = (x: number): boolean => Math.abs(x) === Infinity;
const largest = (x: number): boolean => Math.abs(x) > 3e38 && !infinite(x);
const smallest = (x: number): boolean => x !== 0 && Math.abs(x) < 2e-38;

/** All differences that are meant. */
export const expectedDifferences: readonly Difference[] = [
  {
    functions: ["power by int32 0", "power by int32 1", "power by int32 2"],
    quantities: ["dd", "ddd"],
    at: everywhere,
    reason: "0 · x⁻¹ enters the reference's second derivative of x¹; here it is 0, as that of x ** 1 is",
  },
  {
    functions: ["hypot"],
    quantities: ["dxx", "dxy", "dyy"],
    at: (x, y) => Math.abs(x) === Math.abs(y) || infinite(x) || infinite(y),
    reason:
      "the larger and the smaller operand have half slopes at ties in the reference; here the derivatives are those of the root",
  },
  {
    functions: ["hypot"],
    quantities: ["dx", "dy", "jvp"],
    at: (x, y) => infinite(x) || infinite(y) || (largest(x) && largest(y)) || (smallest(x) && smallest(y)),
    reason: "NaN, infinite or above 1 in the reference's reverse mode; here 0 where the result is infinite, or right",
  },
  {
    functions: ["logaddexp"],
    quantities: ["dx", "dy", "jvp", "dxx", "dxy", "dyy"],
    at: (x, y) => infinite(x) || infinite(y),
    reason:
      "the reference replaces infinities by 0 in its slopes e^(x - z); here the infinite operand has slope 1, the other one 0",
  },
  {
    functions: ["xlogy", "xlog1py"],
    quantities: ["dy"],
    at: (x, y) => largest(x) && largest(y),
    reason: "the reference's x / y is 0",
  },
  {
    functions: ["divide"],
    quantities: ["dy", "jvp"],
    at: (x, y) => (smallest(x) && smallest(y)) || (largest(x) && largest(y)),
    reason: "the reference divides by y², which overflows or vanishes",
  },
  {
    functions: ["multiply"],
    quantities: ["jvp"],
    at: (x, y) => largest(x) && largest(y),
    reason: "-2y + 3x, of which each product overflows: the reference fuses one of them with the sum",
  },
  {
    functions: ["entr"],
    quantities: ["ddd"],
    at: (x) => x < 0 && smallest(x),
    reason: "outside of the domain, where the value is constant",
  },
  {
    functions: ["gelu"],
    quantities: ["ddd"],
    at: (x) => Math.abs(x) === 5,
    reason: "1 - tanh has few digits left there, and the reference in single precision none",
  },
];
