import { stack, where, type NDArray } from "@proj/array";
import { grad } from "@proj/autodiff";
import * as optim from "@proj/optim";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { complaint, toArray } from "./recorded.ts";

/*
 * Losses, projections, assignments and schedules: what Optax gives, with gradients.
 */

type Callable = (...args: readonly unknown[]) => NDArray | readonly NDArray[];
const functions = { ...optim.losses, ...optim.projections, ...optim.assignment } as unknown as Readonly<
  Record<string, Callable>
>;

/** The sum of what is finite. */
const finiteSum = (x: NDArray): NDArray => where(x.sub(x).eq(0), x, 0).sum();

function replay(c: Case): readonly string[] {
  const f = functions[c.params["function"] as string]!;
  const inputs = Object.entries(c.inputs);
  const args = inputs.filter(([name]) => /^\d+$/.test(name)).map(([, tensor]) => toArray(tensor));
  const named = inputs.filter(([name]) => !/^\d+$/.test(name)).map(([name, tensor]) => [name, toArray(tensor)]);
  const given = { ...(c.params["options"] as object), ...(Object.fromEntries(named) as object) };
  const options = Object.keys(given).length === 0 ? [] : [given];
  // Losses that may compare with 0 take their options behind the targets.
  const run = (...arrays: readonly unknown[]): NDArray | readonly NDArray[] => f(...arrays, ...options);
  const results = run(...args);
  const list = (Array.isArray(results) ? results : [results]) as readonly NDArray[];
  return Object.entries(c.outputs).flatMap(([name, expected]) => {
    const [kind, place] = name.split(" ") as [string, string];
    if (kind === "result") return complaint(name, list[Number(place)]!, expected);
    const position = Number(place);
    const slope = grad((x: NDArray) => finiteSum(run(...args.map((arg, k) => (k === position ? x : arg))) as NDArray));
    return complaint(name, slope(args[position]!), expected, 1e-4);
  });
}

describe.each(["losses", "projections", "assignment"])("%s are those of Optax:", (group) => {
  test.each(loadGroup("optim-functions", group))("$name", (c) => {
    expect(replay(c)).toEqual([]);
  });
});

test("schedules by position are those of Optax", () => {
  const complaints = loadGroup("optim-functions", "schedules").flatMap((c) => {
    const make = (optim.schedules as unknown as Readonly<Record<string, (...args: unknown[]) => optim.Schedule>>)[
      c.params["function"] as string
    ]!;
    const options = c.params["options"] as object;
    const args = c.params["args"] as readonly unknown[];
    const schedule = make(...args, ...(Object.keys(options).length === 0 ? [] : [options]));
    const values = Array.from(input(c, "count").data as Int32Array, (count) => schedule(count));
    return complaint(c.name, stack(values), output(c, "result"));
  });
  expect(complaints).toEqual([]);
});
