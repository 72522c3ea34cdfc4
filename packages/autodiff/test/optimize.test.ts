import * as np from "@proj/array";
import { array, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { minimize, type MinimizeOptions } from "@proj/autodiff/optimize";
import { load, type Tensor } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { expectClose } from "./numeric.ts";

type Objective = (x: NDArray, ...args: readonly NDArray[]) => NDArray;

/** The functions of tooling/reference/optimize.py. */
const functions: { readonly [name: string]: Objective } = {
  rosenbrock(x) {
    const [first, next] = [x.at(":-1").get(), x.at("1:").get()];
    return np.sum(
      np
        .square(next.sub(np.square(first)))
        .mul(100)
        .add(np.square(first.mul(-1).add(1))),
    );
  },
  himmelblau(x) {
    const [a, b] = [...x] as [NDArray, NDArray];
    return np.square(a.mul(a).add(b).sub(11)).add(np.square(a.add(b.mul(b)).sub(7)));
  },
  matyas(x) {
    const [a, b] = [...x] as [NDArray, NDArray];
    return a.mul(a).add(b.mul(b)).mul(0.26).sub(a.mul(0.48).mul(b));
  },
  eggholder(x) {
    const [a, b] = [...x] as [NDArray, NDArray];
    const c = b.add(47);
    const wave = (y: NDArray): NDArray => np.sin(np.sqrt(np.abs(y)));
    return c
      .neg()
      .mul(wave(a.div(2).add(c)))
      .sub(a.mul(wave(a.sub(c))));
  },
  line: (x) => x.sum(),
  kink: (x) => np.abs(x).sum(),
  notANumber: (x) => np.log(x).sum(),
  scaled: (x, a, b) => a.mul(x.sub(b).pow(4)).sum(),
};

const of = ({ data, shape }: Tensor): NDArray => array(data).reshape(shape);

describe("minimize", () => {
  test.each(load("optimize"))("finds of $group what JAX finds: $name", ({ group, params, inputs, outputs }) => {
    const x0 = of(inputs["x0"]!);
    const args = group === "scaled" ? [array([1, 2, 0.5], x0.dtype), array(0.5, x0.dtype)] : [];
    const options = params["options"] as MinimizeOptions["options"] & object;
    const found = minimize(functions[group]!, x0, args, { method: "BFGS", options });
    expect(Object.keys(found)).toEqual(Object.keys(outputs));
    const weak = params["weak"] as readonly string[];
    for (const [name, result] of Object.entries(found) as [string, NDArray][]) {
      const wanted = outputs[name]!;
      expect([result.dtype, result.shape, result.weakType], name).toEqual([
        wanted.dtype,
        wanted.shape,
        weak.includes(name),
      ]);
      expectClose(
        [...result.dataSync()].map(Number),
        [...wanted.data].map(Number),
        x0.dtype === "float64" ? 1e-6 : 1e-3,
      );
    }
  });

  test("goes from every place of a batch as from each alone", () => {
    const from = array([[0.5, 1], [-2, 3], [1, 1]]); // prettier-ignore
    const alone = (x: NDArray): readonly [NDArray, NDArray] => {
      const { x: found, nit } = minimize(functions["matyas"]!, x, [], { method: "bfgs", tol: 1e-3 });
      return [found, nit];
    };
    const [places, steps] = vmap(alone)(from);
    const each = [...from].map(alone);
    expectClose(
      [...places.dataSync()],
      each.flatMap(([x]) => [...x.dataSync()]),
      1e-5,
    );
    expect(steps.toList()).toEqual(each.map(([, nit]) => nit.item()));
  });
});
