import type { NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import type { Argument } from "../call.ts";
import type { Drawing } from "../drawing.ts";
import type { Rows } from "../row.ts";

const composed = { nearness: "composed" } as const;
const padding = (d: Drawing): Argument => d.pick<Argument>("SAME", "VALID", [[1, 0]], [[0, 2]]);

type Pair = (x: NDArray, y: NDArray) => NDArray;
const folds: Readonly<Record<string, Pair>> = { add: lax.add, max: lax.max, min: lax.min, mul: lax.mul };

export const convolutions: Rows = {
  "lax.conv_general_dilated": {
    ...composed,
    weight: 2,
    ours: lax.convGeneralDilated,
    jax: "lax.conv_general_dilated",
    draw: (d) => {
      const dtype = d.float;
      const groups = d.chance(0.3) ? 2 : 1;
      const x = d.input({ dtype, shape: [2, 2, 5], tame: true });
      const kernel = d.input({ dtype, shape: [2, 2 / groups, 3], tame: true });
      const options: Record<string, Argument> = groups === 2 ? { featureGroupCount: 2 } : {};
      if (d.chance(0.3)) options["lhsDilation"] = [2];
      if (d.chance(0.3)) options["rhsDilation"] = [2];
      return { args: [{ ref: x.ref }, { ref: kernel.ref }, [d.whole(1, 2)], padding(d)], options };
    },
  },
  "conv of images": {
    ...composed,
    ours: (x: NDArray, kernel: NDArray, strides: readonly number[], pad: lax.Padding) =>
      lax.convGeneralDilated(x, kernel, strides, pad, { dimensionNumbers: ["NHWC", "HWIO", "NHWC"] }),
    jax: "lambda x, k, s, p: lax.conv_general_dilated(x, k, s, p, dimension_numbers=('NHWC', 'HWIO', 'NHWC'))",
    draw: (d) => {
      const dtype = d.float;
      const x = d.input({ dtype, shape: [1, 4, 3, 2], tame: true });
      const kernel = d.input({ dtype, shape: [2, 2, 2, 3], tame: true });
      return { args: [{ ref: x.ref }, { ref: kernel.ref }, [d.whole(1, 2), 1], d.pick("SAME", "VALID")] };
    },
  },
  "lax.conv_transpose": {
    ...composed,
    weight: 0.5,
    ours: (x: NDArray, kernel: NDArray, strides: readonly number[], pad: lax.Padding) =>
      lax.convTranspose(x, kernel, strides, pad, { dimensionNumbers: ["NWC", "WIO", "NWC"] }),
    jax: "lambda x, k, s, p: lax.conv_transpose(x, k, s, p, dimension_numbers=('NWC', 'WIO', 'NWC'))",
    draw: (d) => {
      const x = d.input({ dtype: d.float, shape: [2, 3, 2], tame: true });
      const kernel = d.input({ dtype: d.float, shape: [3, 2, 2], tame: true });
      return { args: [{ ref: x.ref }, { ref: kernel.ref }, [d.whole(1, 2)], d.pick("SAME", "VALID")] };
    },
  },
  "lax.reduce_window": {
    ...composed,
    weight: 2,
    ours: (
      x: NDArray,
      initial: NDArray,
      fold: string,
      sizes: readonly number[],
      strides: readonly number[],
      pad: lax.Padding,
    ) => lax.reduceWindow(x, initial, folds[fold]!, sizes, strides, pad),
    jax: "lambda x, i, fold, sizes, strides, pad: lax.reduce_window(x, i, getattr(lax, fold), sizes, strides, pad)",
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [2, 2], size: 4 });
      const initial = d.constant(x.array.dtype, [], [d.pick(0, 1)]);
      const sizes = [d.whole(1, 2), d.whole(1, 2)];
      return {
        args: [
          { ref: x.ref },
          { ref: initial.ref },
          d.pick("add", "max", "min", "mul"),
          sizes,
          [1, d.whole(1, 2)],
          d.pick<Argument>("SAME", "VALID", [
            [1, 0],
            [0, 1],
          ]),
        ],
      };
    },
  },
  "lax.conv_general_dilated_patches": {
    ...composed,
    weight: 0.3,
    ours: lax.convGeneralDilatedPatches,
    jax: "lax.conv_general_dilated_patches",
    draw: (d) => ({
      args: [
        { ref: d.input({ dtype: d.float, shape: [2, 2, 5], tame: true }).ref },
        [d.whole(1, 3)],
        [d.whole(1, 2)],
        padding(d),
      ],
    }),
  },
  "lax.conv_general_dilated_local": {
    ...composed,
    weight: 0.3,
    ours: lax.convGeneralDilatedLocal,
    jax: "lax.conv_general_dilated_local",
    draw: (d) => {
      const x = d.input({ dtype: d.float, shape: [2, 2, 5], tame: true });
      const kernel = d.input({ dtype: d.float, shape: [3, 6, 3], tame: true });
      return { args: [{ ref: x.ref }, { ref: kernel.ref }, [1], "VALID", [3]] };
    },
  },
};
