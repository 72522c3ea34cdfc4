import type { Helper } from "../codegen/wgsl/kernel-builder.ts";
import { isNan, nan, ordered } from "./bits.ts";

/*
 * Helpers choose by `select` and join conditions by `&` and `|`, not by `if`, `&&` and `||`: threads that go the same way are what a GPU
 * is good at, and some compilers take twice as long for each branch within a loop, so that a few dozen of them never end.
 */

/** A function of one float: what the body's last line returns, and NaN of NaN whatever that is. */
export function unaryHelper(name: string, needs: readonly Helper[], body: string): Helper {
  return {
    name,
    needs: [isNan, ...needs],
    code: `fn ${name}(x: f32) -> f32 {
${guarded(body, (result) => `select(${result}, x, is_nan(x))`)}
}`,
  };
}

/** A function of two floats: what the body's last line returns, and NaN if either is NaN. */
export function binaryHelper(name: string, needs: readonly Helper[], body: string): Helper {
  return {
    name,
    needs: [ordered, nan, ...needs],
    code: `fn ${name}(x: f32, y: f32) -> f32 {
${guarded(body, (result) => `select(nan(), ${result}, ordered(x, y))`)}
}`,
  };
}

/** A polynomial by Horner's rule, highest power first. */
export function polynomial(x: string, [highest = 0, ...rest]: readonly number[]): string {
  return rest.reduce(
    (sum, c, k) => `${k === 0 ? sum : `(${sum})`} * ${x} ${c < 0 ? "-" : "+"} ${literal(Math.abs(c))}`,
    literal(highest),
  );
}

/** A number as a literal of type f32. */
export function literal(value: number): string {
  return `${value}f`;
}

function guarded(body: string, guard: (result: string) => string): string {
  return body
    .trim()
    .replace(/return (.*);$/, (_, result: string) => `return ${guard(result)};`)
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}
