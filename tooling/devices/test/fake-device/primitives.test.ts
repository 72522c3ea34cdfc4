import { deviceGet, devicePut, type DType, type NDArray } from "@proj/array";
import { dtypes } from "@proj/array/core";
import { fakeDevice } from "@proj/devices/fake-device";
import { applyPrimitive, Draw, everySample } from "@proj/generators/primitive-samples";
import { describe, expect, test } from "vitest";

const samples = everySample.filter(({ sample }) => sample.evaluates);
const bits = (x: NDArray): readonly number[] => [...x.dataSync()];

describe("a primitive computes on a device what it computes on the host:", () => {
  test.each(samples.map((entry) => [`${entry.primitive}: ${entry.sample.title}`, entry] as const))(
    "%s",
    async (_, { primitive, sample }) => {
      const device = fakeDevice({ dtypes: Object.keys(dtypes) as DType[] });
      const { operands, params } = sample.make(new Draw(1));
      const expected = applyPrimitive(primitive, operands, params);
      const results = applyPrimitive(primitive, devicePut(operands, device), params);
      // Without operands there is nothing to tell where it should run.
      if (operands.length > 0) expect(results.every((result) => result.device === device)).toBe(true);
      const values = await deviceGet(results);
      expect(values.map((value) => value.describe())).toEqual(expected.map((value) => value.describe()));
      expect(values.map(bits)).toEqual(expected.map(bits));
    },
  );
});
