import { binaryFunctions, isBinary, type BinaryName } from "./binary.ts";
import { domains, unaryFunctions, type Domain, type UnaryName } from "./unary.ts";

type ScalarName = UnaryName | BinaryName;
type ScalarFunctions = typeof unaryFunctions & typeof binaryFunctions;

type NameOn<D extends Domain> = {
  [P in ScalarName]: ScalarFunctions[P]["domain"] extends D ? P : never;
}[ScalarName];

/** The names of the functions of one or two scalars that take floats. */
export type FloatName = NameOn<"float" | "inexact" | "real" | "number" | "ordered" | "any">;

/** The names of the functions of one or two scalars that take integers. */
export type IntegerName = NameOn<"real" | "number" | "bits" | "ordered" | "any">;

/** The names of the functions of scalars whose equations bring what they are for complex numbers. */
export type ComplexName = Extract<NameOn<"inexact">, UnaryName> | "sign" | "atan2";

const domainOf = (name: ScalarName): Domain => (isBinary(name) ? binaryFunctions[name] : unaryFunctions[name]).domain;

/** True for functions of scalars that take floats. */
export function takesFloats<N extends ScalarName>(name: N): name is N & FloatName {
  return domains[domainOf(name)].includes("float32");
}

/** True for functions of scalars that take integers. */
export function takesIntegers<N extends ScalarName>(name: N): name is N & IntegerName {
  return domains[domainOf(name)].includes("int32");
}
