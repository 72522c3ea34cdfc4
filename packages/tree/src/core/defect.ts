/**
 * An error for what cannot happen, unless the library itself is wrong.
 *
 * @param what - what was found, in a few words.
 * @returns the error, to be thrown.
 * @example
 * import { defect } from "@proj/tree/core";
 * defect("a number without digits").message; // → "a number without digits; this is a defect of the library, please report it"
 */
export function defect(what: string): Error {
  return new Error(`${what}; this is a defect of the library, please report it`);
}
