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

const precisions = {
  float32: { column: 0, epsilon: 2 ** -23, tiny: 2 ** -126, round: Math.fround, near: [2e-5, 2e-4] },
  float64: { column: 1, epsilon: 2 ** -52, tiny: 2 ** -1022, round: (x: number): number => x, near: [1e-10, 1e-8] },
} as const;

/** What is computed of a function: its value, or its first or second derivative by an argument. */
function quantity(f: Row["f"], name: string): Row["f"] {
  const [, kind, argument] = /^(derivative|second)(\d)$/.exec(name) ?? [];
  if (kind === undefined) return f;
  const slope =
    (g: Row["f"]): Row["f"] =>
    (...args) =>
      grad((...xs: NDArray[]) => g(...xs).sum(), Number(argument))(...(args as NDArray[]));
  return kind === "second" ? slope(slope(f)) : slope(f);
}

/** What a function gives at the points of one case that its row does not say, in words. */
export function faults(row: Row, from: Case): string[] {
  const args = argumentsOf(from);
  const dtype = args[0]!.dtype as "float32" | "float64";
  const { column, epsilon, tiny, round, near } = precisions[dtype];
  const columns = args.map(numbers);
  const place = (index: number): string => columns.map((x) => x[index]).join(", ");
  const found: string[] = [];
  for (const name of Object.keys(from.outputs).filter((output) => !output.startsWith("true"))) {
    const slopes = name !== "value";
    const result = quantity(row.f, name)(...args);
    if (result.dtype !== dtype) found.push(`${name} is ${result.dtype}`);
    const jax = numbers(from.outputs[name]!);
    const truth = from.outputs[`true ${name}`];
    const exact = truth === undefined ? null : numbers(truth);
    const least = slopes ? (row.slopesAbsolute ?? row.absolute ?? 0) : (row.absolute ?? 0);
    const size = (x: number): number => Math.max(Math.abs(x), least, tiny);
    const isNear = (x: number, y: number): boolean =>
      distance(x, y) === 0 || distance(x, y) <= near[slopes ? 1 : 0] * size(y);
    numbers(result).forEach((value, index) => {
      const say = (text: string): void => void found.push(`${name} at ${place(index)} is ${value}, ${text}`);
      if (exact === null) {
        const wanted = (from.name.endsWith("edges") ? row.edges?.values[place(index)] : undefined) ?? jax[index]!;
        if (!isNear(value, wanted)) say(`not ${wanted}`);
        return;
      }
      const wanted = round(exact[index]!);
      const error = distance(value, wanted) === 0 ? 0 : distance(value, wanted) / (size(wanted) * epsilon);
      if (!(error <= (slopes ? row.slopes : row.ulp)[column])) say(`not ${exact[index]}: ${error.toFixed(1)} ulp`);
      if (row.jaxIsOff === undefined && !isNear(jax[index]!, wanted)) say(`in JAX ${jax[index]}`);
    });
  }
  return found;
}
