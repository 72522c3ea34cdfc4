import { abstractArray } from "../core/types/abstract-array.ts";
import { inputTypes, type Jaxpr } from "../core/jaxpr/jaxpr.ts";
import { applyJaxpr } from "../core/jaxpr/apply.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import type { ScanParams } from "../core/primitives.ts";
import type { Shape } from "../core/types/shape.ts";
import { stage } from "../staging/stage.ts";
import { bind } from "../core/trace.ts";

const reshape = (x: NDArray, shape: Shape): NDArray => bind("reshape", [x], { shape })[0];

/** The part of an array from one position of its first axis to another. */
export function rows(x: NDArray, from: number, to: number): NDArray {
  if (from === 0 && to === x.length) return x;
  const start = x.shape.map((_, axis) => (axis === 0 ? from : 0));
  const limit = x.shape.map((length, axis) => (axis === 0 ? to : length));
  return bind("slice", [x], { start, limit, strides: x.shape.map(() => 1) })[0];
}

/** One position along the first axis. */
export const row = (x: NDArray, index: number): NDArray => reshape(rows(x, index, index + 1), x.shape.slice(1));

/** Arrays as the positions of a new first axis. */
export const stack = (parts: readonly NDArray[]): NDArray =>
  bind(
    "concatenate",
    parts.map((part) => reshape(part, [1, ...part.shape])),
    { dimension: 0 },
  )[0];

/** The body that takes several steps at once: stacked arguments and results have a first axis of that many. */
function severalSteps({ jaxpr, numConsts, numCarry, reverse }: ScanParams, steps: number): Jaxpr {
  const numHeld = numConsts + numCarry;
  const types = inputTypes(jaxpr);
  const wide = types.map((aval, index) =>
    index < numHeld ? aval : abstractArray([steps, ...aval.shape], aval.dtype, aval.weakType),
  );
  const run = (args: readonly NDArray[]): readonly NDArray[] => {
    const consts = args.slice(0, numConsts);
    let carry = args.slice(numConsts, numHeld);
    const ys: (readonly NDArray[])[] = [];
    for (let step = 0; step < steps; step++) {
      const index = reverse ? steps - 1 - step : step;
      const results = applyJaxpr(jaxpr, [...consts, ...carry, ...args.slice(numHeld).map((x) => row(x, index))]);
      carry = results.slice(0, numCarry);
      ys[index] = results.slice(numCarry);
    }
    return [...carry, ...ys[0]!.map((_, k) => stack(ys.map((y) => y[k]!)))];
  };
  return stage(run, wide, "scan").jaxpr;
}

/**
 * A scan whose iterations take several steps each; steps that do not fill an iteration run in a scan of their own.
 *
 * @param steps - how many, from 2 to the length.
 * @returns the results of the scan.
 */
export function unroll(
  params: ScanParams,
  consts: readonly NDArray[],
  init: readonly NDArray[],
  xs: readonly NDArray[],
  steps: number,
): readonly NDArray[] {
  const { jaxpr, numCarry, length, reverse } = params;
  const iterations = Math.floor(length / steps);
  const whole = iterations * steps;
  const wide = { ...params, jaxpr: severalSteps(params, steps), length: iterations };
  const group = (x: NDArray): NDArray => reshape(rows(x, 0, whole), [iterations, steps, ...x.shape.slice(1)]);
  const ungroup = (y: NDArray): NDArray => reshape(y, [whole, ...y.shape.slice(2)]);
  const runGroups = (carry: readonly NDArray[]): readonly NDArray[] => {
    const results = bind("scan", [...consts, ...carry, ...xs.map(group)], wide);
    return [...results.slice(0, numCarry), ...results.slice(numCarry).map(ungroup)];
  };
  const runRest = (carry: readonly NDArray[]): readonly NDArray[] =>
    bind("scan", [...consts, ...carry, ...xs.map((x) => rows(x, whole, length))], {
      ...params,
      jaxpr,
      length: length - whole,
    });
  if (whole === length) return runGroups(init);
  const first = reverse ? runRest(init) : runGroups(init);
  const second = (reverse ? runGroups : runRest)(first.slice(0, numCarry));
  const [groups, rest] = reverse ? [second, first] : [first, second];
  const joined = groups
    .slice(numCarry)
    .map((y, k) => bind("concatenate", [y, rest[numCarry + k]!], { dimension: 0 })[0]);
  return [...second.slice(0, numCarry), ...joined];
}
