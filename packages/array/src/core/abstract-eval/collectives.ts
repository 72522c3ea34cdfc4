import { collectiveNames, type CollectiveName } from "../families.ts";
import { tableOf } from "../table.ts";
import type { ShapeRule } from "./index.ts";

/** Shape rules of collectives: those that the equation brings. */
export const collectiveShapeRules = (): { readonly [P in CollectiveName]: ShapeRule<P> } =>
  tableOf(
    collectiveNames,
    (): ShapeRule<CollectiveName> => (operands, params) => params.rules.types(operands as never, params as never),
  );
