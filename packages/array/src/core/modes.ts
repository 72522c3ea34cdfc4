/** What is switched on to find mistakes; off by default. */
export interface Modes {
  /** Whether functions that would be staged are called instead. */
  readonly jitDisabled: boolean;
  /** Whether a NaN among results is an error. */
  readonly nansChecked: boolean;
  /** Whether an infinity among results is an error. */
  readonly infsChecked: boolean;
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
  nansChecked: false,
  infsChecked: false,
  stagingForbidden: false,
  rankPromotion: "allow",
  dtypePromotion: "standard",
  scope: "",
};
let checking = false;

/** What is switched on. */
export function modes(): Modes {
  return current;
}

/** Whether results are checked at all. */
export function checksNumbers(): boolean {
  return checking;
}

/** Switches modes on or off, until they are switched again. */
export function setModes(changed: Partial<Modes>): void {
  current = { ...current, ...changed };
  checking = current.nansChecked || current.infsChecked;
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
