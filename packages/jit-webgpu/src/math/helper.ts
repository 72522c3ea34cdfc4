import type { Helper } from "../codegen/wgsl/kernel-builder.ts";
import { isNan, nan, ordered } from "./bits.ts";

/** A function of one float; NaN gives NaN before `body` sees it. */
export function unaryHelper(name: string, needs: readonly Helper[], body: string): Helper {
  return {
    name,
    needs: [isNan, ...needs],
    code: `fn ${name}(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
${indented(body)}
}`,
  };
}

/** A function of two floats; if either is NaN the result is NaN, before `body` sees it. */
export function binaryHelper(name: string, needs: readonly Helper[], body: string): Helper {
  return {
    name,
    needs: [ordered, nan, ...needs],
    code: `fn ${name}(x: f32, y: f32) -> f32 {
  if (!ordered(x, y)) { return nan(); }
${indented(body)}
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

function indented(body: string): string {
  return body
    .trim()
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}
