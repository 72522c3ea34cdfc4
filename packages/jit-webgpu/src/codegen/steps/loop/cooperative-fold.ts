import type { Accumulator } from "./accumulator.ts";
import type { KernelBuilder } from "../../wgsl/kernel-builder.ts";

/** How many partial results a thread of the tree folds at once: 256 threads meet three times. */
const radix = 8;

/**
 * Adds the lines by which every `share` consecutive threads of a workgroup fold what they have. All threads of the workgroup must
 * get here.
 *
 * @param kernel - where they are added.
 * @param accumulators - the variables of each thread.
 * @param share - a power of two from 2 to the size of the workgroup.
 * @param finish - adds what the first thread of each share does with the whole.
 */
export function foldTogether(
  kernel: KernelBuilder,
  accumulators: readonly Accumulator[],
  share: number,
  finish: () => void,
): void {
  if (kernel.capabilities.subgroups) foldBySubgroups(kernel, accumulators, share, finish);
  else foldByTree(kernel, accumulators, share, finish);
}

/** Workgroup memory for each variable of each accumulator. */
function places(kernel: KernelBuilder, accumulators: readonly Accumulator[]): readonly (readonly string[])[] {
  const { workgroupSize } = kernel.capabilities;
  return accumulators.map(({ words }) => words.map(() => kernel.shared("u32", workgroupSize)));
}

function write(
  kernel: KernelBuilder,
  accumulators: readonly Accumulator[],
  memory: readonly (readonly string[])[],
  place: string,
): void {
  accumulators.forEach(({ words }, index) =>
    words.forEach((word, part) => kernel.line(`${memory[index]![part]!}[${place}] = ${word};`)),
  );
}

function foldByTree(
  kernel: KernelBuilder,
  accumulators: readonly Accumulator[],
  share: number,
  finish: () => void,
): void {
  const { workgroupSize } = kernel.capabilities;
  const memory = places(kernel, accumulators);
  const place = share === workgroupSize ? "lid" : `lid % ${share}`;
  write(kernel, accumulators, memory, "lid");
  let left = share;
  while (left > 1) {
    const next = Math.max(1, left / radix);
    kernel.line("workgroupBarrier();");
    kernel.block(next === 1 ? `if (${place} == 0)` : `if (${place} < ${next})`, () => {
      const step = next === 1 ? "s" : `s * ${next}`;
      kernel.block(`for (var s = 1u; s < ${left / next}; s++)`, () =>
        accumulators.forEach((one, index) => one.merge(memory[index]!.map((array) => `${array}[lid + ${step}]`))),
      );
      if (next > 1) write(kernel, accumulators, memory, "lid");
      else finish();
    });
    left = next;
  }
}

/** Neighbours exchange what they have within a subgroup; subgroups are runs of consecutive threads. */
function foldBySubgroups(
  kernel: KernelBuilder,
  accumulators: readonly Accumulator[],
  share: number,
  finish: () => void,
): void {
  kernel.useSubgroups();
  const memory = places(kernel, accumulators);
  kernel.block(`for (var s = 1u; s < min(subgroup_size, ${share}u); s *= 2)`, () =>
    accumulators.forEach((one) => one.merge(one.words.map((word) => `subgroupShuffleXor(${word}, s)`))),
  );
  kernel.block("if (lane_id == 0)", () => write(kernel, accumulators, memory, "lid / subgroup_size"));
  kernel.line("workgroupBarrier();");
  const place = share === kernel.capabilities.workgroupSize ? "lid" : `lid % ${share}`;
  kernel.block(`if (${place} == 0)`, () => {
    kernel.block(`for (var s = 1u; s < ${share} / subgroup_size; s++)`, () =>
      accumulators.forEach((one, index) =>
        one.merge(memory[index]!.map((array) => `${array}[lid / subgroup_size + s]`)),
      ),
    );
    finish();
  });
}
