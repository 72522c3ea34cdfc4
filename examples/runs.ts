import * as batchNormalisation from "./batch-normalisation.ts";
import * as bouncingBall from "./bouncing-ball.ts";
import * as characterTransformer from "./character-transformer.ts";
import * as chemicalKinetics from "./chemical-kinetics.ts";
import * as curveFit from "./curve-fit.ts";
import * as digitClassifier from "./digit-classifier.ts";
import * as fineTuning from "./fine-tuning.ts";
import * as mixedPrecision from "./mixed-precision.ts";
import * as neuralCde from "./neural-cde.ts";
import * as neuralOde from "./neural-ode.ts";
import { begin, type Begin } from "./program.ts";
import * as steadyState from "./steady-state.ts";
import * as weightSharing from "./weight-sharing.ts";

export type { Begin } from "./program.ts";

/** All programs, by the names of their files. */
export const runs: Readonly<Record<string, Begin>> = {
  "batch-normalisation": begin(batchNormalisation),
  "bouncing-ball": begin(bouncingBall),
  "character-transformer": begin(characterTransformer),
  "chemical-kinetics": begin(chemicalKinetics),
  "curve-fit": begin(curveFit),
  "digit-classifier": begin(digitClassifier),
  "fine-tuning": begin(fineTuning),
  "mixed-precision": begin(mixedPrecision),
  "neural-cde": begin(neuralCde),
  "neural-ode": begin(neuralOde),
  "steady-state": begin(steadyState),
  "weight-sharing": begin(weightSharing),
};
