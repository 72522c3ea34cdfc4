import type { Step } from "../program/program.ts";
import type { ParallelSizes } from "../target.ts";
import { dependencesOf } from "./dependences.ts";
import type { Declarations } from "../program/declarations.ts";
import { chained, isSmall, SmallChains } from "./small-chains.ts";
import type { Work } from "../program/work.ts";

/*
 * List scheduling: every step goes into the earliest round in which it may run. The steps of a round are independent, but for
 * chains of small ones, which are one step; so a round is one dispatch, and the rounds are as many as the longest chain of
 * dependent steps has links. A loop that is not small is recorded: it has dispatches of its own and comes between two rounds, as
 * soon as what it needs is there.
 */

/** A round: loops that run before, one after the other, and steps that run together. */
interface Round {
  readonly recorded: Step[];
  readonly together: number[];
}

/**
 * Puts steps that may run at once into groups, and chains of small ones into tiles.
 *
 * @param steps - of one list; loops that are not small have been scheduled inside.
 * @returns the same steps in as few dispatches as their dependences allow.
 */
export function grouped(steps: readonly Step[], declarations: Declarations, work: Work, sizes: ParallelSizes): Step[] {
  const dependences = dependencesOf(steps, declarations);
  const small = steps.map((step) => isSmall(step, work, sizes));
  const recorded = steps.map(({ kind }, n) => !small[n]! && (kind === "scan" || kind === "while" || kind === "cond"));
  const chains = new SmallChains(work, sizes);
  const roundOf: number[] = [];
  const rounds: Round[] = [];
  steps.forEach((step, position) => {
    const before = [...dependences[position]!];
    const mayChain = (other: number): boolean => small[position]! && small[other]!;
    let round = Math.max(0, ...before.map((other) => roundOf[other]! + (recorded[other]! || mayChain(other) ? 0 : 1)));
    if (small[position]!) {
      const partners = before.filter((other) => small[other]! && roundOf[other] === round);
      if (!chains.join(position, step, partners)) {
        round++;
        chains.join(position, step, []);
      }
    }
    roundOf.push(round);
    while (rounds.length <= round) rounds.push({ recorded: [], together: [] });
    if (recorded[position]!) rounds[round]!.recorded.push(step);
    else rounds[round]!.together.push(position);
  });
  return rounds.flatMap(({ recorded, together }) => {
    const members = together.flatMap((position) => {
      const chain = chains.chainOf(position);
      if (chain === null) return [steps[position]!];
      // A chain stands where its first step does.
      return chain[0] === position
        ? [
            chained(
              chain.map((member) => steps[member]!),
              declarations,
            ),
          ]
        : [];
    });
    if (members.length === 0) return recorded;
    return [...recorded, members.length === 1 ? members[0]! : { kind: "group", steps: members }];
  });
}
