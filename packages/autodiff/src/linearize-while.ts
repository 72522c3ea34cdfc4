import type { NDArray } from "@proj/array";
import {
  abstractArray,
  bind,
  linearMapRules,
  inlined,
  maskOf,
  present,
  range,
  spread,
  stage,
  zeros,
  type Linearization,
  type WhileParams,
  type WhileReversal,
} from "@proj/array/core";
import { broadcastInDim, full, sub } from "@proj/array/lax";
import { firstCheckpoint, popCheckpoint } from "./checkpoint-schedule.ts";
import {
  listed,
  numSchedule,
  readSlot,
  reverseLoop,
  savingCarry,
  savingList,
  savingLoop,
  scheduleOf,
  tangentLoop,
} from "./checkpointed-loops.ts";
import { linearizeJaxpr } from "./linearize-jaxpr.ts";
import { planStep } from "./step-plan.ts";

/*
 * Reverse mode through a loop whose end is not known before it runs.
 *
 * Of the states on the way some are kept, as the schedule says, in arrays with one slot for each. The way back is one loop: if the
 * last kept state is the one before the step that is to be reversed, the step is linearised there and read backwards;
 * otherwise the step behind that state is taken once more, and its result kept. So everything is of fixed size, and there is
 * one program whatever the number of steps.
 *
 * Only what the derivative of a step reads is kept, and what that follows from: sums and arrays that the loop
 * only writes into are neither kept nor computed again.
 *
 * In a batch the schedule is the same for all members: it counts the steps of the loop that they share. A member that has stopped
 * keeps its state, and on the way back its cotangents until its own last step is reached.
 */

/** Results and tangents of a loop, of which some states are kept. */
function linearizeWhile(
  primals: readonly NDArray[],
  tangents: readonly (NDArray | null)[],
  params: WhileParams,
  numSlots: number,
  reverse: WhileReversal,
): ReturnType<WhileReversal> {
  const { condition, numConditionConsts, numBodyConsts, numOngoing } = params;
  const body = inlined(params.body);
  const firstCarry = numConditionConsts + numBodyConsts;
  const conditionConsts = primals.slice(0, numConditionConsts);
  const carry = primals.slice(firstCarry);
  const constTangents = tangents.slice(numConditionConsts, firstCarry);
  let carryMask = maskOf(tangents.slice(firstCarry));
  let split: Linearization;
  for (;;) {
    split = linearizeJaxpr(body, [...maskOf(constTangents), ...carryMask], carryMask);
    const { outputMask } = split;
    if (outputMask.every((has, k) => has === carryMask[k])) break;
    carryMask = carryMask.map((has, k) => has || outputMask[k]!);
  }
  if (!carryMask.includes(true)) return [bind("while", primals, params), carry.map(() => null)];

  const consts = [...split.consts, ...primals.slice(numConditionConsts, firstCarry)];
  const constDirections = present(constTangents);
  const plan = planStep(split, consts.length, carry.length, constDirections.length);
  const saving = savingLoop(plan, condition, numConditionConsts, consts.length, numOngoing, numSlots);
  const zero = full([], 0, "int32");
  const start = {
    count: zero,
    schedule: listed(firstCheckpoint(numSlots)),
    slots: plan.needed.map((k) => broadcastInDim(carry[k]!, [numSlots, ...carry[k]!.shape], range(carry[k]!.ndim).map((axis) => axis + 1))), // prettier-ignore
    ownCount: zero,
    carry,
  };
  const ran = bind("while", [...conditionConsts, ...consts, ...savingList(start, numOngoing)], {
    condition: saving.condition,
    numConditionConsts,
    body: saving.body,
    numBodyConsts: consts.length,
    numOngoing: numOngoing + 1 + numSchedule + plan.needed.length,
    reverse,
    rules: params.rules,
  });
  const saved = savingCarry(ran, numOngoing, plan.needed.length);

  const directions = [
    ...constDirections,
    ...carry.flatMap((x, k) => (carryMask[k]! ? [tangents[firstCarry + k] ?? zeros(x)] : [])),
  ];
  const residuals = [...plan.pull.consts, ...consts, saved.ownCount, saved.count, ...saved.schedule, ...saved.slots];
  const afterConsts = plan.pull.consts.length + consts.length;
  const numCotangents = directions.length - constDirections.length;
  const forward = stage(
    (args) => {
      const given = args.slice(residuals.length);
      const first = args.slice(afterConsts + 2 + numSchedule, residuals.length);
      const loop = tangentLoop(plan, consts.length, constDirections.length);
      const results = bind(
        "while",
        [
          args[afterConsts]!,
          ...args.slice(plan.pull.consts.length, afterConsts),
          ...given.slice(0, constDirections.length),
          zero,
          ...readSlot(first, zero),
          ...given.slice(constDirections.length),
        ],
        {
          condition: loop.condition,
          numConditionConsts: 1,
          body: loop.body,
          numBodyConsts: consts.length + constDirections.length,
          numOngoing: 0,
          reverse,
          rules: params.rules,
        },
      );
      return results.slice(1 + plan.needed.length);
    },
    [...residuals, ...directions].map(({ aval }) => aval),
    "whileLoop",
  );
  const moved = carry.filter((_, k) => carryMask[k]!);
  const linear = bind("customLinear", [...residuals, ...directions], {
    name: "whileLoop",
    numResiduals: residuals.length,
    results: moved.map(({ shape, dtype }) => abstractArray(shape, dtype)),
    forward: forward.jaxpr,
    rules: linearMapRules,
    backward: (kept, cotangents) => {
      const [ends, count, ...rest] = kept.slice(afterConsts);
      const loop = reverseLoop(plan, consts.length, numCotangents, numSlots);
      const sums = loop.body.binders.slice(loop.body.binders.length - plan.constMask.filter(Boolean).length);
      const results = bind(
        "while",
        [
          ...kept.slice(0, afterConsts),
          ends!,
          sub(count!, 1),
          ...listed(popCheckpoint(scheduleOf(rest))),
          ...rest.slice(numSchedule),
          ...cotangents,
          ...sums.map(({ aval }) => zeros(aval)),
        ],
        {
          condition: loop.condition,
          numConditionConsts: 0,
          body: loop.body,
          numBodyConsts: afterConsts + 1,
          numOngoing: 0,
          reverse,
          rules: params.rules,
        },
      );
      const sent = results.slice(1 + numSchedule + plan.needed.length);
      return [...spread(plan.constMask, sent.slice(numCotangents)), ...sent.slice(0, numCotangents)];
    },
  });
  return [saved.carry, spread(carryMask, linear)];
}

const reversals = new Map<number, WhileReversal>();

/**
 * Reverse mode of a loop that keeps a fixed number of states beside the current one.
 *
 * @param checkpoints - how many, at least 1.
 * @returns the same function for the same number, so that programs with it are equal.
 */
export function reversalWith(checkpoints: number): WhileReversal {
  const known = reversals.get(checkpoints);
  if (known !== undefined) return known;
  const reversal: WhileReversal = (primals, tangents, params) =>
    linearizeWhile(primals, tangents, params, checkpoints + 1, reversal);
  reversals.set(checkpoints, reversal);
  return reversal;
}
