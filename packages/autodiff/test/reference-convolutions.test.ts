import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import { grad, jvp, vjp } from "@proj/autodiff";
import { loadGroup, type Case, type Tensor } from "@proj/reference";
import { describe, expect, it } from "vitest";

/** Convolutions, their derivatives in both modes and second derivatives, computed by JAX. */

function fromTensor({ data, dtype, shape }: Tensor): NDArray {
  if (dtype === "float16") return np.array(data, { dtype }).reshape(shape);
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint32Array)
    return np.array(data).reshape(shape);
  throw new Error(`no dtype for ${dtype}`);
}

function expectTensor(actual: NDArray, expected: Tensor): void {
  expect(actual.describe()).toBe(`${expected.dtype}[${expected.shape.join(",")}]`);
  const values = Array.from(actual.dataSync());
  const wrong = Array.from(expected.data).findIndex(
    (wanted, k) => !(Math.abs(values[k]! - wanted) <= 2e-5 * Math.max(1, Math.abs(wanted))),
  );
  if (wrong >= 0) expect(values).toEqual(Array.from(expected.data));
}

/** The value and, where they are recorded, the derivatives, for a cotangent of ones and twos and tangents of ones. */
function expectCase({ inputs, outputs }: Case, of: (operands: readonly NDArray[]) => NDArray): void {
  const operands = Object.values(inputs).map(fromTensor);
  const f = (...args: NDArray[]): NDArray => of(args);
  expectTensor(f(...operands), outputs["result"]!);
  if (outputs["tangent"] === undefined) return;
  const [result, pull] = vjp(f, operands);
  const ct = np.arange(result.size, "int32").mod(2).add(1).astype(result.dtype).reshape(result.shape);
  pull(ct).forEach((sent, k) => expectTensor(sent, outputs[`cotangent${k}`]!));
  const ones = operands.map((x) => np.onesLike(x));
  expectTensor(jvp(f, operands, ones)[1], outputs["tangent"]);
  const loss = (...args: NDArray[]): NDArray =>
    np
      .sin(f(...args).mul(0.1))
      .mul(ct)
      .sum();
  const places = operands.map((_, k) => k);
  const [, second] = jvp((...args: NDArray[]) => grad(loss, places)(...args), operands, ones);
  second.forEach((t, k) => expectTensor(t, outputs[`second${k}`]!));
}

const { conv, convGeneralDilated, convTranspose, convGeneralDilatedPatches, convGeneralDilatedLocal } = lax;
const convolutions = { conv, convGeneralDilated, convTranspose };

describe("convolutions as JAX has them", () => {
  it.each(loadGroup("convolutions", "convolution").map((c) => [c.name, c] as const))("%s", (_, c) => {
    const {
      function: name,
      strides,
      padding,
      options,
    } = c.params as unknown as {
      function: keyof typeof convolutions;
      strides: number[];
      padding: lax.Padding;
      options: lax.ConvOptions;
    };
    expectCase(c, ([x, kernel]) => convolutions[name](x!, kernel!, strides, padding, options));
  });

  it.each(["conv_general_dilated_patches", "conv_general_dilated_local"] as const)("%s", (group) => {
    for (const c of loadGroup("convolutions", group)) {
      const { filterShape, windowStrides, padding, ...options } = c.params as unknown as lax.PatchOptions & {
        filterShape: number[];
        windowStrides: number[];
        padding: lax.Padding;
      };
      expectCase(c, (operands) =>
        operands.length === 1
          ? convGeneralDilatedPatches(operands[0]!, filterShape, windowStrides, padding, options)
          : convGeneralDilatedLocal(operands[0]!, operands[1]!, windowStrides, padding, filterShape, options),
      );
    }
  });

  it("with padding and dilations by position", () => {
    const [c] = loadGroup("convolutions", "conv_with_general_padding");
    expectCase(c!, ([x, kernel]) => lax.convWithGeneralPadding(x!, kernel!, [2], [[1, 2]], [2], [1]));
  });

  it.each(["full", "same", "valid"])("of signals, mode %s", (mode) => {
    for (const c of loadGroup("convolutions", "numpy").filter(({ params }) => params["mode"] === mode)) {
      const f = c.params["function"] === "convolve" ? np.convolve : np.correlate;
      expectCase(c, ([a, v]) => f(a!, v!, mode as np.ConvolveMode));
    }
  });
});
