import * as np from "@proj/array";
import * as lax from "@proj/array/lax";
import { describe, expect, it } from "vitest";
import { checkCalls, functionsOf, rounding } from "./calls.ts";

const { complex: complexOfLax, ...laxFunctions } = lax;
const functions: Record<string, unknown> = {
  ...laxFunctions,
  ...np,
  ...Object.fromEntries(
    // What both have is recorded from lax, where its name is that of lax.
    [
      "neg",
      "acos",
      "asin",
      "atan",
      "rsqrt",
      "logistic",
      "reciprocal",
      "square",
      "conj",
      "real",
      "imag",
      "abs",
      "sign",
    ].map((name) => [name, lax[name as keyof typeof lax]]),
  ),
  complex: complexOfLax,
  square: np.square,
  npReal: np.real,
  npImag: np.imag,
  npConj: np.conj,
  npAngle: np.angle,
  npIscomplex: np.iscomplex,
  npIsreal: np.isreal,
  concatenate: np.concatenate,
};
const needDerivatives = /^(derivative|gradient|gradOf|jvpOf|vjpOf|jacfwdOf|jacrevOf)/;

describe("functions of complex numbers give what JAX gives", () => {
  it.each(functionsOf("complex").filter(([name]) => !needDerivatives.test(name)))("%s", (name, cases) => {
    checkCalls(functions, name, cases, { ...rounding, float32: 4e-6, float64: 4e-14 });
  });
});

const z = np.array([{ re: 1, im: 2 }, 3, { re: -0, im: -0.5 }]);

describe("complex numbers", () => {
  it("are read and printed", () => {
    expect(z.dtype).toBe("complex64");
    expect(String(z)).toBe("[1+2j, 3+0j, -0-0.5j]");
    expect(z.inspect()).toBe("c64[3] [1+2j, 3+0j, -0-0.5j]");
    expect(String(np.array([{ re: NaN, im: -Infinity }], "complex128"))).toBe("[NaN-Infinityj]");
    expect(z.get(0).item<{ re: number; im: number }>()).toEqual({ re: 1, im: 2 });
    expect(z.toList()).toEqual([
      { re: 1, im: 2 },
      { re: 3, im: 0 },
      { re: -0, im: -0.5 },
    ]);
    expect(JSON.stringify(np.array([{ re: 1, im: Infinity }]))).toBe('[{"re":1,"im":"Infinity"}]');
    expect([...z.dataSync()]).toEqual([1, 2, 3, 0, -0, -0.5]);
    expect(np.array([np.complex(1, 2), 3]).toList()).toEqual([
      { re: 1, im: 2 },
      { re: 3, im: 0 },
    ]);
    expect(String(z.real)).toBe("[1, 3, -0]");
    expect(String(z.imag.add(z.conj().imag))).toBe("[0, 0, 0]");
  });

  it("on the left of products of vectors are conjugated", () => {
    const vector = np.array([np.complex(1, 2), np.complex(3, -1)]);
    const expected = np.vdot(vector, vector).toList();
    expect(np.vecdot(vector, vector).toList()).toEqual(expected);
    expect(np.vecmat(vector, np.reshape(vector, [2, 1])).toList()).toEqual([expected]);
    expect(vector.at(0).add(np.complex(0, 1)).toList()).toEqual([
      { re: 1, im: 3 },
      { re: 3, im: -1 },
    ]);
  });

  it("alone are weak", () => {
    const i = np.complex(0, 1);
    expect([i.dtype, i.weakType]).toEqual(["complex64", true]);
    expect(np.array([1], "float64").mul(i).describe()).toBe("complex128[1]");
    expect(np.array([1], "float16").mul(i).describe()).toBe("complex64[1]");
    expect(np.array([1], "int32").mul(i).describe()).toBe("weak complex64[1]");
    expect(i.mul(2).describe()).toBe("weak complex64[]");
    expect(np.iscomplexobj(i)).toBe(true);
    expect(np.isrealobj(z)).toBe(false);
  });

  it.each([
    ["a floor", () => lax.floor(z), "floor received complex64[3]"],
    ["an order in lax", () => lax.lt(z, z), "lt received complex64[3]"],
    ["a remainder", () => np.remainder(z, 2), "rem received complex64[3]"],
    ["a cube root", () => np.cbrt(z), "cbrt received complex64[3]"],
    ["a largest position", () => np.argmax(z), "argmax received complex64[3]"],
    [
      "real arrays",
      () => np.array([{ re: 1, im: 2 }], "float32"),
      "the complex number { re: 1, im: 2 } at place 0 for float32",
    ],
    ["updates that multiply", () => z.at(np.array([0, 0], "int32")).multiply(2), "scatter received complex64[3]"],
    ["updates that compare", () => z.at(np.array([0, 0], "int32")).max(2), "scatter received complex64[3]"],
    ["bits", () => lax.bitcastConvertType(z, "float64"), "take the parts apart with real and imag"],
    [
      "parts of integers",
      () => lax.complex(np.array([1], "int32"), np.array([1], "int32")),
      "complex received int32[1]",
    ],
  ])("refuse %s", (_, call, message) => {
    expect(call).toThrow(message);
  });
});
