/** The four parts that every error of this project has. */
export interface UsageErrorParts {
  /** The operation that the user called, as they wrote it: `"grad"`, `"add"`, `"scan"`. */
  readonly operation: string;
  /** What came in: shapes, dtypes, the path in the tree. */
  readonly received: string;
  /** What the operation accepts. */
  readonly expected: string;
  /** How to correct the call, with code where that helps. */
  readonly remedy: string;
}

/**
 * A call that cannot be carried out, told in four parts: operation, what came in, what was expected, how to correct it.
 *
 * @example
 * import { UsageError } from "@proj/array";
 * const error = new UsageError({ operation: "add", received: "float32[2], float32[3]", expected: "equal shapes", remedy: "reshape one of them" });
 * error.operation; // → "add"
 */
export class UsageError extends Error implements UsageErrorParts {
  readonly operation: string;
  readonly received: string;
  readonly expected: string;
  readonly remedy: string;

  constructor(parts: UsageErrorParts, options?: ErrorOptions) {
    const { operation, received, expected, remedy } = parts;
    super(
      `${operation} cannot be done.\n  received: ${received}\n  expected: ${expected}\n  to fix:   ${remedy}`,
      options,
    );
    this.operation = operation;
    this.received = received;
    this.expected = expected;
    this.remedy = remedy;
  }

  override get name(): string {
    return "UsageError";
  }
}

/** Marks a branch of a closed union that cannot be reached; the compiler proves it. */
export function assertNever(value: never, where: string): never {
  throw new Error(`${where}: unhandled case ${String(value)}; this is a defect of the library, please report it`);
}
