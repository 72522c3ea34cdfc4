import * as chemicalKinetics from "./chemical-kinetics.ts";
import * as neuralOde from "./neural-ode.ts";
import { begin, type Begin } from "./program.ts";
import * as steadyState from "./steady-state.ts";

export type { Begin } from "./program.ts";

/** All programs, by the names of their files. */
export const runs: Readonly<Record<string, Begin>> = {
  "chemical-kinetics": begin(chemicalKinetics),
  "neural-ode": begin(neuralOde),
  "steady-state": begin(steadyState),
};
