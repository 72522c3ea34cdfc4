import type { NDArray } from "@proj/array";
import type { LayerCallOptions } from "./layer-options.ts";
import type { State } from "./state.ts";

/** A layer that changes a {@link State}: it takes the state behind its input, and gives it back behind its output. */
export interface StatefulLayer {
  /** Whether the layer takes a state; one made of other layers may do without. */
  isStateful(): boolean;
  call(x: NDArray, state: State, options?: LayerCallOptions): readonly [y: NDArray, state: State];
}

/**
 * Whether a layer takes a state.
 *
 * @param layer - any value.
 */
export function isStatefulLayer(layer: unknown): layer is StatefulLayer {
  return (
    typeof layer === "object" &&
    layer !== null &&
    "isStateful" in layer &&
    typeof layer.isStateful === "function" &&
    (layer as StatefulLayer).isStateful()
  );
}
