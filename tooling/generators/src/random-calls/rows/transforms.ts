import * as fft from "@proj/array/fft";
import type { Drawing } from "../drawing.ts";
import { alike, type Drawn, type Rows } from "../row.ts";

const composed = { nearness: "composed" } as const;

const alongAxis =
  (kind: "real" | "number") =>
  (d: Drawing): Drawn => {
    const x = d.array({
      kind: d.chance(0.9) ? (kind === "real" ? "float" : "inexact") : kind,
      ndim: [1, 2],
      size: 3,
      tame: true,
    });
    const n = d.chance(0.4) ? { n: d.whole(2, 6) } : {};
    const norm = d.chance(0.4) ? { norm: d.pick("ortho", "forward", "backward") } : {};
    return { args: [{ ref: x.ref }], options: { axis: d.axis(x), ...n, ...norm } };
  };

/** Fourier transforms. */
export const transforms: Rows = {
  ...alike("jnp.fft", fft, "fft ifft", { ...composed, weight: 2, draw: alongAxis("number") }),
  ...alike("jnp.fft", fft, "irfft hfft", { ...composed, draw: alongAxis("number") }),
  ...alike("jnp.fft", fft, "rfft ihfft", { ...composed, draw: alongAxis("real") }),
  ...alike("jnp.fft", fft, "fft2 ifft2 fftn ifftn", {
    ...composed,
    weight: 0.5,
    draw: (d) => ({ args: [{ ref: d.array({ kind: "inexact", ndim: [2, 3], size: 1, tame: true }).ref }] }),
  }),
  ...alike("jnp.fft", fft, "rfft2 rfftn", {
    ...composed,
    weight: 0.5,
    draw: (d) => ({ args: [{ ref: d.array({ kind: "float", ndim: [2, 3], size: 1, tame: true }).ref }] }),
  }),
  ...alike("jnp.fft", fft, "irfft2 irfftn", {
    ...composed,
    weight: 0.3,
    draw: (d) => ({ args: [{ ref: d.array({ kind: "inexact", ndim: [2, 3], size: 3, tame: true }).ref }] }),
  }),
  ...alike("jnp.fft", fft, "fftfreq rfftfreq", {
    nearness: "element",
    weight: 0.2,
    draw: (d) => ({ args: [d.whole(1, 6), ...(d.chance(0.5) ? [{ float: 0.5 }] : [])] }),
  }),
  ...alike("jnp.fft", fft, "fftshift ifftshift", {
    nearness: "exact",
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 3] });
      return { args: [{ ref: x.ref }], options: { axes: d.axes(x) } };
    },
  }),
};
