import type { DType } from "../../types/dtype.ts";
import type { LanesForm } from "./lanes.ts";

/**
 * How a function of one float is computed that few programs apply. The equations that apply it bring it along, so that programs
 * without it are loaded without it.
 */
export interface ScalarForm {
  /** The value for an element of `dtype`, where it is not a function of `Math`. */
  readonly evaluate?: (x: number, dtype: DType) => number;
  /** How a target with vectors of four singles writes it. */
  readonly lanes: LanesForm;
}
