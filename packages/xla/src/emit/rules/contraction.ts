import type { ContractionName } from "@proj/array/core";
import type { EmissionRule } from "../rule.ts";
import { list } from "../types.ts";

export const contractionRules: { readonly [P in ContractionName]: EmissionRule<P> } = {
  dotGeneral: (body, operands, { lhsBatch, rhsBatch, lhsContracting, rhsContracting }, [type]) => {
    const batching = lhsBatch.length === 0 ? "" : `batching_dims = ${list(lhsBatch)} x ${list(rhsBatch)}, `;
    const contracting = `contracting_dims = ${list(lhsContracting)} x ${list(rhsContracting)}`;
    // Accelerators would round float32 to fewer digits otherwise.
    const precision = "precision = [HIGHEST, HIGHEST]";
    return [body.op("dot_general", operands, type!, `${batching}${contracting}, ${precision}`)];
  },
};
