import { sizeOf } from "@proj/array";
import type { Contract } from "@proj/jit";
import type { Capabilities } from "./capabilities.ts";
import { emitTiledContract, tileOf, tilesOf } from "./contract-tiled.ts";
import { ContractViews } from "./contract-views.ts";
import type { KernelBuilder } from "./kernel-builder.ts";
import type { Scope } from "./scope.ts";
import type { StepEmitter } from "./step-emitter.ts";
import { gridTeam } from "./team.ts";
import { decompose, forStrided } from "./threads.ts";

/*
 * Products of matrices, in one of two ways. Large ones in a dispatch of their own go through workgroup memory
 * (contract-tiled.ts). The others are cut into small blocks, one for each thread, which reads its rows and columns where they lie
 * and waits for nobody.
 */

/** A block of results that a thread keeps in registers: rows and columns. */
interface Block {
  readonly rows: number;
  readonly columns: number;
}

/** From the one that loads least for each product to the one that keeps most threads busy. */
const blocks: readonly [Block, ...Block[]] = [
  { rows: 1, columns: 1 },
  { rows: 1, columns: 4 },
  { rows: 4, columns: 4 },
];

/** Threads of a dispatch beyond which larger blocks pay more than more threads do. */
const enoughThreads = 4096;
const mostWorkgroups = 16384;

const unitsOf = ({ batch, m, n }: Contract, { rows, columns }: Block): number =>
  sizeOf(batch) * Math.ceil(m / rows) * Math.ceil(n / columns);

function blockOf(step: Contract, threads: number): Block {
  const fits = (block: Block): boolean =>
    unitsOf(step, block) >= Math.min(threads, enoughThreads) && block.rows <= step.m && block.columns <= step.n;
  return blocks.findLast(fits) ?? blocks[0];
}

function emitBlocks(kernel: KernelBuilder, step: Contract, scope: Scope): void {
  const { batch, m, n, k } = step;
  const block = blockOf(step, scope.team.threads);
  const views = new ContractViews(kernel, step, scope);
  const grid = [...batch, Math.ceil(m / block.rows), Math.ceil(n / block.columns)];
  const outer = batch.map((_, axis) => `b${axis}`);
  const rows = Array.from({ length: block.rows }, (_, i) => `row${i}`);
  const columns = Array.from({ length: block.columns }, (_, j) => `column${j}`);
  forStrided(kernel, "unit", scope.team.lane, sizeOf(grid), scope.team.lanes, (unit) => {
    decompose(kernel, unit, grid, [...outer, "row", "column"]);
    // Threads at the edges compute the last row or column again, and store it once.
    const positions = (names: readonly string[], of: string, length: number): void =>
      names.forEach((name, i) => {
        const at = names.length === 1 ? of : `${of} * ${names.length}${i > 0 ? ` + ${i}` : ""}`;
        kernel.line(`let ${name} = ${length % names.length === 0 ? at : `min(${at}, ${length - 1})`};`);
      });
    positions(rows, "row", m);
    positions(columns, "column", n);
    rows.forEach((row, i) => columns.forEach((column, j) => views.start(`a${i}${j}`, [...outer, row, column])));
    kernel.block(`for (var k = 0; k < ${k}; k++)`, () => {
      rows.forEach((row, i) => kernel.line(`let x${i} = ${views.lhs([...outer, row, "k"])};`));
      columns.forEach((column, j) => kernel.line(`let y${j} = ${views.rhs([...outer, "k", column])};`));
      rows.forEach((_, i) => columns.forEach((_, j) => views.multiplyAdd(`a${i}${j}`, `x${i}`, `y${j}`)));
    });
    rows.forEach((row, i) =>
      columns.forEach((column, j) => {
        const inside = [
          ...(m % block.rows === 0 || i === 0 ? [] : [`row * ${block.rows} + ${i} < ${m}`]),
          ...(n % block.columns === 0 || j === 0 ? [] : [`column * ${block.columns} + ${j} < ${n}`]),
        ];
        const store = (): void => views.store([...outer, row, column], `a${i}${j}`);
        if (inside.length === 0) store();
        else kernel.block(`if (${inside.join(" && ")})`, store);
      }),
    );
  });
}

/** Products of matrices. */
export const contractEmitter: StepEmitter<Contract> = {
  workgroups(step: Contract, capabilities: Capabilities): number {
    const tile = tileOf(step, capabilities);
    if (tile !== null) return Math.min(mostWorkgroups, tilesOf(step, tile));
    const units = unitsOf(step, blockOf(step, gridTeam(capabilities).threads));
    return Math.min(mostWorkgroups, Math.ceil(units / capabilities.workgroupSize));
  },

  emit(kernel: KernelBuilder, step: Contract, scope: Scope): void {
    // Of several workgroups each has tiles; a single one has private memory to spare at most for blocks.
    const tile = scope.team.groups === "1u" ? null : tileOf(step, kernel.capabilities);
    if (tile === null) emitBlocks(kernel, step, scope);
    else emitTiledContract(kernel, step, scope, tile);
  },
};
