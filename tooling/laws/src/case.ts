import type { DType, NDArray } from "@proj/array";
import { dropUnread, innerJaxprs, stage, toHost, type HostArray, type Jaxpr } from "@proj/array/core";

/** A program with arguments: what a test runs on every target. */
export interface Case {
  readonly title: string;
  readonly jaxpr: Jaxpr;
  /** One for each binder. */
  readonly inputs: readonly HostArray[];
}

/** Stages a function of arrays, together with the arguments it is to be called with. */
export function caseOf(
  title: string,
  f: (args: readonly NDArray[]) => readonly NDArray[],
  args: readonly NDArray[],
): Case {
  const { jaxpr, consts } = stage(
    f,
    args.map(({ aval }) => aval),
    title,
  );
  return { title, jaxpr: dropUnread(jaxpr), inputs: [...consts, ...args].map((x) => toHost(x, title)) };
}

/** The dtypes of everything in a program. */
export function dtypesOf(jaxpr: Jaxpr): ReadonlySet<DType> {
  const all = new Set<DType>();
  const visit = ({ binders, equations, outputs }: Jaxpr): void => {
    for (const { aval } of [...binders, ...outputs]) all.add(aval.dtype);
    for (const equation of equations) {
      for (const { aval } of [...equation.inputs, ...equation.outputs]) all.add(aval.dtype);
      innerJaxprs(equation).forEach(visit);
    }
  };
  visit(jaxpr);
  return all;
}
