import type { Expression, Operand } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function-builder.ts";
import { v128 } from "../assembler/instructions.ts";

type Address = Operand<"i32">;

/** Loads `count` (1 to 4) 32-bit elements into the first lanes; the others are zero, and nothing beyond is read. */
export function loadPartial(count: number, address: Address, offset = 0): Expression<"v128"> {
  if (count === 1) return v128.load32Zero(address, offset);
  if (count === 2) return v128.load64Zero(address, offset);
  if (count === 3) return v128.load32Lane(2, address, v128.load64Zero(address, offset), offset + 8);
  return v128.load(address, offset);
}

/** Stores the first `count` (1 to 4) 32-bit lanes of a variable; nothing beyond is written. */
export function storePartial(
  f: FunctionBuilder,
  count: number,
  address: Address,
  value: Expression<"v128">,
  offset = 0,
): void {
  if (count === 4) {
    f.run(v128.store(address, value, offset));
    return;
  }
  if (count >= 2) f.run(v128.store64Lane(0, address, value, offset));
  if (count !== 2) f.run(v128.store32Lane(count - 1, address, value, offset + 4 * (count - 1)));
}
