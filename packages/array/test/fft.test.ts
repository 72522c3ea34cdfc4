import * as np from "@proj/array";
import * as fft from "@proj/array/fft";
import * as lax from "@proj/array/lax";
import { describe, expect, it } from "vitest";
import { checkCalls, functionsOf, rounding } from "./calls.ts";

const functions = { ...fft, laxFft: lax.fft };
const tolerance = { ...rounding, float32: 2e-6, float64: 1e-13 };

describe("Fourier transforms give what JAX gives", () => {
  it.each(functionsOf("fft").filter(([name]) => name in functions))("%s", (name, cases) => {
    checkCalls(functions, name, cases, tolerance);
  });
});

describe("Fourier transforms refuse", () => {
  const x = np.ones([2, 3]);
  it.each([
    [
      "lengths that are not those of the axes",
      () => lax.fft(x, "FFT", [4]),
      "lax.fft received complex64[2,3] and fftLengths [4]",
    ],
    ["complex numbers where real ones belong", () => fft.rfft(x.mul(np.complex(0, 1))), "expected: real numbers"],
    ["lengths of 0", () => fft.fft(x, 0), "one length, greater than 0"],
    ["more lengths than axes", () => fft.fftn(x, [1, 1, 1]), "one length, greater than 0, for each axis"],
    ["nothing", () => fft.fft(np.zeros([0])), "at least one element"],
    ["an axis twice", () => fft.fftn(x, { axes: [1, -1] }), "each axis at most once"],
    [
      "a norm that does not exist",
      () => fft.fft(x, { norm: "unitary" as never }),
      'fft received norm: the text "unitary"',
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(message);
  });
});
