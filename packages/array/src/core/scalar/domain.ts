import { binaryFunctions, type BinaryName } from "./binary.ts";
import { domains, unaryFunctions, type Domain, type UnaryName } from "./unary.ts";

const scalarFunctions = { ...unaryFunctions, ...binaryFunctions };

type ScalarName = UnaryName | BinaryName;

type NameOn<D extends Domain> = {
  [P in ScalarName]: (typeof scalarFunctions)[P]["domain"] extends D ? P : never;
}[ScalarName];

/** The names of the functions of one or two scalars that take floats. */
export type FloatName = NameOn<"float" | "inexact" | "real" | "number" | "ordered" | "any">;

/** The names of the functions of one or two scalars that take integers. */
export type IntegerName = NameOn<"real" | "number" | "bits" | "ordered" | "any">;

/** The names of the functions of scalars whose equations bring what they are for complex numbers. */
export type ComplexName = Extract<NameOn<"inexact">, UnaryName> | "sign" | "atan2";

/** True for functions of scalars that take floats. */
export function takesFloats<N extends ScalarName>(name: N): name is N & FloatName {
  return domains[scalarFunctions[name].domain].includes("float32");
}

/** True for functions of scalars that take integers. */
export function takesIntegers<N extends ScalarName>(name: N): name is N & IntegerName {
  return domains[scalarFunctions[name].domain].includes("int32");
}
