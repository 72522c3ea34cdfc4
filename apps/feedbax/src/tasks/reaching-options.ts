import { integerOption, numberOption, type OptionReaders } from "@proj/tree/core";
import type { ReachState } from "../state/reach-state.ts";
import { centreoutEndpoints, internalGridPoints, pointsArray, rectangleOption, type Rectangle } from "./points.ts";
import { taskReaders, type TaskOptions } from "./task.ts";
import type { NDArray } from "@proj/array";

/** Options of tasks of reaching, whose validation set is reaches from centres outwards. */
export interface ReachingOptions extends TaskOptions<ReachState> {
  /** Where reaches of the training start and end. */
  readonly workspace: Rectangle;
  /** Reaches of the validation set from each centre, evenly spread over directions. Default 7. */
  readonly evalNDirections?: number;
  /** Their length. Default 0.5. */
  readonly evalReachLength?: number;
  /** Their centres are a grid of this many points along each axis of the workspace. Default 1: its centre. */
  readonly evalGridN?: number;
}

/** How each of the {@link ReachingOptions} is read. */
export const reachingReaders: OptionReaders<ReachingOptions> = {
  ...taskReaders<ReachState>(),
  workspace: rectangleOption,
  evalNDirections: integerOption(1),
  evalReachLength: numberOption,
  evalGridN: integerOption(1),
};

/** Starts and ends of reaches from centres outwards, each [reaches, 2]. */
export function centreoutReaches(
  workspace: Rectangle,
  gridN: number,
  nDirections: number,
  length: number,
): readonly [starts: NDArray, ends: NDArray] {
  const reaches = internalGridPoints(workspace, gridN).flatMap((centre) =>
    centreoutEndpoints(centre, nDirections, length).map((end) => ({ centre, end })),
  );
  return [pointsArray(reaches.map(({ centre }) => centre)), pointsArray(reaches.map(({ end }) => end))];
}
