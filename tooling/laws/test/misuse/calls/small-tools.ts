import { array } from "@proj/array";
import { RegularGridInterpolator } from "@proj/array/interpolate";
import { argument, options, shape, x, type Argument } from "../arguments.ts";
import type { Call } from "../calls.ts";

const pixels = array([
  [1, 2],
  [3, 4],
]);
const method = argument("linear", "quadratic", "", 3, null, undefined, {}, 1n, () => 1);
const smoothed = argument({ antialias: true }, "text", 3, null, 1n, () => 1, { antialiasing: true }, { antialias: 1 });
const factors = (): Argument =>
  argument(array([1, 1]), "text", null, undefined, 1n, () => 1, {}, array([1]), array([[1]]));

/** Images of other sizes. */
export const images: Record<string, Call> = {
  resize: [x(pixels), shape([3, 3]), method, smoothed],
  scaleAndTranslate: [x(pixels), shape([3, 3]), shape([0, 1]), factors(), factors(), method, smoothed],
};

/** Values between elements. */
export const coordinates: Record<string, Call> = {
  mapCoordinates: [
    x(pixels),
    argument([array([0.5]), array([0.5])], "text", 3, null, undefined, {}, [], [array([0.5])], [null, null]),
    argument(1, 2, 0.5, "text", null, undefined, {}),
    options({ mode: "wrap", cval: 0 }),
  ],
};

/** Values between the points of a grid: the class as a function. */
export const interpolators: Record<string, Call> = {
  RegularGridInterpolator: [
    argument([array([0, 1]), array([0, 1])], "text", 3, null, undefined, {}, [], [array([0, 1, 2])], [null]),
    x(pixels),
    options({ method: "nearest", boundsError: false, fillValue: 0 }),
  ],
};

/** {@link RegularGridInterpolator} without `new`. */
export const interpolatorFunctions = {
  RegularGridInterpolator: (...args: ConstructorParameters<typeof RegularGridInterpolator>) =>
    new RegularGridInterpolator(...args),
};
