import { sizeOf } from "@proj/array/core";
import type { Contract, View } from "@proj/jit/core";
import type { Capabilities } from "../../capabilities.ts";
import { ContractViews } from "./views.ts";
import type { KernelBuilder } from "../../wgsl/kernel-builder.ts";
import { typeOf } from "../../wgsl/layout.ts";
import type { Scope } from "../../threads/scope.ts";
import { decompose, forStrided } from "../../threads/loops.ts";

/*
 * A product by tiles of the result. The threads of a workgroup copy a slab of the rows and one of the columns that their tile
 * needs into workgroup memory, wait, multiply from there, wait, and take the next slab. A thread has rows and columns that lie
 * as far apart as there are threads beside it, so that neighbouring threads touch neighbouring words.
 */

/** The rows and columns of a tile of results, and how much of the contracted axis is in workgroup memory at once. */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

/** Larger tiles load less for each product; smaller ones keep more workgroups busy. */
const tiles: readonly Tile[] = [
  { rows: 64, columns: 64, depth: 16 },
  { rows: 32, columns: 32, depth: 16 },
];

/** Workgroups that keep a device busy. */
const busyWorkgroups = 96;
/** Products with fewer multiplications than this are over before slabs pay. */
const leastProducts = 1 << 18;

/** How many tiles a product has. */
export const tilesOf = ({ batch, m, n }: Contract, { rows, columns }: Tile): number =>
  sizeOf(batch) * Math.ceil(m / rows) * Math.ceil(n / columns);

/** The tile for a product, or null if tiles do not pay. */
export function tileOf(step: Contract, capabilities: Capabilities): Tile | null {
  const { batch, m, n, k, dtype } = step;
  const bytes = ({ rows, columns, depth }: Tile): number => 4 * depth * (rows + columns);
  if (!capabilities.fastBarriers || dtype === "bool") return null;
  if (m < 16 || n < 16 || k < 16 || sizeOf(batch) * m * n * k < leastProducts) return null;
  const fitting = tiles.filter((tile) => bytes(tile) <= capabilities.workgroupBytes);
  return fitting.find((tile) => tilesOf(step, tile) >= busyWorkgroups) ?? fitting.at(-1) ?? null;
}

/** How a thread's share of a tile is cut: rows times columns is the tile's size over the number of threads. */
function shareOf({ rows, columns }: Tile, threads: number): { readonly rows: number; readonly columns: number } {
  const results = Math.max(1, (rows * columns) / threads);
  const wide = 2 ** Math.ceil(Math.log2(results) / 2);
  return { rows: results / wide, columns: wide };
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** Whether consecutive elements along the second of the last two axes lie closer than along the first. */
const isRowMajor = ({ strides }: View): boolean => Math.abs(strides.at(-1)!) <= Math.abs(strides.at(-2)!);

/** Adds a product by tiles. */
export function emitTiledContract(kernel: KernelBuilder, step: Contract, scope: Scope, tile: Tile): void {
  const { batch, m, n, k } = step;
  const threads = kernel.capabilities.workgroupSize;
  const share = shareOf(tile, threads);
  const [across, down] = [tile.columns / share.columns, tile.rows / share.rows];
  const type = typeOf[step.dtype] as "f32" | "i32" | "u32";
  const views = new ContractViews(kernel, step, scope);
  const left = kernel.shared(type, tile.depth * tile.rows);
  const right = kernel.shared(type, tile.depth * tile.columns);
  const outer = batch.map((_, axis) => `b${axis}`);
  const grid = [...batch, Math.ceil(m / tile.rows), Math.ceil(n / tile.columns)];
  const [rows, columns] = [numbers(share.rows), numbers(share.columns)];

  /** Copies a slab: `side` positions along the rows or columns, for each of the depth. */
  const fill = (
    slab: string,
    side: number,
    first: string,
    length: number,
    sideFirst: boolean,
    load: (at: string, depth: string) => string,
  ): void => {
    for (const round of numbers(Math.ceil((side * tile.depth) / threads))) {
      kernel.block("", () => {
        kernel.line(`let e = lid${round === 0 ? "" : ` + ${round * threads}`};`);
        kernel.line(sideFirst ? `let s = e % ${side};` : `let s = e / ${tile.depth};`);
        kernel.line(sideFirst ? `let d = e / ${side};` : `let d = e % ${tile.depth};`);
        kernel.line(`let at = ${first} + i32(s);`);
        kernel.line("let depth = k + i32(d);");
        const inside = [
          ...((side * tile.depth) % threads === 0 ? [] : [`e < ${side * tile.depth}`]),
          ...(length % side === 0 ? [] : [`at < ${length}`]),
          ...(k % tile.depth === 0 ? [] : [`depth < ${k}`]),
        ];
        const place = `${slab}[d * ${side} + s]`;
        if (inside.length === 0) kernel.line(`${place} = ${load("at", "depth")};`);
        else {
          kernel.line(`var value = ${views.zero};`);
          kernel.block(`if (${inside.join(" && ")})`, () => kernel.line(`value = ${load("at", "depth")};`));
          const fits = (side * tile.depth) % threads === 0;
          if (fits) kernel.line(`${place} = value;`);
          else kernel.line(`if (e < ${side * tile.depth}) { ${place} = value; }`);
        }
      });
    }
  };

  kernel.line(`let across = i32(lid % ${across});`);
  kernel.line(`let down = i32(lid / ${across});`);
  forStrided(kernel, "tile", scope.team.group, sizeOf(grid), scope.team.groups, (unit) => {
    decompose(kernel, unit, grid, [...outer, "tile_row", "tile_column"]);
    kernel.line(`let first_row = tile_row * ${tile.rows};`);
    kernel.line(`let first_column = tile_column * ${tile.columns};`);
    for (const i of rows) for (const j of columns) kernel.line(`var a${i}_${j} = ${views.zero};`);
    kernel.block(`for (var k = 0; k < ${k}; k += ${tile.depth})`, () => {
      fill(left, tile.rows, "first_row", m, !isRowMajor(step.lhs), (at, depth) => views.lhs([...outer, at, depth]));
      const sideways = !step.rhs.packed && isRowMajor(step.rhs.view);
      fill(right, tile.columns, "first_column", n, sideways, (at, depth) => views.rhs([...outer, depth, at]));
      kernel.line("workgroupBarrier();");
      kernel.block(`for (var d = 0; d < ${tile.depth}; d++)`, () => {
        for (const i of rows) kernel.line(`let x${i} = ${left}[d * ${tile.rows} + down + ${i * down}];`);
        for (const j of columns) kernel.line(`let y${j} = ${right}[d * ${tile.columns} + across + ${j * across}];`);
        for (const i of rows) for (const j of columns) views.multiplyAdd(`a${i}_${j}`, [`x${i}`, `y${j}`]);
      });
      kernel.line("workgroupBarrier();");
    });
    for (const i of rows) {
      kernel.block("", () => {
        kernel.line(`let row = first_row + down + ${i * down};`);
        for (const j of columns) {
          kernel.block("", () => {
            kernel.line(`let column = first_column + across + ${j * across};`);
            const inside = [
              ...(m % tile.rows === 0 ? [] : [`row < ${m}`]),
              ...(n % tile.columns === 0 ? [] : [`column < ${n}`]),
            ];
            const axes = [...outer, "row", "column"];
            const store = (): void => {
              if (!step.accumulate) {
                views.store(axes, `a${i}_${j}`);
                return;
              }
              views.start("sum", axes);
              views.store(axes, `(sum + a${i}_${j})`);
            };
            if (inside.length === 0) store();
            else kernel.block(`if (${inside.join(" && ")})`, store);
          });
        }
      });
    }
  });
}
