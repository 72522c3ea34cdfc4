/*
 * Packing of B (k × n, any strides) into panels: [panel][k][8], the last panel filled up with zeros, so that the micro-kernel reads
 * it from front to back.
 */
import type { Expression } from "../assembler/expression.ts";
import type { Callable, FunctionBuilder } from "../assembler/function-builder.ts";
import { f32x4, i32, i8x16, v128 } from "../assembler/instructions.ts";
import type { ModuleBuilder } from "../assembler/module-builder.ts";
import { panelColumns } from "./microkernel.ts";
import { loadPartial } from "./partial-vector.ts";

/** A matrix to pack. Strides are in bytes. */
export interface PackShape {
  readonly n: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** Packs `k` rows (a number at run time) from `source` to `target`. */
export type Packer = Callable<{ readonly k: "i32"; readonly source: "i32"; readonly target: "i32" }, "void">;

/** Elements of the packed form of a k × n matrix. */
export function packedElements(k: number, n: number): number {
  return Math.ceil(n / panelColumns) * panelColumns * k;
}

const panelRowBytes = 4 * panelColumns;

/** Emits the packing of matrices of one shape. */
export function emitPacker(module: ModuleBuilder, name: string, shape: PackShape): Packer {
  const { n, columnStride } = shape;
  const full = Math.floor(n / panelColumns);
  const rest = n % panelColumns;
  const packPanel = (columns: number): PanelPacker =>
    columnStride !== 4 && shape.rowStride === 4
      ? emitTransposingPanel(module, `${name}.panel${String(columns)}`, shape, columns)
      : emitPanel(module, `${name}.panel${String(columns)}`, shape, columns);
  const fullPanel = full > 0 ? packPanel(panelColumns) : null;
  const lastPanel = rest > 0 ? packPanel(rest) : null;
  return module.function(name, { k: "i32", source: "i32", target: "i32" }, "void", (f, { k, source, target }) => {
    const panelBytes = f.let(i32.mul(k, panelRowBytes), "panelBytes");
    if (fullPanel !== null) {
      const panel = f.local("i32", "panel");
      f.for(panel, 0, full, 1, () => {
        f.run(fullPanel.call({ k, source, target }));
        f.set(source, i32.add(source, panelColumns * columnStride));
        f.set(target, i32.add(target, panelBytes));
      });
    }
    if (lastPanel !== null) f.run(lastPanel.call({ k, source, target }));
  });
}

type PanelPacker = Packer;

/** Row by row: vectors where columns are neighbours, else element by element. */
function emitPanel(
  module: ModuleBuilder,
  name: string,
  { rowStride, columnStride }: PackShape,
  columns: number,
): PanelPacker {
  const lowest = Math.min(0, (columns - 1) * columnStride);
  return module.function(name, { k: "i32", source: "i32", target: "i32" }, "void", (f, { k, source, target }) => {
    if (lowest < 0) f.set(source, i32.add(source, lowest));
    f.block((exit) => {
      f.branchIf(exit, i32.eqz(k));
      f.loop((again) => {
        [Math.min(columns, 4), Math.max(columns - 4, 0)].forEach((width, half) => {
          f.run(v128.store(target, gatherRow(width, 4 * half, source, columnStride, lowest), 16 * half));
        });
        f.set(source, i32.add(source, rowStride));
        f.set(target, i32.add(target, panelRowBytes));
        f.set(k, i32.sub(k, 1));
        f.branchIf(again, k);
      });
    });
  });
}

function gatherRow(
  width: number,
  first: number,
  source: Expression<"i32">,
  columnStride: number,
  lowest: number,
): Expression<"v128"> {
  if (width === 0) return f32x4.const(0);
  if (columnStride === 4) return loadPartial(width, source, 4 * first);
  const offset = (column: number): number => (first + column) * columnStride - lowest;
  let row = v128.load32Zero(source, offset(0));
  for (let column = 1; column < width; column++) row = v128.load32Lane(column, source, row, offset(column));
  return row;
}

/** Where rows are neighbours (B is a transposed view): four rows at a time, four by four elements transposed in registers. */
function emitTransposingPanel(module: ModuleBuilder, name: string, shape: PackShape, columns: number): PanelPacker {
  const single = emitPanel(module, `${name}.rest`, shape, columns);
  const { columnStride } = shape;
  const lowest = Math.min(0, (columns - 1) * columnStride);
  return module.function(name, { k: "i32", source: "i32", target: "i32" }, "void", (f, { k, source, target }) => {
    if (lowest < 0) f.set(source, i32.add(source, lowest));
    f.block((exit) => {
      f.branchIf(exit, i32.ltS(k, 4));
      f.loop((again) => {
        [0, 4].forEach((first) => {
          const lines = [0, 1, 2, 3].map((column) =>
            f.let(
              first + column < columns ? v128.load(source, (first + column) * columnStride - lowest) : f32x4.const(0),
              "line",
            ),
          );
          transpose(f, lines).forEach((row, step) => {
            f.run(v128.store(target, row, step * panelRowBytes + 4 * first));
          });
        });
        f.set(source, i32.add(source, 16));
        f.set(target, i32.add(target, 4 * panelRowBytes));
        f.set(k, i32.sub(k, 4));
        f.branchIf(again, i32.geS(k, 4));
      });
    });
    if (lowest < 0) f.set(source, i32.sub(source, lowest));
    f.run(single.call({ k, source, target }));
  });
}

function transpose(f: FunctionBuilder, lines: readonly Expression<"v128">[]): Expression<"v128">[] {
  const [a, b, c, d] = lines as [Expression<"v128">, Expression<"v128">, Expression<"v128">, Expression<"v128">];
  const low = (x: Expression<"v128">, y: Expression<"v128">): Expression<"v128"> =>
    f.let(i8x16.shuffle(x, y, words(0, 4, 1, 5)));
  const high = (x: Expression<"v128">, y: Expression<"v128">): Expression<"v128"> =>
    f.let(i8x16.shuffle(x, y, words(2, 6, 3, 7)));
  const [ab0, ab1, cd0, cd1] = [low(a, b), high(a, b), low(c, d), high(c, d)];
  return [
    i8x16.shuffle(ab0, cd0, words(0, 1, 4, 5)),
    i8x16.shuffle(ab0, cd0, words(2, 3, 6, 7)),
    i8x16.shuffle(ab1, cd1, words(0, 1, 4, 5)),
    i8x16.shuffle(ab1, cd1, words(2, 3, 6, 7)),
  ];
}

/** The byte indices of four 32-bit lanes out of eight. */
function words(...lanes: number[]): number[] {
  return lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]);
}
