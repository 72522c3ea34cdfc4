import { argument, dtype } from "../arguments.ts";
import type { Call } from "../calls.ts";

const kind = (good: string) => argument(good, "text", null, undefined, 1, () => 1, {}, [1], ["text"]);

/** Calls that ask about dtypes. */
export const dtypeCalls: Record<string, Call> = {
  canCast: [dtype("int8"), dtype("int32"), argument("safe", "text", null, 1, () => 1)],
  isdtype: [dtype("int8"), kind("integral")],
  issubdtype: [dtype("int8"), kind("integer")],
};
