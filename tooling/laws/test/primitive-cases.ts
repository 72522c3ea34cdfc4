import { stack, type FloatDType, type NDArray } from "@proj/array";
import { isFloat } from "@proj/array/core";
import { jvp, vjp, vmap } from "@proj/autodiff";
import { applyPrimitive, Draw, everySample, type AnySample } from "@proj/generators/primitive-samples";
import { caseOf, type Case } from "../src/case.ts";

/*
 * Programs of every primitive, and of what transformations make of it.
 */

const collectives = new Set(["psum", "pmax", "pmin", "allGather", "axisIndex"]);
export const title = ({ primitive, sample }: AnySample): string => `${primitive}: ${sample.title}`;

export function drawn(
  { sample }: AnySample,
  seed = 1,
  float: FloatDType = "float32",
): { readonly operands: readonly NDArray[]; readonly params: unknown } {
  return sample.make(new Draw(seed, float));
}

/** The primitive by itself. */
export function plain(entry: AnySample): Case {
  const { operands, params } = drawn(entry);
  return caseOf(title(entry), (args) => applyPrimitive(entry.primitive, args, params), operands);
}

/** The primitive with halves among its operands. */
function half(entry: AnySample): Case {
  const { operands, params } = drawn(entry, 1, "float16");
  return caseOf(`half ${title(entry)}`, (args) => applyPrimitive(entry.primitive, args, params), operands);
}

/** The primitive for a batch of operands; collectives are over the batch. */
function batched(entry: AnySample): Case {
  const batchSize = 4;
  const draws = Array.from({ length: batchSize }, (_, seed) => drawn(entry, seed + 1));
  const { operands, params } = draws[0]!;
  const stacked = operands.map((_, k) => stack(draws.map((draw) => draw.operands[k]!)));
  const f = (...args: NDArray[]): readonly NDArray[] => applyPrimitive(entry.primitive, args, params);
  const options = { axisName: "axis", axisSize: batchSize };
  return caseOf(`vmap of ${title(entry)}`, (args) => vmap(f, options)(...args), stacked);
}

/** The derivative of the primitive in one of the modes. */
function derivative(entry: AnySample, mode: "jvp" | "vjp"): Case {
  const { operands, params } = drawn(entry);
  const { differentiable } = entry.sample;
  const at = differentiable.map((position) => operands[position]!);
  const directions = at.map(({ shape }) => new Draw(9).floats(shape, [-1, 1]));
  const f = (...args: readonly NDArray[]): NDArray[] => {
    const all = [...operands];
    differentiable.forEach((position, k) => (all[position] = args[k]!));
    return applyPrimitive(entry.primitive, all, params).filter((x) => isFloat(x.dtype));
  };
  const forward = (args: readonly NDArray[]): NDArray[] => {
    const [results, tangents] = jvp(f, args.slice(0, at.length), args.slice(at.length));
    return [...results, ...tangents];
  };
  const backward = (args: readonly NDArray[]): NDArray[] => {
    const [results, pull] = vjp(f, args.slice(0, at.length));
    // The results serve as cotangents: any will do.
    return [...pull(results)];
  };
  return mode === "jvp"
    ? caseOf(`jvp of ${title(entry)}`, forward, [...at, ...directions])
    : caseOf(`vjp of ${title(entry)}`, backward, at);
}

/** The samples that can be evaluated by themselves. */
export const evaluating = everySample.filter(({ sample }) => sample.evaluates);
const differentiable = evaluating.filter(({ sample }) => sample.differentiable.length > 0);
/** How primitives are tested, in words, and with which samples. */
export const caseFamilies: readonly (readonly [
  title: string,
  cases: (entry: AnySample) => Case,
  samples: readonly AnySample[],
])[] = [
  ["by itself", plain, evaluating],
  [
    "in half precision",
    half,
    evaluating.filter(
      (entry) =>
        drawn(entry, 1, "float16").operands.some(({ dtype }) => dtype === "float16") &&
        // No other dtype has as many bits.
        entry.primitive !== "bitcastConvertType",
    ),
  ],
  [
    "for a batch",
    batched,
    everySample.filter(({ primitive, sample }) => sample.evaluates || collectives.has(primitive)),
  ],
  [
    "with a forward derivative",
    (entry) => derivative(entry, "jvp"),
    differentiable.filter(({ primitive }) => primitive !== "customVjpCall"),
  ],
  [
    "with a reverse derivative",
    (entry) => derivative(entry, "vjp"),
    differentiable.filter(({ primitive }) => primitive !== "while"),
  ],
];
