/** The four parts of every {@link UsageError}. */
export interface UsageErrorParts {
  /** The operation that the user called, as they wrote it: `"grad"`, `"add"`, `"tree.map"`. */
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
 * import { map, UsageError } from "@proj/tree";
 * try {
 *   map((x: number, y: number) => x + y, [1, 2], [1]);
 * } catch (error) {
 *   if (error instanceof UsageError) console.log(error.received);
 *   // → different lengths at rest[0]: list of length 1
 * }
 */
export class UsageError extends Error implements UsageErrorParts {
  readonly operation: string;
  readonly received: string;
  readonly expected: string;
  readonly remedy: string;

  constructor(parts: UsageErrorParts, options?: ErrorOptions) {
    const { operation, received, expected, remedy } = parts;
    super(`${operation} received ${received}\n  expected: ${expected}\n  to fix:   ${remedy}`, options);
    this.operation = operation;
    this.received = received;
    this.expected = expected;
    this.remedy = remedy;
  }

  override get name(): string {
    return "UsageError";
  }
}
