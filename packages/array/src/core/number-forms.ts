import type { DType } from "./types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/**
 * The JavaScript number for which an array stands: a scalar that was made of one, or an argument of a function that is being
 * staged. Alone such an array is a weak float32; beside other arrays it is what the number would be, rounded once.
 */
export interface NumberForms {
  /** Whether the number is an integer, which beside integers is one of them. */
  readonly integral: boolean;
  /**
   * The number as a scalar of a dtype.
   *
   * @param operation - what the user called, for messages.
   * @param conversion - `"promote"` refuses integers that do not fit; `"convert"` takes the nearest that does.
   */
  as(operation: string, dtype: DType, weakType: boolean, conversion: NumberConversion): NDArray;
}

/** What becomes of an integral number that an integer dtype cannot hold. */
export type NumberConversion = "promote" | "convert";
