import { describeValue, UsageError } from "@proj/tree/core";
import { setModes, withModes, type Modes } from "../core/modes.ts";

/** Switches a mode on or off from here on, or on while a function runs. */
export function switched(operation: string, mode: (on: boolean) => Partial<Modes>, argument: unknown): unknown {
  if (typeof argument === "boolean") {
    setModes(mode(argument));
    return undefined;
  }
  if (typeof argument === "function") return withModes(mode(true), argument as () => unknown);
  throw new UsageError({
    operation,
    received: describeValue(argument),
    expected: "a function to call, or true or false",
    remedy: `write ${operation}(() => step(x)) for one call, or ${operation}(true) from here on`,
  });
}
