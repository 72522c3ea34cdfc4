/** The types that a WebAssembly local, operand or result can have. */
export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

/** What an instruction leaves on the stack: a value, or nothing. */
export type ResultType = ValueType | "void";

/** The byte by which the binary format names each type. */
export const valueTypeCodes: { readonly [T in ValueType]: number } = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/** The parameters of a function by name, in order. */
export type Parameters = Readonly<Record<string, ValueType>>;
