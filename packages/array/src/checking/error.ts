import { treeNode, type NodeRule } from "@proj/tree";
import { describeValue, UsageError } from "@proj/tree/core";
import { memberAt, type CheckMessage } from "../core/callbacks/check-function.ts";
import type { HostArray } from "../core/evaluate/host-array.ts";
import { lt } from "../lax/binary.ts";
import { toHost } from "../ndarray/concrete-array.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { bindCheck } from "./check.ts";
import type { Check } from "./plan.ts";

/**
 * What went wrong in a function that was called through `checkify`: a value, which goes through `jit`, `vmap` and loops like any
 * other. Of several failed checks it tells the first one; in a batch, that of each member.
 */
export class CheckifyError {
  /** Which check failed first: an int32 array with the axes of the batch; -1 where none did. */
  readonly code: NDArray;
  /** For every check its values, with the axes of the batch in front. */
  readonly payloads: readonly NDArray[];
  /** All checks of the function. */
  readonly checks: readonly Check[];

  constructor(code: NDArray, payloads: readonly NDArray[], checks: readonly Check[]) {
    this.code = code;
    this.payloads = payloads;
    this.checks = checks;
  }

  /**
   * What the first failed check says, or null; in a batch a line for each member that failed.
   *
   * @throws UsageError for a traced error, and for one on a device whose values cannot be had at once.
   */
  get(): string | null {
    return this.#text(toHost(this.code, "CheckifyError.get"), () =>
      this.payloads.map((payload) => toHost(payload, "CheckifyError.get")),
    );
  }

  /** {@link get} for values that have to be waited for, as those on a GPU. */
  async getAsync(): Promise<string | null> {
    const read = async (x: NDArray): Promise<HostArray> => ({ shape: x.shape, dtype: x.dtype, data: await x.data() });
    const code = await read(this.code);
    const payloads = code.data.some((id) => id >= 0) ? await Promise.all(this.payloads.map(read)) : [];
    return this.#text(code, () => payloads);
  }

  /** Throws what {@link get} says, unless it is null. */
  throw(): void {
    throwText(this.get());
  }

  /** {@link throw} for values that have to be waited for. */
  async throwAsync(): Promise<void> {
    throwText(await this.getAsync());
  }

  #text(code: HostArray, payloads: () => readonly HostArray[]): string | null {
    const codes = [...code.data].map(Number);
    if (codes.every((id) => id < 0)) return null;
    const { checks } = this;
    const values = payloads();
    const rank = code.shape.length;
    const lines = codes.flatMap((id, member) => {
      if (id < 0) return [];
      const text = messageOf(checks, id, values.map((value) => memberAt(value, rank, member))); // prettier-ignore
      return [rank === 0 ? text : `at mapped index ${indices(member, code.shape).join(", ")}: ${text}`];
    });
    return lines.join("\n");
  }

  toString(): string {
    return `CheckifyError(${this.code.tracing === null ? (this.get() ?? "none") : "traced"})`;
  }

  get [treeNode](): NodeRule<CheckifyError> {
    return {
      flatten: ({ code, payloads, checks }) => ({ children: [code, ...payloads], aux: checks }),
      unflatten: (checks, [code, ...payloads]) =>
        new CheckifyError(code as NDArray, payloads as NDArray[], checks as readonly Check[]),
    };
  }
}

/** What a failed check says, from the values of all checks. */
function messageOf(checks: readonly Check[], id: number, values: readonly HostArray[]): string {
  const { message, firstPayload, types } = checks[id]!;
  return message(values.slice(firstPayload, firstPayload + types.length));
}

function throwText(text: string | null): void {
  if (text === null) return;
  throw new UsageError({
    operation: "checkify",
    received: text,
    expected: "values for which all checks hold",
    remedy: "correct the values; err.get() gives the message without throwing",
  });
}

function indices(member: number, shape: readonly number[]): number[] {
  let rest = member;
  return shape
    .toReversed()
    .map((length) => {
      const index = rest % length;
      rest = (rest - index) / length;
      return index;
    })
    .reverse();
}

/**
 * Throws an error value: the reverse of {@link checkify}, which takes it as a check again where the function is called through it.
 *
 * @param error - as a function given by `checkify` returns it.
 * @throws UsageError if it is none, and what it says if a check failed.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { check, checkError, checkify } from "@proj/array/checkify";
 * const inner = checkify((x: NDArray) => check(x.gt(0), "not positive"));
 * const outer = checkify((x: NDArray) => checkError(inner(x)[0]));
 * outer(array(-1))[0].get(); // → "not positive (`check` failed)"
 */
export function checkError(error: CheckifyError): void {
  if (!((error as unknown) instanceof CheckifyError)) {
    throw new UsageError({
      operation: "checkError",
      received: describeValue(error),
      expected: "an error, as a function given by checkify returns it first",
      remedy: "pass the first of the two results",
    });
  }
  const { code, payloads, checks } = error;
  const message: CheckMessage = ([id, ...values]) => messageOf(checks, Number(id!.data[0]), values);
  bindCheck("checkError", message, lt(code, 0), [code, ...payloads]);
}
