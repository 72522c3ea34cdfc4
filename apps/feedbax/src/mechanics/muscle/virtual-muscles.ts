import { choiceOption, readArgument } from "@proj/tree/core";
import { ActivationByLength } from "./activation-by-length.ts";
import { ForceLength } from "./force-length.ts";
import { ForceVelocity } from "./force-velocity.ts";
import { CompressionForce } from "./passive-force.ts";
import { VirtualMuscle } from "./virtual-muscle.ts";

/** Kinds of fibres of {@link brown1999VirtualMuscle}. */
export type TwitchSpeed = "fast" | "slow" | "average";

const compression = { c2: -0.02, k2: -18.7, lR2: 0.79 };

/**
 * Muscles of fast or slow fibres, or with the average of their parameters: Brown, Cheng & Loeb 1999.
 *
 * @param nMuscles - how many. Default 1.
 * @param speed - `"fast"`, `"slow"` or `"average"` (the default).
 * @throws UsageError when there are no such fibres.
 * @example
 * import { brown1999VirtualMuscle } from "@proj/feedbax";
 * brown1999VirtualMuscle(6, "fast").nMuscles; // → 6
 */
export function brown1999VirtualMuscle(nMuscles = 1, speed: TwitchSpeed = "average"): VirtualMuscle {
  readArgument("brown1999VirtualMuscle", "speed", speed, choiceOption("fast", "slow", "average"));
  const fast = {
    forceLength: { beta: 1.55, omega: 0.81, rho: 2.12 },
    forceVelocity: { aV: [-1.53, 0, 0], bV: 1.05, vMax: -7.39, cV: [-3.21, 4.17] },
    nF: [2.11, 3.31],
  } as const;
  const slow = {
    forceLength: { beta: 2.3, omega: 1.26, rho: 1.62 },
    forceVelocity: { aV: [-4.7, 8.41, -5.34], bV: 0.18, vMax: -4.06, cV: [5.88, 0] },
    nF: [2.11, 5],
  } as const;
  const average = {
    forceLength: { beta: 1.925, omega: 1.035, rho: 1.87 },
    forceVelocity: { aV: [-3.115, 4.205, -2.67], bV: 0.615, vMax: -5.725, cV: [1.335, 2.085] },
    nF: [2.11, 4.155],
  } as const;
  const { forceLength, forceVelocity, nF } = { fast, slow, average }[speed];
  return VirtualMuscle.init({
    nMuscles,
    forceLength: new ForceLength(forceLength),
    forceVelocity: new ForceVelocity(forceVelocity),
    compression: new CompressionForce(compression),
    activation: new ActivationByLength({ nF, aF: 0.56 }),
  });
}

/**
 * Muscles as Todorov & Li 2004 have them: Brown's, with parameters between those of fast and slow fibres.
 *
 * @param nMuscles - how many. Default 1.
 * @example
 * import { todorovLi2004VirtualMuscle } from "@proj/feedbax";
 * todorovLi2004VirtualMuscle(6).nMuscles; // → 6
 */
export function todorovLi2004VirtualMuscle(nMuscles = 1): VirtualMuscle {
  return VirtualMuscle.init({
    nMuscles,
    forceLength: new ForceLength({ beta: 1.93, omega: 1.03, rho: 1.87 }),
    forceVelocity: new ForceVelocity({ aV: [-3.12, 4.21, -2.67], bV: 0.62, vMax: -5.72, cV: [1.38, 2.09] }),
    compression: new CompressionForce(compression),
    activation: new ActivationByLength({ nF: [2.11, 4.16], aF: 0.56 }),
  });
}

/**
 * Muscles as Lillicrap & Scott 2013 have them: Hill's curve while they shorten, no passive force, and as much active as they are
 * activated. (Feedbax has these too, but they cannot be run there.)
 *
 * @param nMuscles - how many. Default 1.
 * @example
 * import { lillicrapScott2013VirtualMuscle } from "@proj/feedbax";
 * lillicrapScott2013VirtualMuscle(6).nMuscles; // → 6
 */
export function lillicrapScott2013VirtualMuscle(nMuscles = 1): VirtualMuscle {
  return VirtualMuscle.init({
    nMuscles,
    forceLength: new ForceLength({ beta: 1.55, omega: 0.81, rho: 1 }),
    forceVelocity: new ForceVelocity({ aV: [-3.12, 4.21, -2.67], bV: 0.62, vMax: -7.39, cV: [-3.21 + 4.17, 0] }),
  });
}
