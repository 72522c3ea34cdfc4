import { makeJaxpr, ones, type NDArray } from "@proj/array";
import {
  interpreter,
  lower,
  planMemory,
  schedule,
  simplify,
  tileScans,
  type Program,
  type Stage,
} from "@proj/jit/core";
import { describe, expect, expectTypeOf, test } from "vitest";

const { limits } = interpreter();
const { jaxpr } = makeJaxpr((x: NDArray) => x.add(1).sum())(ones(16));
const lowered = lower("total", simplify(jaxpr), limits);

describe("the stage of a program", () => {
  test("is its type, and every pass takes the program that the pass before it gives", () => {
    const tiled = tileScans(lowered, limits);
    const scheduled = schedule(tiled, limits);
    const planned = planMemory(scheduled, limits);
    expectTypeOf(lowered).toEqualTypeOf<Program<"lowered">>();
    expectTypeOf(tiled).toEqualTypeOf<Program<"tiled">>();
    expectTypeOf(scheduled).toEqualTypeOf<Program<"scheduled">>();
    expectTypeOf(planned).toEqualTypeOf<Program>();
    expect([lowered, tiled, scheduled, planned].map(({ stage }) => stage)).toEqual([
      "lowered",
      "tiled",
      "scheduled",
      "planned",
    ]);
  });

  test("keeps a pass from being left out or repeated", () => {
    // @ts-expect-error a lowered program has to be tiled first
    schedule(lowered, limits);
    // @ts-expect-error a lowered program has to be tiled and scheduled first
    planMemory(lowered, limits);
    // @ts-expect-error a program is tiled once
    tileScans(tileScans(lowered, limits), limits);
    // @ts-expect-error a target compiles programs whose memory is planned
    interpreter().compile(lowered);
  });

  test("does not matter to what reads programs of all stages", () => {
    expectTypeOf<Program<"lowered">>().toExtend<Program<Stage>>();
    expectTypeOf<Program>().toExtend<Program<Stage>>();
    expectTypeOf<Program<"lowered">["arena"]>().toEqualTypeOf<null>();
  });
});
