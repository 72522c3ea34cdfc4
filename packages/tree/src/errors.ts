/** The four parts of every {@link TreeError}. */
export interface TreeErrorParts {
  /** The operation that the user called, as they wrote it: `"map"`, `"unflatten"`, `"scan"`. */
  readonly operation: string;
  /** What came in, with the path in the tree where there is one. */
  readonly received: string;
  /** What the operation accepts. */
  readonly expected: string;
  /** How to correct the call. */
  readonly remedy: string;
}

/**
 * A tree operation that cannot be carried out, told in four parts: operation, what came in, what was expected, how to
 * correct it.
 *
 * @example
 * import { TreeError, map } from "@proj/tree";
 * try {
 *   map((x: number, y: number) => x + y, [1, 2], [1]);
 * } catch (error) {
 *   if (error instanceof TreeError) console.log(error.received);
 *   // → different lengths at rest[0]: list of length 1
 * }
 */
export class TreeError extends Error implements TreeErrorParts {
  readonly operation: string;
  readonly received: string;
  readonly expected: string;
  readonly remedy: string;

  constructor(parts: TreeErrorParts, options?: ErrorOptions) {
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
    return "TreeError";
  }
}
