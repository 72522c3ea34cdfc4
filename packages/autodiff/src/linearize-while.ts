import type { NDArray } from "@proj/array";
import {
  abstractArray,
  applyJaxpr,
  bind,
  condRules,
  linearMapRules,
  dropUnread,
  identityOf,
  inlined,
  inputTypes,
  maskOf,
  memoize,
  present,
  range,
  spread,
  stage,
  Variable,
  zeros,
  type AbstractArray,
  type Atom,
  type ClosedJaxpr,
  type Jaxpr,
  type Linearization,
  type WhileParams,
  type WhileReversal,
} from "@proj/array/core";
import {
  add,
  broadcastInDim,
  convertElementType,
  dynamicIndexInDim,
  dynamicUpdateIndexInDim,
  eq,
  full,
  ge,
  lt,
  select,
  sub,
} from "@proj/array/lax";
import { transposeJaxpr } from "./backward-pass.ts";
import { firstCheckpoint, lastStep, popCheckpoint, pushCheckpoint, type Schedule } from "./checkpoint-schedule.ts";
import { linearizeJaxpr } from "./linearize-jaxpr.ts";

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

/** A loop's body, taken apart for the way back. */
interface StepPlan {
  /** Which of the carry the way back has to know. */
  readonly needed: readonly number[];
  /** From constants and carry to the next carry. */
  readonly whole: Jaxpr;
  /** From constants and the needed carry to the next needed carry. */
  readonly advance: Jaxpr;
  /** From constants, needed carry and tangents (of constants, of the carry) to the next needed carry and tangents of the carry. */
  readonly push: Jaxpr;
  /** From constants, needed carry and cotangents of the next carry to cotangents of the carry, then of constants. */
  readonly pull: ClosedJaxpr;
  /** Which of the constants with tangents have cotangents. */
  readonly constMask: readonly boolean[];
}

/** The places among the binders from `first` on of those from which some atoms follow. */
function readFrom(jaxpr: Jaxpr, first: number, atoms: readonly Atom[]): number[] {
  const { equations } = dropUnread(jaxpr, atoms, "drop effects");
  const read = new Set<Atom>([...atoms, ...equations.flatMap(({ inputs }): readonly Atom[] => inputs)]);
  return jaxpr.binders.slice(first).flatMap((binder, k) => (read.has(binder) ? [k] : []));
}

/** @param numConsts - of the split body: those that rules brought along, and its own. */
const planStep = memoize(
  (
    { primal, linear, residuals }: Linearization,
    numConsts: number,
    numCarry: number,
    numConstTangents: number,
  ): StepPlan => {
    const remembered = residuals.map(({ from, index }) => (from === "input" ? primal.binders : primal.outputs)[index]!);
    let needed = readFrom(primal, numConsts, remembered);
    for (;;) {
      const next = needed.map((k) => primal.outputs[k]!);
      const grown = readFrom(primal, numConsts, [...remembered, ...next]);
      if (grown.length === needed.length) break;
      needed = grown;
    }
    const next = needed.map((k) => primal.outputs[k]!);
    const binders = [...primal.binders.slice(0, numConsts), ...needed.map((k) => primal.binders[numConsts + k]!)];
    const again = (outputs: readonly Atom[]): Jaxpr => dropUnread({ ...primal, binders }, outputs, "drop effects");
    const advance = again(next);
    const recalled = again([...next, ...remembered]);
    const known = inputTypes(recalled);
    const tangents = inputTypes(linear).slice(residuals.length);
    const cotangents = linear.outputs.map(({ aval }) => aval);

    const push = stage(
      (args) => {
        const results = applyJaxpr(recalled, args.slice(0, known.length));
        const values = results.slice(needed.length);
        return [...results.slice(0, needed.length), ...applyJaxpr(linear, [...values, ...args.slice(known.length)])];
      },
      [...known, ...tangents],
      "whileLoop",
    );
    const transposed = transposeJaxpr(
      linear,
      inputTypes(linear).map((_, k) => k >= residuals.length),
      cotangents.map(() => true),
      tangents.map((_, k) => k >= numConstTangents),
    );
    const constMask = transposed.outputMask.slice(0, numConstTangents);
    const pull = stage(
      (args) => {
        const values = applyJaxpr(recalled, args.slice(0, known.length)).slice(needed.length);
        const sent = applyJaxpr(transposed.jaxpr, [...transposed.consts, ...values, ...args.slice(known.length)]);
        const numSums = sent.length - cotangents.length;
        return [...sent.slice(numSums), ...sent.slice(0, numSums)];
      },
      [...known, ...cotangents],
      "whileLoop",
    );
    const whole = dropUnread(primal, primal.outputs.slice(0, numCarry));
    return { needed, whole, advance, push: push.jaxpr, pull: { ...pull, jaxpr: dropUnread(pull.jaxpr) }, constMask };
  },
  (_, ...numbers) => numbers.join(),
  ({ pull }) => pull.consts.length === 0,
);

/** The state of a schedule as a list, and back. */
const numSchedule = 4;
const listed = ({ last, promoted, free, table }: Schedule): NDArray[] => [last, promoted, free, table];
const scheduleOf = (list: readonly NDArray[]): Schedule => ({
  last: list[0]!,
  promoted: list[1]!,
  free: list[2]!,
  table: list[3]!,
});

const index = abstractArray([], "int32");

const scheduleTypes = (numSlots: number): AbstractArray[] => [
  index,
  index,
  index,
  abstractArray([numSlots, 3], "int32"),
];

const slotTypes = (numSlots: number, types: readonly AbstractArray[]): AbstractArray[] =>
  types.map(({ shape, dtype }) => abstractArray([numSlots, ...shape], dtype));

const readSlot = (slots: readonly NDArray[], slot: NDArray): NDArray[] =>
  slots.map((x) => dynamicIndexInDim(x, slot, { axis: 0, keepdims: false }));

const writeSlot = (slots: readonly NDArray[], slot: NDArray, state: readonly NDArray[]): NDArray[] =>
  slots.map((x, k) => dynamicUpdateIndexInDim(x, state[k]!, slot, 0));

/** The carry of a loop that keeps checkpoints: what goes on for all members of a batch comes first. */
interface SavingCarry<T> {
  /** How many steps all members together have taken. */
  readonly count: T;
  readonly schedule: readonly T[];
  readonly slots: readonly T[];
  /** How many steps a member has taken. */
  readonly ownCount: T;
  /** The carry of the loop itself. */
  readonly carry: readonly T[];
}

const savingList = <T>({ count, schedule, slots, ownCount, carry }: SavingCarry<T>, numOngoing: number): T[] => [
  ...carry.slice(0, numOngoing),
  count,
  ...schedule,
  ...slots,
  ownCount,
  ...carry.slice(numOngoing),
];

function savingCarry<T>(list: readonly T[], numOngoing: number, numSlotted: number): SavingCarry<T> {
  const afterSchedule = numOngoing + 1 + numSchedule;
  const afterSlots = afterSchedule + numSlotted;
  return {
    count: list[numOngoing]!,
    schedule: list.slice(numOngoing + 1, afterSchedule),
    slots: list.slice(afterSchedule, afterSlots),
    ownCount: list[afterSlots]!,
    carry: [...list.slice(0, numOngoing), ...list.slice(afterSlots + 1)],
  };
}

/** The loop that keeps checkpoints: its condition, and its body. */
const savingLoop = memoize(
  (
    { whole, needed }: StepPlan,
    condition: Jaxpr,
    numConditionConsts: number,
    numConsts: number,
    numOngoing: number,
    numSlots: number,
  ): { readonly condition: Jaxpr; readonly body: Jaxpr } => {
    const types = inputTypes(whole);
    const carryTypes = types.slice(numConsts);
    const kept = needed.map((k) => carryTypes[k]!);
    const listTypes = savingList(
      {
        count: index,
        schedule: scheduleTypes(numSlots),
        slots: slotTypes(numSlots, kept),
        ownCount: index,
        carry: carryTypes,
      },
      numOngoing,
    );
    const body = stage(
      (args) => {
        const { count, schedule, slots, ownCount, carry } = savingCarry(args.slice(numConsts), numOngoing, kept.length);
        const next = applyJaxpr(whole, [...args.slice(0, numConsts), ...carry]);
        const after = add(count, 1);
        const pushed = pushCheckpoint(scheduleOf(schedule), after);
        return savingList(
          {
            count: after,
            schedule: listed(pushed),
            slots: writeSlot(slots, pushed.last, needed.map((k) => next[k]!)), // prettier-ignore
            ownCount: add(ownCount, 1),
            carry: next,
          },
          numOngoing,
        );
      },
      [...types.slice(0, numConsts), ...listTypes],
      "whileLoop",
    );
    const variables = savingCarry(listTypes.map((aval) => new Variable(aval)), numOngoing, kept.length); // prettier-ignore
    const binders = savingList({ ...variables, carry: condition.binders.slice(numConditionConsts) }, numOngoing);
    return {
      condition: { ...condition, binders: [...condition.binders.slice(0, numConditionConsts), ...binders] },
      body: body.jaxpr,
    };
  },
  (_, condition, ...numbers) => `${identityOf(condition)};${numbers.join()}`,
);

/** The loop that carries needed values and tangents forwards, once the number of steps is known. */
const tangentLoop = memoize(
  (
    { push, needed }: StepPlan,
    numConsts: number,
    numConstTangents: number,
  ): { readonly condition: Jaxpr; readonly body: Jaxpr } => {
    const types = inputTypes(push);
    const afterNeeded = numConsts + needed.length;
    const afterConstTangents = afterNeeded + numConstTangents;
    const constTypes = [...types.slice(0, numConsts), ...types.slice(afterNeeded, afterConstTangents)];
    const carryTypes = [...types.slice(numConsts, afterNeeded), ...types.slice(afterConstTangents)];
    const body = stage(
      (args) => {
        const [consts, tangents] = [args.slice(0, numConsts), args.slice(numConsts, constTypes.length)];
        const [count, ...carry] = args.slice(constTypes.length);
        const values = carry.slice(0, needed.length);
        return [
          add(count!, 1),
          ...applyJaxpr(push, [...consts, ...values, ...tangents, ...carry.slice(needed.length)]),
        ];
      },
      [...constTypes, index, ...carryTypes],
      "whileLoop",
    );
    const condition = stage(([end, count]) => [lt(count!, end!)], [index, index, ...carryTypes], "whileLoop");
    return { condition: condition.jaxpr, body: body.jaxpr };
  },
  (_, ...numbers) => numbers.join(),
);

/** The way back as one loop; each round is a step that is taken again, or one that is reversed. */
const reverseLoop = memoize(
  (
    { needed, advance, pull }: StepPlan,
    numConsts: number,
    numCotangents: number,
    numSlots: number,
  ): { readonly condition: Jaxpr; readonly body: Jaxpr } => {
    const numPullConsts = pull.consts.length;
    const pullTypes = inputTypes(pull.jaxpr);
    const fixed = [...pullTypes.slice(0, numPullConsts + numConsts), index];
    const kept = pullTypes.slice(numPullConsts + numConsts, pullTypes.length - numCotangents);
    const sums = pull.jaxpr.outputs.map(({ aval }) => aval);
    const afterSchedule = 1 + numSchedule;

    /** Both kinds of rounds: from constants, step, schedule, state and sums to the next ones; a slot to write to comes first. */
    const roundTypes = [...fixed, index, ...scheduleTypes(numSlots), ...kept, ...sums];
    type Round = (given: {
      readonly consts: readonly NDArray[];
      readonly ends: NDArray;
      readonly step: NDArray;
      readonly schedule: Schedule;
      readonly state: readonly NDArray[];
      readonly sums: readonly NDArray[];
    }) => readonly [
      slot: NDArray,
      step: NDArray,
      schedule: Schedule,
      state: readonly NDArray[],
      sums: readonly NDArray[],
    ];
    const round = (kind: Round): Jaxpr =>
      stage(
        (args) => {
          const list = args.slice(fixed.length);
          const [slot, step, schedule, state, added] = kind({
            consts: args.slice(0, fixed.length - 1),
            ends: args[fixed.length - 1]!,
            step: list[0]!,
            schedule: scheduleOf(list.slice(1, afterSchedule)),
            state: list.slice(afterSchedule, afterSchedule + needed.length),
            sums: list.slice(afterSchedule + needed.length),
          });
          return [slot, step, ...listed(schedule), ...state, ...added];
        },
        roundTypes,
        "whileLoop",
      ).jaxpr;
    const again = round(({ consts, step, schedule, state, sums: same }) => {
      const pushed = pushCheckpoint(schedule, add(lastStep(schedule), 1));
      return [pushed.last, step, pushed, applyJaxpr(advance, [...consts.slice(numPullConsts), ...state]), same];
    });
    const back = round(({ consts, ends, step, schedule, state, sums: before }) => {
      const sent = applyJaxpr(pull.jaxpr, [...consts, ...state, ...before.slice(0, numCotangents)]);
      const hasBegun = lt(step, ends);
      const after = sent.map((x, k) => {
        const sum = k < numCotangents ? x : add(before[k]!, x);
        return select(x.ndim === 0 ? hasBegun : broadcastInDim(hasBegun, x.shape, []), sum, before[k]!);
      });
      return [schedule.last, sub(step, 1), popCheckpoint(schedule), state, after];
    });

    const body = stage(
      (args) => {
        const own = args.slice(0, fixed.length);
        const [step, ...list] = args.slice(fixed.length);
        const schedule = list.slice(0, numSchedule);
        const slots = list.slice(numSchedule, numSchedule + needed.length);
        const state = readSlot(slots, schedule[0]!);
        const isThere = convertElementType(eq(lastStep(scheduleOf(schedule)), step!), "int32");
        const [slot, ...next] = bind(
          "cond",
          [isThere, ...own, step!, ...schedule, ...state, ...list.slice(numSchedule + needed.length)],
          { branches: [again, back], rules: condRules },
        );
        const written = writeSlot(slots, slot!, next.slice(afterSchedule, afterSchedule + needed.length));
        return [...next.slice(0, afterSchedule), ...written, ...next.slice(afterSchedule + needed.length)];
      },
      [...fixed, index, ...scheduleTypes(numSlots), ...slotTypes(numSlots, kept), ...sums],
      "whileLoop",
    );
    const condition = stage(([step]) => [ge(step!, 0)], inputTypes(body.jaxpr).slice(fixed.length), "whileLoop");
    return { condition: condition.jaxpr, body: body.jaxpr };
  },
  (_, ...numbers) => numbers.join(),
);

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
