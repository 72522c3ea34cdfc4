/*
 * The inner product of a few rows of A and eight columns of B, accumulated in registers. Its form decides a factor of two in speed
 * on engines that reorder loads (V8 before 2024), and is as follows on purpose:
 *
 * - one loop over k, in a function of its own, not unrolled;
 * - in each round, the vectors of B first; then row by row one element of A in all lanes and its products, never the elements together;
 * - the loop is guarded, and after it the sums are stored in the order in which the rows were used;
 * - the sums start from C or from zero instead of being added to C afterwards.
 */
import type { Callable } from "../assembler/function-builder.ts";
import { f32x4, i32, v128 } from "../assembler/instructions.ts";
import type { ModuleBuilder } from "../assembler/module-builder.ts";
import { loadPartial, storePartial } from "./partial-vector.ts";

/** Columns of one panel of packed B. */
export const panelColumns = 8;

/** The shape of a micro-kernel. All strides are in bytes; they may be negative for A. */
export interface MicrokernelShape {
  readonly rows: number;
  /** Columns of C that exist, 1 to 8; the panel of B always has eight. */
  readonly columns: number;
  readonly aRowStride: number;
  readonly aStepStride: number;
  readonly cRowStride: number;
  readonly fused: boolean;
}

/** The rows of the tallest micro-kernel whose sums stay in registers. */
export function tallestKernel(fused: boolean): number {
  return fused ? 6 : 5;
}

/** `n` > 0 rounds over a row of elements of A and a panel of B, into C; `add` ≠ 0 adds to what C holds. */
export type Microkernel = Callable<
  { readonly n: "i32"; readonly a: "i32"; readonly b: "i32"; readonly c: "i32"; readonly add: "i32" },
  "void"
>;

/** Emits a micro-kernel. */
export function emitMicrokernel(module: ModuleBuilder, name: string, shape: MicrokernelShape): Microkernel {
  const { rows, columns, aRowStride, aStepStride, cRowStride, fused } = shape;
  const vectors = columns > 4 ? 2 : 1;
  const widths = vectors === 2 ? [4, columns - 4] : [columns];
  const rowIndices = Array.from({ length: rows }, (_, row) => row);
  // Immediate offsets are unsigned: with a negative stride the pointer goes to the row at the lowest address.
  const lowest = Math.min(0, (rows - 1) * aRowStride);
  return module.function(
    name,
    { n: "i32", a: "i32", b: "i32", c: "i32", add: "i32" },
    "void",
    (f, { n, a, b, c, add }) => {
      if (lowest < 0) f.set(a, i32.add(a, lowest));
      const sums = rowIndices.map(() => widths.map(() => f.local("v128", "sum")));
      f.if(add, () => {
        sums.forEach((row, index) => {
          row.forEach((sum, vector) => {
            f.set(sum, loadPartial(widths[vector] ?? 4, c, index * cRowStride + 16 * vector));
          });
        });
      });
      const [columnsOfB, element] = [widths.map(() => f.local("v128", "b")), f.local("v128", "a")];
      f.block((exit) => {
        f.branchIf(exit, i32.eqz(n));
        f.loop((again) => {
          columnsOfB.forEach((vector, index) => {
            f.set(vector, v128.load(b, 16 * index));
          });
          sums.forEach((row, index) => {
            f.set(element, v128.load32Splat(a, index * aRowStride - lowest));
            row.forEach((sum, vector) => {
              const column = columnsOfB[vector] ?? element;
              f.set(sum, fused ? f32x4.relaxedMadd(element, column, sum) : f32x4.add(sum, f32x4.mul(element, column)));
            });
          });
          f.set(a, i32.add(a, aStepStride));
          f.set(b, i32.add(b, 4 * panelColumns));
          f.set(n, i32.sub(n, 1));
          f.branchIf(again, n);
        });
      });
      sums.forEach((row, index) => {
        row.forEach((sum, vector) => {
          storePartial(f, widths[vector] ?? 4, c, sum, index * cRowStride + 16 * vector);
        });
      });
    },
  );
}
