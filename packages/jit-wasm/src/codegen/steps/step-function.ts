import type { Callable } from "../../assembler/function-builder.ts";

/** A step as a function of the module. */
export type StepFunction = Callable<Readonly<Record<string, never>>, "void">;
