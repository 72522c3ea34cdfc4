import * as bouncingBall from "./bouncing-ball.ts";
import * as chemicalKinetics from "./chemical-kinetics.ts";
import * as neuralCde from "./neural-cde.ts";
import * as neuralOde from "./neural-ode.ts";
import { begin, type Begin } from "./program.ts";
import * as steadyState from "./steady-state.ts";

export type { Begin } from "./program.ts";

/** All programs, by the names of their files. */
export const runs: Readonly<Record<string, Begin>> = {
  "bouncing-ball": begin(bouncingBall),
  "chemical-kinetics": begin(chemicalKinetics),
  "neural-cde": begin(neuralCde),
  "neural-ode": begin(neuralOde),
  "steady-state": begin(steadyState),
};
