import { choiceOption } from "@proj/tree/core";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** How the pixels of an image of another size come from those of the old one. */
export const ResizeMethod = {
  /** The nearest pixel. */
  NEAREST: "nearest",
  /** Linear interpolation. */
  LINEAR: "linear",
  /** Lanczos' windowed sinc of radius 3. */
  LANCZOS3: "lanczos3",
  /** Lanczos' windowed sinc of radius 5. */
  LANCZOS5: "lanczos5",
  /** Keys' cubic convolution, a = -0.5. */
  CUBIC: "cubic",
  /** As PyTorch has it: without antialiasing with a = -0.75, and with the pixels at the edges repeated. */
  CUBIC_PYTORCH: "cubic-pytorch",
  /** The mean of what a pixel covers. */
  AREA: "area",
} as const;

/** One of the {@link ResizeMethod}s. */
export type ResizeMethod = (typeof ResizeMethod)[keyof typeof ResizeMethod];

const synonyms = {
  bilinear: "linear",
  trilinear: "linear",
  triangle: "linear",
  bicubic: "cubic",
  tricubic: "cubic",
  "bicubic-pytorch": "cubic-pytorch",
} as const satisfies Readonly<Record<string, ResizeMethod>>;

/** A {@link ResizeMethod}, or another name of one. */
export type ResizeMethodName = ResizeMethod | keyof typeof synonyms;

const names = [...Object.values(ResizeMethod), ...(Object.keys(synonyms) as (keyof typeof synonyms)[])];

/** Reads the name of a method. */
export const resizeMethodOption = choiceOption<ResizeMethodName>(...names);

/** The method of a name. */
export const methodOf = (name: ResizeMethodName): ResizeMethod =>
  Object.hasOwn(synonyms, name) ? synonyms[name as keyof typeof synonyms] : (name as ResizeMethod);

/** How much pixels count by their distance from a place, in pixels. */
export interface Kernel {
  /** From where on they do not. */
  readonly radius: number;
  readonly weight: (distance: NDArray) => NDArray;
}

/** sinc(x) sinc(x / r), by Lanczos. */
const lanczos = (radius: number): Kernel => ({
  radius,
  weight(x) {
    const waves = lax.mul(lax.mul(lax.sin(lax.mul(x, Math.PI)), lax.sin(lax.mul(x, Math.PI / radius))), radius);
    const far = lax.gt(x, 1e-3);
    const quotient = lax.div(waves, lax.select(far, lax.mul(lax.mul(x, x), Math.PI ** 2), 1));
    return lax.select(lax.gt(x, radius), 0, lax.select(far, quotient, 1));
  },
});

/** Keys' piecewise cubic (Cubic convolution interpolation for digital image processing, 1981). */
const cubic = (a: number): Kernel => ({
  radius: 2,
  weight(x) {
    const square = lax.mul(x, x);
    const inner = lax.add(lax.mul(lax.sub(lax.mul(x, a + 2), a + 3), square), 1);
    const outer = lax.mul(lax.sub(lax.mul(lax.add(lax.mul(lax.sub(x, 5), x), 8), x), 4), a);
    return lax.select(lax.ge(x, 2), 0, lax.select(lax.ge(x, 1), outer, inner));
  },
});

/** The kernel of each method but the nearest pixel and the mean of areas. */
export const kernels: { readonly [M in Exclude<ResizeMethod, "nearest" | "area">]: Kernel } = {
  linear: { radius: 1, weight: (x) => lax.max(lax.sub(1, x), 0) },
  lanczos3: /* @__PURE__ */ lanczos(3),
  lanczos5: /* @__PURE__ */ lanczos(5),
  cubic: /* @__PURE__ */ cubic(-0.5),
  "cubic-pytorch": /* @__PURE__ */ cubic(-0.75),
};
