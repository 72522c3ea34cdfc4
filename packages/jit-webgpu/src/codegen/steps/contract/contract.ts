import { sizeOf } from "@proj/array/core";
import type { Contract } from "@proj/jit/core";
import type { Capabilities } from "../../capabilities.ts";
import { emitTiledContract, tileOf, tilesOf } from "./tiled.ts";
import { ContractViews } from "./views.ts";
import type { KernelBuilder } from "../../wgsl/kernel-builder.ts";
import type { Scope } from "../../threads/scope.ts";
import type { StepEmitter } from "../step-emitter.ts";
import { gridTeam } from "../../threads/team.ts";
import { decompose, forSteps, forStrided } from "../../threads/loops.ts";

/*
 * Products of matrices, in one of two ways. Large ones in a dispatch of their own go through workgroup memory
 * (tiled.ts). The others are cut into small blocks, one for each thread, which reads its rows and columns where they lie
 * and never waits.
 */

/** A block of results that a thread keeps in registers. */
interface Block {
  readonly rows: number;
  readonly columns: number;
  /** How many positions of the contracted axis one round takes, where loops are written out. */
  readonly depth: number;
}

/** From the one that keeps most threads busy to the one that loads least for each product. */
const blocks: readonly [Block, ...Block[]] = [
  { rows: 1, columns: 1, depth: 4 },
  { rows: 1, columns: 4, depth: 4 },
  { rows: 4, columns: 4, depth: 4 },
];
/** Rows that a block may have instead of four, and up to how many rows of a product it matters what is computed twice. */
const otherRows: readonly number[] = [4, 5, 6, 3];
const fewRows = 32;

/** The block with that many rows for which the fewest loads and products are for rows beyond the last. */
function fitted(block: Block, m: number): Block {
  if (block.rows !== 4 || m > fewRows) return block;
  const cost = (rows: number): number => Math.ceil(m / rows) * (rows * block.columns + rows + block.columns);
  return { ...block, rows: otherRows.reduce((best, rows) => (rows <= m && cost(rows) < cost(best) ? rows : best)) };
}

/** As long as the text of a kernel gets: only where loops are written out at all, and for many more rounds than that takes. */
const largestBlock: Block = { rows: 8, columns: 8, depth: 2 };
const manyTimes = 8;
/** The part of those rounds below which even the text of a small block takes longer to compile than it saves. */
const fewTimes = 1 / 4;

/** Threads of a dispatch beyond which larger blocks pay more than more threads do. */
const enoughThreads = 4096;

const unitsOf = ({ batch, m, n }: Contract, { rows, columns }: Block): number =>
  sizeOf(batch) * Math.ceil(m / rows) * Math.ceil(n / columns);

/** Rounds of a workgroup in a product. */
const roundsOf = (step: Contract, block: Block, { workgroupSize }: Capabilities): number =>
  (unitsOf(step, block) * step.k) / workgroupSize;

function blockOf(step: Contract, threads: number, capabilities: Capabilities, times = 1): Block {
  const { mostWorkgroups, workgroupSize, unrolling } = capabilities;
  const busy = Math.min(threads, enoughThreads, mostWorkgroups * workgroupSize);
  const [single] = blocks;
  if (unrolling !== null && times * roundsOf(step, single, capabilities) < fewTimes * unrolling.leastRounds)
    return { ...single, depth: 1 };
  const fits = (block: Block): boolean =>
    unitsOf(step, block) >= busy && block.rows <= step.m && block.columns <= step.n;
  const pays = (block: Block): boolean =>
    unrolling !== null && roundsOf(step, block, capabilities) >= manyTimes * unrolling.leastRounds;
  if (fits(largestBlock) && pays(largestBlock)) return largestBlock;
  const block = fitted(blocks.findLast(fits) ?? single, step.m);
  const isLong = unrolling !== null && times * roundsOf(step, block, capabilities) >= unrolling.leastRounds;
  return isLong && step.k >= 2 * block.depth ? block : { ...block, depth: 1 };
}

function emitBlocks(kernel: KernelBuilder, step: Contract, scope: Scope): void {
  const { batch, m, n, k } = step;
  const block = blockOf(step, scope.team.threads, kernel.capabilities, scope.times);
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
    const round = (depths: readonly string[]): void => {
      const at = (name: string, depth: number): string => (depths.length === 1 ? name : `${name}_${depth}`);
      depths.forEach((k, d) => {
        rows.forEach((row, i) => kernel.line(`let ${at(`x${i}`, d)} = ${views.lhs([...outer, row, k])};`));
        columns.forEach((column, j) => kernel.line(`let ${at(`y${j}`, d)} = ${views.rhs([...outer, k, column])};`));
      });
      rows.forEach((_, i) =>
        columns.forEach((_, j) =>
          views.multiplyAdd(`a${i}${j}`, ...depths.map((_, d) => [at(`x${i}`, d), at(`y${j}`, d)] as const)),
        ),
      );
    };
    const rest = k % block.depth;
    const steps = { name: "k", from: "0", below: String(k - rest), step: String(block.depth) };
    forSteps(kernel, steps, () => round(Array.from({ length: block.depth }, (_, d) => (d === 0 ? "k" : `(k + ${d})`))));
    for (let d = k - rest; d < k; d++) kernel.block("", () => round([String(d)]));
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
    const { mostWorkgroups } = capabilities;
    const tile = tileOf(step, capabilities);
    if (tile !== null) return Math.min(mostWorkgroups, tilesOf(step, tile));
    const units = unitsOf(step, blockOf(step, gridTeam(capabilities).threads, capabilities));
    return Math.min(mostWorkgroups, Math.ceil(units / capabilities.workgroupSize));
  },

  emit(kernel: KernelBuilder, step: Contract, scope: Scope): void {
    // Of several workgroups each has tiles; a single one has private memory to spare at most for blocks.
    const tile = scope.team.groups === "1u" ? null : tileOf(step, kernel.capabilities);
    if (tile === null) emitBlocks(kernel, step, scope);
    else emitTiledContract(kernel, step, scope, tile);
  },
};
