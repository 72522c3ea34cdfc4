/*
 * C = A · B or C += A · B in single precision, for one shape known at compile time.
 *
 * A is read in place, whatever its strides, except that a transposed A with long rows is copied a few columns at a time: each round
 * would touch a cache line of its own, and those at equal distances compete for the same places in the cache. B is read from
 * panels: packed beforehand, or here, block by block, into a workspace that stays in the cache. The loops, from outside: batch,
 * blocks of k, blocks of columns, rows (each few rows of A are then in the first-level cache), panels.
 */
import type { Callable } from "../assembler/function-builder.ts";
import { i32, memory, v128 } from "../assembler/instructions.ts";
import type { Expression } from "../assembler/expression.ts";
import type { ModuleBuilder } from "../assembler/module-builder.ts";
import { emitMicrokernel, panelColumns, tallestKernel } from "./microkernel.ts";
import type { Microkernel } from "./microkernel.ts";
import { emitPacker } from "./pack.ts";
import type { Packer } from "./pack.ts";
import { loadPartial } from "./partial-vector.ts";

/** A product of one shape. Strides are in bytes. */
export interface GemmShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly aRowStride: number;
  readonly aStepStride: number;
  /** Elements of the array that A is a part of. */
  readonly aElements: number;
  /** Null if B comes packed. */
  readonly b: { readonly rowStride: number; readonly columnStride: number } | null;
  /** Columns of C are neighbours. */
  readonly cRowStride: number;
  readonly accumulate: boolean;
}

/** One product: `b` is the matrix, or its panels; `workspace` is for packing. */
export type Gemm = Callable<
  { readonly a: "i32"; readonly b: "i32"; readonly c: "i32"; readonly workspace: "i32" },
  "void"
>;

/** Rounds of k in one block: with six rows of A and a panel of B it fills half of the first-level cache. */
const blockSteps = 256;
/** Columns in one block: with `blockSteps` its panels fill half of a second-level cache of 1 MiB. */
const blockColumns = 512;

interface Blocks {
  readonly size: number;
  readonly count: number;
  readonly last: number;
}

/** `length` in equal blocks of about `wanted`, each a multiple of `unit`. */
function blocks(length: number, wanted: number, unit: number): Blocks {
  const count = Math.max(1, Math.round(length / wanted));
  const size = Math.ceil(length / count / unit) * unit;
  const needed = Math.max(1, Math.ceil(length / size));
  return { size, count: needed, last: length - (needed - 1) * size };
}

/** Elements of workspace that a product with an unpacked B needs: a block of B, and a row of a block of A. */
export function gemmWorkspace(n: number, k: number): number {
  return packedBlockElements(n, k) + copiedBlocks * (blocks(k, blockSteps, 1).size * packedRowsStride + copyGap);
}

function packedBlockElements(n: number, k: number): number {
  const columns = blocks(n, blockColumns, panelColumns).size;
  return blocks(k, blockSteps, 1).size * Math.ceil(columns / panelColumns) * panelColumns;
}

/** Elements from one round to the next where rows of A are copied. */
const packedRowsStride = 8;

/** Blocks of rows that are copied at once: so many that A is read in long pieces, and their copies fill a quarter of the cache. */
const copiedBlocks = 32;
/** Elements between copied blocks: without, all would begin in the same set of the cache. */
const copyGap = 16;

/** More elements come from memory, not from a cache. */
const cachedElements = 2 ** 20;

/**
 * Whether the copy of A pays: neighbouring rows of A in one vector, rounds far apart, and panels enough to use the copy; or an A that
 * comes from memory, which is fetched much faster in long pieces.
 */
function packsRows({ n, aRowStride, aStepStride, aElements, b }: GemmShape): boolean {
  const apart = aRowStride === 4 && Math.abs(aStepStride) >= 128;
  return b !== null && apart && (n > panelColumns || aElements > cachedElements);
}

/** The micro-kernels and packers of a module, shared by products of equal strides. */
export class GemmLibrary {
  readonly module: ModuleBuilder;
  readonly fused: boolean;
  readonly #kernels = new Map<string, Microkernel>();
  readonly #packers = new Map<string, Packer>();
  readonly #gemms = new Map<string, Gemm>();

  constructor(module: ModuleBuilder, fused: boolean) {
    this.module = module;
    this.fused = fused;
  }

  /** The micro-kernel of one shape. */
  kernel(rows: number, columns: number, shape: GemmShape): Microkernel {
    const { cRowStride } = shape;
    const aRowStride = packsRows(shape) ? 4 : shape.aRowStride;
    const aStepStride = packsRows(shape) ? 4 * packedRowsStride : shape.aStepStride;
    const name = `gemm.kernel ${[rows, columns, aRowStride, aStepStride, cRowStride].join(" ")}`;
    const known = this.#kernels.get(name);
    if (known !== undefined) return known;
    const made = emitMicrokernel(this.module, name, {
      rows,
      columns,
      aRowStride,
      aStepStride,
      cRowStride,
      fused: this.fused,
    });
    this.#kernels.set(name, made);
    return made;
  }

  /** The packing of matrices of one shape. */
  packer(n: number, rowStride: number, columnStride: number): Packer {
    const name = `gemm.pack ${[n, rowStride, columnStride].join(" ")}`;
    const known = this.#packers.get(name);
    if (known !== undefined) return known;
    const made = emitPacker(this.module, name, { n, rowStride, columnStride });
    this.#packers.set(name, made);
    return made;
  }

  /** The product of one shape. */
  gemm(name: string, shape: GemmShape): Gemm {
    const key = JSON.stringify(shape);
    let made = this.#gemms.get(key);
    if (made === undefined) this.#gemms.set(key, (made = this.#gemm(name, shape)));
    return made;
  }

  #gemm(name: string, shape: GemmShape): Gemm {
    const { m, n, k, b } = shape;
    const steps = blocks(k, blockSteps, 1);
    const columns = b === null ? { size: n, count: 1, last: n } : blocks(n, blockColumns, panelColumns);
    const inner = new Map(
      [columns.size, columns.last].map((width) => [
        width,
        this.#rowsTimesPanels(`${name}.rows ${String(width)}`, shape, width),
      ]),
    );
    const packers = new Map(
      b === null ? [] : [...inner.keys()].map((width) => [width, this.packer(width, b.rowStride, b.columnStride)]),
    );

    return this.module.function(
      name,
      { a: "i32", b: "i32", c: "i32", workspace: "i32" },
      "void",
      (f, { a, b: bBase, c, workspace }) => {
        if (k === 0) {
          if (!shape.accumulate) {
            const row = f.local("i32", "row");
            f.for(row, 0, m, 1, () => {
              f.run(memory.fill(i32.add(c, i32.mul(row, shape.cRowStride)), 0, 4 * n));
            });
          }
          return;
        }
        const step = f.local("i32", "step");
        const count = f.local("i32", "count");
        const add = f.local("i32", "add");
        f.for(step, 0, k, steps.size, () => {
          f.set(count, steps.last);
          f.if(i32.ltS(step, k - steps.last), () => {
            f.set(count, steps.size);
          });
          f.set(add, shape.accumulate ? 1 : i32.ne(step, 0));
          const aHere = f.let(i32.add(a, i32.mul(step, shape.aStepStride)), "aHere");
          const block = (width: number, firstColumn: Expression<"i32">): void => {
            const panels = f.local("i32", "panels");
            const panelBytes = f.local("i32", "panelBytes");
            const pack = packers.get(width);
            if (b === null || pack === undefined) {
              f.set(panels, i32.add(bBase, i32.mul(step, 4 * panelColumns)));
              f.set(panelBytes, 4 * panelColumns * k);
            } else {
              const source = i32.add(bBase, i32.add(i32.mul(step, b.rowStride), i32.mul(firstColumn, b.columnStride)));
              f.run(pack.call({ k: count, source, target: workspace }));
              f.set(panels, workspace);
              f.set(panelBytes, i32.mul(count, 4 * panelColumns));
            }
            const run = inner.get(width);
            if (run !== undefined) {
              const copy = i32.add(workspace, 4 * packedBlockElements(n, k));
              f.run(
                run.call({ n: count, a: aHere, panels, panelBytes, c: i32.add(c, i32.mul(firstColumn, 4)), add, copy }),
              );
            }
          };
          const column = f.local("i32", "column");
          if (columns.count > 1) {
            f.for(column, 0, (columns.count - 1) * columns.size, columns.size, () => {
              block(columns.size, column);
            });
          } else {
            f.set(column, 0);
          }
          block(columns.last, column);
        });
      },
    );
  }

  /** All rows of C, a few at a time, times all panels of a block of `width` columns. */
  #rowsTimesPanels(name: string, shape: GemmShape, width: number) {
    const { aRowStride, aStepStride, cRowStride } = shape;
    const copies = packsRows(shape);
    const passes = rowPasses(shape.m, tallestKernel(this.fused), copies ? copiedBlocks : Infinity);
    const fullPanels = Math.floor(width / panelColumns);
    const rest = width % panelColumns;
    const kernels = passes.map(({ rows, blocks }) => ({
      copier: copies ? this.#rowCopier(rows, blocks, aStepStride) : null,
      full: fullPanels > 0 ? this.kernel(rows, panelColumns, shape) : null,
      rest: rest > 0 ? this.kernel(rows, rest, shape) : null,
    }));
    const parameters = {
      n: "i32",
      a: "i32",
      panels: "i32",
      panelBytes: "i32",
      c: "i32",
      add: "i32",
      copy: "i32",
    } as const;
    return this.module.function(name, parameters, "void", (f, { n, a, panels, panelBytes, c, add, copy }) => {
      const [pass, block, panel] = [f.local("i32", "pass"), f.local("i32", "block"), f.local("i32", "panel")];
      const [aHere, b, cHere] = [f.local("i32", "aHere"), f.local("i32", "b"), f.local("i32", "cHere")];
      passes.forEach(({ rows, blocks, times }, index) => {
        const { copier = null, full = null, rest = null } = kernels[index] ?? {};
        f.for(pass, 0, times, 1, () => {
          if (copier !== null) f.run(copier.call({ k: n, source: a, target: copy }));
          f.set(aHere, copier === null ? a : copy);
          f.for(block, 0, blocks, 1, () => {
            f.set(b, panels);
            f.set(cHere, c);
            if (full !== null) {
              f.for(panel, 0, fullPanels, 1, () => {
                f.run(full.call({ n, a: aHere, b, c: cHere, add }));
                f.set(b, i32.add(b, panelBytes));
                f.set(cHere, i32.add(cHere, 4 * panelColumns));
              });
            }
            if (rest !== null) f.run(rest.call({ n, a: aHere, b, c: cHere, add }));
            f.set(
              aHere,
              i32.add(
                aHere,
                copier === null ? rows * aRowStride : i32.add(i32.mul(n, 4 * packedRowsStride), 4 * copyGap),
              ),
            );
            f.set(c, i32.add(c, rows * cRowStride));
          });
          f.set(a, i32.add(a, rows * blocks * aRowStride));
        });
      });
    });
  }

  /**
   * Copies blocks of neighbouring rows of a transposed A, each to consecutive vectors, `packedRowsStride` elements a round. Several
   * blocks at once, so that each cache line is fetched once.
   */
  #rowCopier(rows: number, blocks: number, stepStride: number): Packer {
    const name = `gemm.rows ${[rows, blocks, stepStride].join(" ")}`;
    const known = this.#packers.get(name);
    if (known !== undefined) return known;
    const made = this.module.function(
      name,
      { k: "i32", source: "i32", target: "i32" },
      "void",
      (f, { k, source, target }) => {
        const blockBytes = f.let(i32.add(i32.mul(k, 4 * packedRowsStride), 4 * copyGap), "blockBytes");
        const to = f.local("i32", "to");
        f.block((exit) => {
          f.branchIf(exit, i32.eqz(k));
          f.loop((again) => {
            f.set(to, target);
            for (let block = 0; block < blocks; block++) {
              const from = 4 * rows * block;
              f.run(v128.store(to, loadPartial(Math.min(rows, 4), source, from)));
              if (rows > 4) f.run(v128.store(to, loadPartial(rows - 4, source, from + 16), 16));
              if (block + 1 < blocks) f.set(to, i32.add(to, blockBytes));
            }
            f.set(source, i32.add(source, stepStride));
            f.set(target, i32.add(target, 4 * packedRowsStride));
            f.set(k, i32.sub(k, 1));
            f.branchIf(again, k);
          });
        });
      },
    );
    this.#packers.set(name, made);
    return made;
  }
}

interface RowPass {
  readonly rows: number;
  readonly blocks: number;
  readonly times: number;
}

/**
 * `m` rows in blocks of at most `tallest`, as equal as possible (8 rows are 4 + 4, not 6 + 2: short kernels wait for loads), and the
 * blocks in passes of at most `most`.
 */
function rowPasses(m: number, tallest: number, most: number): RowPass[] {
  const count = Math.ceil(m / tallest);
  const short = Math.floor(m / count);
  const groups = [
    { rows: short + 1, count: m % count },
    { rows: short, count: count - (m % count) },
  ];
  return groups
    .flatMap(({ rows, count }) => {
      const times = Math.floor(count / most);
      return [
        { rows, blocks: Math.min(most, count), times },
        { rows, blocks: count - (times > 0 ? times * most : 0), times: 1 },
      ];
    })
    .filter(({ blocks, times }) => blocks > 0 && times > 0);
}
