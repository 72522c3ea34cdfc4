import type { NDArray, TypedArray } from "@proj/array";
import { dropUnread, evaluateJaxpr, stage, toHost } from "@proj/array/core";
import {
  lower,
  planMemory,
  schedule,
  simplify,
  tileScans,
  validate,
  type Program,
  type TargetLimits,
} from "@proj/jit/core";
import { blankResults } from "../random-loops/index.ts";
import { guarded } from "./guarded.ts";
import type { DrawnOperation } from "./indexing.ts";

/** Operations as one program in checked memory, and what it has to give. */
export interface CheckedCase {
  readonly program: Program;
  readonly inputs: readonly TypedArray[];
  /** Memory for the results, which nobody has written. */
  readonly results: readonly TypedArray[];
  readonly expected: readonly { readonly title: string; readonly values: TypedArray }[];
}

/**
 * Compiles operations as one program.
 *
 * @param operations - they share nothing.
 * @param limits - those of the target.
 */
export function checkedCase(operations: readonly DrawnOperation[], limits: TargetLimits): CheckedCase {
  const operands = operations.flatMap((operation) => operation.operands);
  const titles: string[] = [];
  const { jaxpr: staged, consts } = stage(
    (args: readonly NDArray[]) => {
      let next = 0;
      return operations.flatMap(({ title, operands, apply }) => {
        const results = apply(args.slice(next, (next += operands.length)));
        for (const _ of results) titles.push(title);
        return results;
      });
    },
    operands.map(({ aval }) => aval),
    "hostile places",
  );
  const jaxpr = dropUnread(staged);
  const given = [...consts, ...operands].map((x) => toHost(x, "hostile places"));
  const scheduled = schedule(tileScans(lower("hostile places", simplify(jaxpr), limits), limits), limits);
  const planned = planMemory(scheduled, limits);
  validate(planned);
  const { program, zones } = guarded(planned, limits);
  validate(program);
  return {
    program,
    inputs: [...given.map(({ data }) => data), ...zones],
    results: blankResults(program).map((result) => result.fill(3)),
    expected: [
      ...evaluateJaxpr(jaxpr, given).map(({ data }, index) => ({ title: titles[index]!, values: data })),
      ...zones.map((values, index) => ({ title: `zone ${index}`, values })),
    ],
  };
}

/** The first result that is not what it has to be, in words; null if there is none. */
export function violation({ expected }: CheckedCase, results: readonly TypedArray[]): string | null {
  for (const [index, { title, values }] of expected.entries()) {
    const result = results[index]!;
    const place = values.findIndex(
      (value, k) => value !== result[k] && !(Number.isNaN(value) && Number.isNaN(result[k])),
    );
    if (place >= 0 || values.length !== result.length)
      return `${title}: ${result[place]} instead of ${values[place]} at ${place}`;
  }
  return null;
}
