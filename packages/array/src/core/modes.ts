import type { ArrayRegister } from "./array-register.ts";
import type { NumberCheck } from "./evaluate/number-check.ts";

/** What is switched on to find mistakes; off by default. */
export interface Modes {
  /** Whether functions that would be staged are called instead. */
  readonly jitDisabled: boolean;
  /** Which numbers among results are an error; null if none. */
  readonly numberCheck: NumberCheck | null;
  /** Notes arrays as they are made; null while nobody asks for them. */
  readonly arrayRegister: ArrayRegister | null;
  /** Whether it is an error to stage a function. */
  readonly stagingForbidden: boolean;
  /** What becomes of operands whose numbers of axes differ, scalars excepted. */
  readonly rankPromotion: "allow" | "warn" | "raise";
  /** Whether arrays of different dtypes are brought to a common one, or only numbers to that of arrays. */
  readonly dtypePromotion: "standard" | "strict";
  /** Names of the scopes around, with slashes between; empty outside of all. */
  readonly scope: string;
}

let current: Modes = {
  jitDisabled: false,
  numberCheck: null,
  arrayRegister: null,
  stagingForbidden: false,
  rankPromotion: "allow",
  dtypePromotion: "standard",
  scope: "",
};

/** What is switched on. */
export function modes(): Modes {
  return current;
}

/** Switches modes on or off, until they are switched again. */
export function setModes(changed: Partial<Modes>): void {
  current = { ...current, ...changed };
}

/** Runs a function with modes switched, and switches them back whatever happens. */
export function withModes<R>(changed: Partial<Modes>, body: () => R): R {
  const before = current;
  setModes(changed);
  try {
    return body();
  } finally {
    setModes(before);
  }
}
