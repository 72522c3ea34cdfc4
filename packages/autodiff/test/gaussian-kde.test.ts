import { array, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { gaussianKde, type BandwidthMethod } from "@proj/array/stats";
import { grad, vmap } from "@proj/autodiff";
import { load, type Tensor } from "@proj/reference";
import { expect, test } from "vitest";
import { expectClose, values } from "./numeric.ts";

const of = ({ data, dtype, shape }: Tensor): NDArray => fromHostData(data.slice(), shape, dtype as "float32");

test.each(load("gaussian-kde"))("an estimate of a density is that of JAX: $name", ({ params, inputs, outputs }) => {
  const [data, points, mean, cov] = ["data", "points", "mean", "cov"].map((name) => of(inputs[name]!)) as [NDArray, NDArray, NDArray, NDArray]; // prettier-ignore
  const weights = inputs["weights"] === undefined ? null : of(inputs["weights"]);
  const bwMethod = params["bwMethod"] as BandwidthMethod | null;
  const estimate = (x: NDArray) => gaussianKde(x, { bwMethod, weights });
  const kde = estimate(data);
  const found: Readonly<Record<string, () => NDArray>> = {
    neff: () => kde.neff,
    covariance: () => kde.covariance,
    evaluate: () => kde.evaluate(points),
    logpdf: () => kde.logpdf(points),
    far: () => kde.logpdf(points.mul(30)),
    integrateGaussian: () => kde.integrateGaussian(mean, cov),
    integrateKde: () => kde.integrateKde(gaussianKde(points)),
    integrateBox1d: () => kde.integrateBox1d(-0.5, 1),
    slope: () =>
      grad((x: NDArray) =>
        estimate(x)
          .evaluate(points)
          .mul(array([1, 2, 3]))
          .sum(),
      )(data),
  };
  for (const [name, wanted] of Object.entries(outputs)) {
    const result = found[name]!();
    expect([result.dtype, result.shape], name).toEqual([wanted.dtype, wanted.shape]);
    expectClose(values([result]), [...wanted.data].map(Number), 2e-4);
  }
});

test("an estimate is a tree", () => {
  const density = (x: NDArray): NDArray => gaussianKde(x).evaluate(array([0]));
  const data = array([[-1, 0, 1], [2, 3, 5]]); // prettier-ignore
  expectClose(values([vmap(density)(data)]), [...data].flatMap((x) => values([density(x)])), 1e-5); // prettier-ignore
  const kde = gaussianKde(data.at(0).get());
  expect(vmap((one: typeof kde) => one.pdf(array([0])), [null], { axisSize: 2 })(kde).shape).toEqual([2, 1]);
});
