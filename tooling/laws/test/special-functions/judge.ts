import { array, type NDArray } from "@proj/array";
import { grad } from "@proj/autodiff";
import type { Case, Tensor } from "@proj/reference";
import type { Row } from "./rows.ts";

/** The arguments of a case as arrays. */
export function argumentsOf({ inputs }: Case): NDArray[] {
  return Object.values(inputs).map(({ data, dtype }) => array([...data], { dtype: dtype as "float32" | "float64" }));
}

const numbers = (x: Tensor | NDArray): number[] => ("dataSync" in x ? [...x.dataSync()] : [...x.data]);

/** How far a number is from another one: 0 for equal ones and for NaN twice, infinite where only one is finite. */
function distance(x: number, y: number): number {
  if (x === y || (Number.isNaN(x) && Number.isNaN(y))) return 0;
  return Number.isFinite(x) && Number.isFinite(y) ? Math.abs(x - y) : Infinity;
}

interface Precision {
  readonly epsilon: number;
  /** Below that numbers lose digits, and JAX takes them for 0. */
  readonly tiny: number;
  readonly round: (x: number) => number;
  readonly near: number;
  readonly nearSlopes: number;
}

const precisions = {
  float32: { epsilon: 2 ** -23, tiny: 2 ** -126, round: Math.fround, near: 2e-5, nearSlopes: 2e-4 },
  float64: { epsilon: 2 ** -52, tiny: 2 ** -1022, round: (x: number): number => x, near: 1e-10, nearSlopes: 1e-8 },
} satisfies Record<string, Precision>;

/** What is wrong with a function at the points of one case, in words. */
export function faults(row: Row, from: Case): string[] {
  const args = argumentsOf(from);
  const dtype = args[0]!.dtype as "float32" | "float64";
  const { epsilon, tiny, round, near, nearSlopes } = precisions[dtype];
  const place = (index: number): string => args.map((x) => String(numbers(x)[index])).join(", ");
  const result = row.f(...args);
  const found: string[] = [];
  if (result.dtype !== dtype) found.push(`is ${result.dtype}`);
  const ours = numbers(result);
  const jax = numbers(from.outputs["value"]!);
  const edges = from.name.endsWith("edges");
  const truth = from.outputs["truth"] === undefined ? null : numbers(from.outputs["truth"]);
  ours.forEach((value, index) => {
    if (edges) {
      const wanted = row.edges?.values[place(index)] ?? jax[index]!;
      if (distance(value, wanted) > near * Math.abs(wanted) + tiny)
        found.push(`at ${place(index)} is ${value}, not ${wanted}`);
      return;
    }
    const size = (x: number): number => Math.max(Math.abs(x), row.absolute ?? 0, tiny);
    if (truth !== null) {
      const wanted = round(truth[index]!);
      const bound = row.ulp[dtype === "float32" ? 0 : 1];
      const error = distance(value, wanted) / (size(wanted) * epsilon);
      if (error > bound) found.push(`at ${place(index)} is ${value}, not ${truth[index]}: ${error.toFixed(1)} ulp`);
      if (row.jaxIsOff !== undefined) return;
    }
    if (distance(value, jax[index]!) > near * size(jax[index]!))
      found.push(`at ${place(index)} is ${value}, but in JAX ${jax[index]}`);
  });
  for (const [name, tensor] of Object.entries(from.outputs)) {
    const [, kind, argument] = /^(derivative|second)(\d)$/.exec(name) ?? [];
    if (kind === undefined) continue;
    const by = (f: (...xs: NDArray[]) => NDArray): ((...xs: NDArray[]) => NDArray) => {
      return grad((...xs: NDArray[]) => f(...xs).sum(), Number(argument)) as (...xs: NDArray[]) => NDArray;
    };
    const slopes = numbers((kind === "second" ? by(by(row.f)) : by(row.f))(...args));
    if (row.slopesAreOff !== undefined) continue;
    slopes.forEach((slope, index) => {
      const wanted = numbers(tensor)[index]!;
      if (distance(slope, wanted) > nearSlopes * Math.max(Math.abs(wanted), 1e-3))
        found.push(`${name} at ${place(index)} is ${slope}, but in JAX ${wanted}`);
    });
  }
  return found;
}
