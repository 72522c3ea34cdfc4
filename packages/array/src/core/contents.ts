import { innerJaxprs } from "./inner-jaxprs.ts";
import type { Atom, Jaxpr } from "./jaxpr/jaxpr.ts";
import type { PrimitiveName } from "./primitives.ts";
import type { DType } from "./types/dtype.ts";

/*
 * What a program is made of. Most programs have no complex numbers, effects or constraints: passes for those ask here, so that all of
 * them go through a program once.
 */

/** What occurs anywhere in a program, in those of its loops, branches and calls too. */
export interface Contents {
  readonly dtypes: ReadonlySet<DType>;
  readonly primitives: ReadonlySet<PrimitiveName>;
}

const known = new WeakMap<Jaxpr, Contents>();

/** The dtypes and the primitives that occur in a program. */
export function contentsOf(jaxpr: Jaxpr): Contents {
  let contents = known.get(jaxpr);
  if (contents === undefined) known.set(jaxpr, (contents = collected(jaxpr)));
  return contents;
}

function collected({ binders, equations, outputs }: Jaxpr): Contents {
  const dtypes = new Set<DType>();
  const primitives = new Set<PrimitiveName>();
  const add = ({ aval }: Atom): void => {
    dtypes.add(aval.dtype);
  };
  binders.forEach(add);
  outputs.forEach(add);
  for (const equation of equations) {
    primitives.add(equation.primitive);
    equation.inputs.forEach(add);
    equation.outputs.forEach(add);
    for (const inner of innerJaxprs(equation)) {
      const contents = contentsOf(inner);
      contents.dtypes.forEach((dtype) => dtypes.add(dtype));
      contents.primitives.forEach((name) => primitives.add(name));
    }
  }
  return { dtypes, primitives };
}
