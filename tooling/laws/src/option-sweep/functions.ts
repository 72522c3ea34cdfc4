import * as np from "@proj/array";
import * as fft from "@proj/array/fft";
import * as image from "@proj/array/image";
import * as lax from "@proj/array/lax";
import * as linalg from "@proj/array/linalg";
import * as ndimage from "@proj/array/ndimage";
import * as nn from "@proj/array/nn";
import * as ops from "@proj/array/ops";
import * as signal from "@proj/array/signal";
import * as special from "@proj/array/special";
import * as stats from "@proj/array/stats";
import * as random from "@proj/random";

const doors: Readonly<Record<string, unknown>> = {
  ...np,
  fft,
  image,
  lax,
  linalg,
  ndimage,
  nn,
  ops,
  random,
  signal,
  special,
  stats,
};

/** The function of a name like `stats.norm.pdf`; what has no door before it is a function of NumPy's. */
export function functionNamed(name: string): (...args: readonly unknown[]) => unknown {
  let found: unknown = doors;
  for (const part of name.split(".")) found = (found as Readonly<Record<string, unknown>> | undefined)?.[part];
  if (typeof found !== "function") throw new Error(`there is no function ${name}`);
  return found as (...args: readonly unknown[]) => unknown;
}
