import { UsageError } from "@proj/tree/core";
import { inputTypes, outputTypes, type Equation, type Jaxpr } from "../jaxpr/jaxpr.ts";
import { modes, withModes } from "../modes.ts";
import { Turn } from "../turn.ts";
import type { Storage } from "../device/device.ts";
import type { AbstractArray } from "../types/abstract-array.ts";
import { isComplexDType, isFloat } from "../types/dtype.ts";
import { stridesOf } from "../types/shape.ts";
import { deepStack, userLine } from "../user-line.ts";
import type { HostArray } from "./host-array.ts";
import { evaluateJaxpr } from "./index.ts";

/** Where equations were written, while results are checked. */
const written = new WeakMap<Equation, { readonly made: Error; readonly scope: string }>();

const mostShown = 6;

function shown({ shape, dtype, data }: HostArray): string {
  const some = Array.from(data.subarray(0, mostShown), String).join(", ");
  return `${dtype}[${shape.join(",")}] of ${some}${data.length > mostShown ? ", …" : ""}`;
}

/** Which numbers among results are an error. Programs that check none do not carry this class. */
export class NumberCheck {
  readonly nans: boolean;
  readonly infs: boolean;

  constructor(nans: boolean, infs: boolean) {
    this.nans = nans;
    this.infs = infs;
  }

  /** Remembers where the user wrote an equation. */
  noteLine(equation: Equation): void {
    written.set(equation, { made: deepStack(), scope: modes().scope });
  }

  /** The place of the first number that is not wanted, or -1. */
  #firstBad({ dtype, data }: HostArray): number {
    if (!isFloat(dtype) && !isComplexDType(dtype)) return -1;
    for (let i = 0; i < data.length; i++) {
      const value = data[i]!;
      if (this.nans && Number.isNaN(value)) return i;
      if (this.infs && Math.abs(value) === Infinity) return i;
    }
    return -1;
  }

  /**
   * Refuses results with numbers that are not wanted.
   *
   * @param operation - what computed them.
   * @param equation - in which program, if it was one.
   */
  check(
    operation: string,
    operands: readonly HostArray[],
    results: readonly HostArray[],
    equation: Equation | null,
  ): void {
    for (const result of results) {
      const place = this.#firstBad(result);
      if (place < 0) continue;
      const { shape, dtype, data } = result;
      const element = isComplexDType(dtype) ? Math.floor(place / 2) : place;
      const index = stridesOf(shape).map((stride, axis) => Math.floor(element / stride) % shape[axis]!);
      const origin = equation === null ? { made: deepStack(), scope: modes().scope } : written.get(equation);
      const line = origin === undefined ? null : userLine(origin.made.stack ?? "");
      const scope = origin === undefined || origin.scope === "" ? "" : `, in ${origin.scope}`;
      const from = operands.length === 0 ? "" : `, from ${operands.map(shown).join(" and ")}`;
      throw new UsageError({
        operation,
        received: `${String(data[place])} at [${index.join(", ")}] of its result ${dtype}[${shape.join(",")}]${from}${scope}${line === null ? "" : `, ${line}`}`,
        expected: `numbers${this.infs ? " that are finite" : ""}, which debugNans and debugInfs ask for`,
        remedy:
          "keep the operands where the function is defined, also in the branch of a where that is not taken; or check less",
      });
    }
  }

  /** Refuses results of a compiled program, by the first operation that gives a number that is not wanted. */
  checkProgram(operation: string, jaxpr: Jaxpr, inputs: readonly HostArray[], results: readonly HostArray[]): void {
    if (results.every((result) => this.#firstBad(result) < 0)) return;
    withModes({ numberCheck: this }, () => evaluateJaxpr(jaxpr, inputs));
    throw new UsageError({
      operation,
      received: "a NaN or an infinity in a result of the compiled program",
      expected: "numbers, which debugNans and debugInfs ask for",
      remedy: "operation by operation none was found: look at the values on the way with debug.print",
    });
  }

  /** The same on a device, whose values have to be waited for: the results then fail when they are read. */
  checkLater(operation: string, jaxpr: Jaxpr, inputs: readonly Storage[], results: readonly Storage[]): void {
    const given = valuesOf(inputs, inputTypes(jaxpr));
    const values = valuesOf(results, outputTypes(jaxpr));
    const turn = new Turn();
    for (const result of results) result.require?.(turn);
    void turn.do(async () => {
      this.checkProgram(operation, jaxpr, await given, await values);
    });
    turn.end();
  }
}

/** Values of a device, as they are now. */
function valuesOf(storages: readonly Storage[], types: readonly AbstractArray[]): Promise<readonly HostArray[]> {
  const values = Promise.all(
    storages.map(async (storage, k) => ({
      shape: types[k]!.shape,
      dtype: types[k]!.dtype,
      data: await storage.read(),
    })),
  );
  values.catch(() => undefined);
  return values;
}
