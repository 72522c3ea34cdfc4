import { UsageError } from "@proj/array";

/** A force field that acts on the effector all the time. */
export type Perturbation =
  | { readonly kind: "curl"; readonly amplitude: number }
  | { readonly kind: "fixed"; readonly force: readonly [number, number] };

const decimal = "[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?";
const curl = new RegExp(`^curl=(${decimal})$`, "i");
const fixed = new RegExp(`^fixed=(${decimal}),(${decimal})$`, "i");

/**
 * Reads what disturbs a movement: `none`, `curl=0.5`, `fixed=0.1,-0.2`, or several with `+` between them.
 *
 * @param operation - the command and option that it was typed for
 * @throws UsageError when it is written otherwise
 */
export function parsePerturbations(operation: string, text: string): readonly Perturbation[] {
  if (text === "none") return [];
  return text.split(/\+(?=[a-z])/i).map((part): Perturbation => {
    const turn = curl.exec(part);
    if (turn !== null) return { kind: "curl", amplitude: Number(turn[1]) };
    const push = fixed.exec(part);
    if (push !== null) return { kind: "fixed", force: [Number(push[1]), Number(push[2])] };
    throw new UsageError({
      operation,
      received: text === "" ? "an empty text" : text.slice(0, 40),
      expected: "none, curl=<number>, fixed=<x>,<y>, or several of them with + between",
      remedy: "write for example curl=-0.5, or fixed=0.2,0 for a push to the right",
    });
  });
}
