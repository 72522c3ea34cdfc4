import { fromHostData, toHost } from "@proj/array/core";
import { onesLike, type NDArray } from "@proj/array";
import { hyp1f1, hyp2f1, sphHarmY, wofz } from "@proj/array/special";
import { jvp } from "@proj/autodiff";
import { load } from "@proj/reference";
import { describe, expect, it } from "vitest";

const functions: Readonly<Record<string, (...args: readonly NDArray[]) => NDArray>> = {
  hyp1f1: (a, b, x) => hyp1f1(a, b, x),
  hyp2f1: (a, b, c, x) => hyp2f1(a, b, c, x),
  wofz: (z) => wofz(z),
  sphHarmY: (n, m, theta, phi) => sphHarmY(n, m, theta, phi),
};

describe("derivatives are those of JAX:", () => {
  it.each(load("hypergeometric-derivatives"))("$group $name", ({ group, params, inputs, outputs }) => {
    const args: readonly NDArray[] = Object.values(inputs).map(({ data, shape, dtype }) =>
      fromHostData(data, shape, dtype as "float64"),
    );
    const by = params["by"] as number;
    const along = (x: NDArray): NDArray => functions[group]!(...args.with(by, x));
    const [, tangent] = jvp(along, [args[by]!], [onesLike(args[by]!)]);
    const { data, dtype } = outputs["tangent"]!;
    expect(tangent.dtype).toBe(dtype);
    const ours = toHost(tangent, "derivatives").data;
    Array.from(data as Float64Array).forEach((wanted, k) => {
      expect(Math.abs(ours[k]! - wanted), `element ${k}: ${ours[k]} instead of ${wanted}`).toBeLessThan(
        1e-9 * Math.max(1, Math.abs(wanted)),
      );
    });
  });
});
