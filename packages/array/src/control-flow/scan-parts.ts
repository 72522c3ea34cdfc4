import type { Atom } from "../core/jaxpr/jaxpr.ts";
import type { ScanParams } from "../core/primitives.ts";

/** A scan taken apart. */
export interface ScanParts {
  readonly params: ScanParams;
  readonly consts: readonly Atom[];
  readonly init: readonly Atom[];
  readonly stacked: readonly Atom[];
}

/** A scan taken apart into its parameters and the three kinds of operands. */
export function scanParts(params: ScanParams, inputs: readonly Atom[]): ScanParts {
  const { numConsts, numCarry } = params;
  return {
    params,
    consts: inputs.slice(0, numConsts),
    init: inputs.slice(numConsts, numConsts + numCarry),
    stacked: inputs.slice(numConsts + numCarry),
  };
}
