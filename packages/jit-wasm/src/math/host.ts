import { binaryFunctions, binaryNames, isBinary, isUnary, unaryFunctions, unaryNames } from "@proj/array/core";

/**
 * The JavaScript functions of doubles that modules may import: the meaning of each function in double precision, used for float64
 * arrays and for the rare arguments that the vector polynomials do not cover.
 */
export function hostFunctions(): Readonly<Record<string, (x: number, y: number) => number>> {
  const unary = unaryNames.map((name) => {
    const { evaluate } = unaryFunctions[name];
    return [name, (x: number) => evaluate(x, "float64")] as const;
  });
  const binary = binaryNames.map((name) => {
    const { evaluate } = binaryFunctions[name];
    return [name, (x: number, y: number) => evaluate(x, y, "float64")] as const;
  });
  return Object.fromEntries([...unary, ...binary]);
}

/** Whether a host function is that of `Math` of the same name, which every thread has. */
export function isOfMath(name: string): boolean {
  const own = (Math as unknown as Readonly<Record<string, unknown>>)[name];
  if (own === undefined) return false;
  return (
    (isUnary(name) && unaryFunctions[name].evaluate === own) ||
    (isBinary(name) && binaryFunctions[name].evaluate === own)
  );
}
