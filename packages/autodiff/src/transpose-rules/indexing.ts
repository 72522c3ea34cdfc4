import {
  bind,
  gathered,
  isLinear,
  known,
  scattered,
  zeros,
  type IndexingName,
  type TransposeRule,
} from "@proj/array/core";
import { gatherOfScatter, scatterOfGather } from "../windows.ts";

const dynamicSliceTranspose: TransposeRule<"dynamicSlice"> = ([ct], [x, ...starts]) => {
  const places = starts.map((start) => known(start, "dynamicSlice"));
  const cotangent = isLinear(x!) ? bind("dynamicUpdateSlice", [zeros(x.aval), ct!, ...places], {})[0] : null;
  return [cotangent, ...starts.map(() => null)];
};

const dynamicUpdateSliceTranspose: TransposeRule<"dynamicUpdateSlice"> = ([ct], [x, update, ...starts]) => {
  const places = starts.map((start) => known(start, "dynamicUpdateSlice"));
  const { shape, dtype } = update!.aval;
  return [
    isLinear(x!) ? bind("dynamicUpdateSlice", [ct!, zeros({ shape, dtype }), ...places], {})[0] : null,
    isLinear(update!) ? bind("dynamicSlice", [ct!, ...places], { sizes: shape })[0] : null,
    ...starts.map(() => null),
  ];
};

/** What was read at a place is added up there. */
const gatherTranspose: TransposeRule<"gather"> = ([ct], [x, indices], params) => [
  isLinear(x) ? scattered(zeros(x.aval), known(indices, "gather"), ct!, scatterOfGather(params)) : null,
  null,
];

/** Adding updates is linear in both; the other ways to combine are differentiated into it. */
const scatterTranspose: TransposeRule<"scatter"> = ([ct], [x, indices, updates], params) => {
  if (params.combine !== "add") throw new Error(`scatter with "${params.combine}" is not linear`);
  const windows = gatherOfScatter(params, x.aval.shape, updates.aval.shape);
  return [isLinear(x) ? ct! : null, null, isLinear(updates) ? gathered(ct!, known(indices, "scatter"), windows) : null];
};

export const indexingTransposeRules: { readonly [P in IndexingName]: TransposeRule<P> } = {
  dynamicSlice: dynamicSliceTranspose,
  dynamicUpdateSlice: dynamicUpdateSliceTranspose,
  gather: gatherTranspose,
  scatter: scatterTranspose,
};
