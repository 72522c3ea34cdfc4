/*
 * The platform that a program is compiled for, for what differs between platforms.
 */

/** What the host is called. */
const host: readonly string[] = ["cpu"];

let current = host;

/**
 * Compiles something for a platform.
 *
 * @param names - what the platform is called, the most specific name first.
 * @param compile - during which {@link currentPlatform} gives these names.
 * @example
 * import { compileFor, currentPlatform } from "@proj/array/core";
 * compileFor(["wasm", "cpu"], () => currentPlatform()); // → ["wasm", "cpu"]
 */
export function compileFor<T>(names: readonly string[], compile: () => T): T {
  const before = current;
  current = names;
  try {
    return compile();
  } finally {
    current = before;
  }
}

/**
 * The names of the platform that is compiled for, the most specific first; of the host where nothing is.
 *
 * @example
 * import { currentPlatform } from "@proj/array/core";
 * currentPlatform(); // → ["cpu"]
 */
export const currentPlatform = (): readonly string[] => current;
