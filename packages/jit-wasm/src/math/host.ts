import { binaryFunctions, unaryFunctions } from "@proj/array/core";
import type { BinaryName, UnaryName } from "@proj/array/core";

/**
 * The JavaScript functions of doubles that modules may import: the meaning of each function in double precision, used for float64
 * arrays and for the rare arguments that the vector polynomials decline.
 */
export function hostFunctions(): Readonly<Record<string, (x: number, y: number) => number>> {
  const unary = (Object.keys(unaryFunctions) as UnaryName[]).map((name) => {
    const { evaluate } = unaryFunctions[name];
    return [name, (x: number) => evaluate(x, "float64")] as const;
  });
  const binary = (Object.keys(binaryFunctions) as BinaryName[]).map((name) => {
    const { evaluate } = binaryFunctions[name];
    return [name, (x: number, y: number) => evaluate(x, y, "float64")] as const;
  });
  return Object.fromEntries([...unary, ...binary]);
}
