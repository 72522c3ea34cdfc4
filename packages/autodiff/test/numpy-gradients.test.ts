import * as np from "@proj/array";
import { isNDArray, type NDArray } from "@proj/array";
import * as image from "@proj/array/image";
import { RegularGridInterpolator, type RegularGridInterpolatorOptions } from "@proj/array/interpolate";
import { mapCoordinates } from "@proj/array/ndimage";
import * as nn from "@proj/array/nn";
import * as signal from "@proj/array/signal";
import { fromHostData } from "@proj/array/core";
import { grad } from "@proj/autodiff";
import { load, recordedArguments, type Case, type Tensor, type Topic } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { expectClose, values } from "./numeric.ts";

/*
 * First derivatives of functions of NumPy and SciPy, with the arguments with which JAX was asked for them: of the sum of all floats in the
 * results, each times a factor of its own.
 */

const smallTools = {
  ...image,
  mapCoordinates,
  interpolated: (v: NDArray, xi: NDArray, points: readonly NDArray[], options: RegularGridInterpolatorOptions) =>
    new RegularGridInterpolator(points, v, options).call(xi),
};

const doors: readonly (readonly [topic: Topic, door: object])[] = [
  ["numpy-arrangement", np],
  ["numpy-calculus", np],
  ["numpy-counting", np],
  ["attention", nn],
  ["small-tools", smallTools],
  ["signals", signal],
];

type Callable = (...args: readonly unknown[]) => NDArray | readonly NDArray[];
type Functions = Readonly<Record<string, Callable>>;

function fromTensor({ data, dtype, shape }: Tensor): NDArray {
  if (data instanceof Uint16Array) throw new Error(`no dtype for ${dtype}`);
  if (dtype === "complex64" || dtype === "complex128") return fromHostData(data.slice(), shape, dtype);
  return dtype === "bool" || dtype === "float16" || dtype === "uint8"
    ? np.array(data, dtype).reshape(shape)
    : np.array(data).reshape(shape);
}

/** The number whose derivatives were recorded. */
function weighted(result: NDArray | readonly NDArray[]): NDArray {
  const arrays = isNDArray(result) ? [result] : result.flat();
  return arrays
    .filter(({ dtype }) => dtype.startsWith("float"))
    .map((x) => x.mul(np.cos(np.arange(x.size)).reshape(x.shape)).sum())
    .reduce((sum, part) => sum.add(part));
}

const differentiated = (topic: Topic): readonly Case[] =>
  load(topic).filter(({ outputs }) => Object.keys(outputs).some((name) => name.startsWith("grad")));

describe.each(doors)("%s", (topic, door) => {
  test.each(differentiated(topic))("the derivative of $group $name is that of JAX", (from) => {
    const args = recordedArguments(from, fromTensor);
    for (const [name, expected] of Object.entries(from.outputs)) {
      if (!name.startsWith("grad")) continue;
      const place = Number(name.slice("grad".length));
      const loss = (argument: NDArray): NDArray =>
        weighted((door as Functions)[from.group]!(...args.with(place, argument)));
      const found = grad(loss)(args[place] as NDArray);
      expect(found.shape).toEqual(expected.shape);
      expectClose(values([found]), Array.from(expected.data), 2e-5);
    }
  });
});
