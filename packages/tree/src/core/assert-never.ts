import { defect } from "./defect.ts";
/**
 * Marks a branch of a closed union that cannot be reached; the compiler proves it.
 *
 * @param value - what is left of the union: nothing.
 * @param where - where the branch is, for the message.
 * @throws Error always: something got past the compiler.
 * @example
 * import { assertNever } from "@proj/tree/core";
 * const sign = (side: "left" | "right"): number => {
 *   switch (side) {
 *     case "left":
 *       return -1;
 *     case "right":
 *       return 1;
 *     default:
 *       return assertNever(side, "sign");
 *   }
 * };
 * sign("left"); // → -1
 */
export function assertNever(value: never, where: string): never {
  throw defect(`${where}: unhandled case ${String(value)}`);
}
