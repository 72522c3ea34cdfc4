import { describe, expect, test } from "vitest";
import { families, recordedCalls } from "../src/option-sweep/play.ts";
import { leftOut, ofGpus } from "../src/option-sweep/refusals.ts";
import { sampleOf, sweep } from "../src/option-sweep/sweep.ts";
import { subjects } from "../src/subjects.ts";

/*
 * Calls with options and shapes that are rarely given, compiled for a GPU: some of each function, or all of them where PROJ_SWEEP is `all`,
 * which takes a good part of an hour.
 */

const all = process.env["PROJ_SWEEP"] === "all";

/** How many calls are compiled together: a kernel of many takes the software GPU longer than many kernels. */
const each = 2;

describe("functions with their options, compiled for WebGPU, give what JAX gives", () => {
  const subject = subjects.webgpu();

  test.each(families)(
    "of the family %s",
    async (family) => {
      const calls = recordedCalls(family);
      const some = all ? calls : sampleOf(calls, leftOut, ofGpus);
      const { complaints } = await sweep(some, await subject, ofGpus, each);
      expect(complaints).toEqual([]);
    },
    3_600_000,
  );

  test("what has 64 bits is refused where it is placed, or where it is compiled", async () => {
    const wide = families.flatMap((family) => {
      const calls = recordedCalls(family).filter(
        ({ text, refused }) => !refused && ofGpus.some(({ call }) => call.test(text)),
      );
      return calls.filter((_, place) => place % 8 === 0);
    });
    const { complaints, met } = await sweep(wide, await subject, ofGpus, each);
    expect(complaints).toEqual([]);
    expect(met).toEqual(expect.arrayContaining(ofGpus.map(({ reason }) => reason)));
  });

  test("no sample leaves out what there is not", () => {
    const names = families.flatMap((family) => recordedCalls(family).map(({ name }) => name));
    for (const { reason, name } of leftOut)
      expect(
        names.filter((one) => name.test(one)),
        reason,
      ).not.toEqual([]);
  });
});
