import type { NDArray } from "@proj/array";
import {
  abstractArray,
  applyJaxpr,
  bind,
  condRules,
  identityOf,
  inputTypes,
  memoize,
  stage,
  Variable,
  type AbstractArray,
  type Jaxpr,
} from "@proj/array/core";
import {
  add,
  broadcastInDim,
  convertElementType,
  dynamicIndexInDim,
  dynamicUpdateIndexInDim,
  eq,
  ge,
  lt,
  select,
  sub,
} from "@proj/array/lax";
import { lastStep, popCheckpoint, pushCheckpoint, type Schedule } from "./checkpoint-schedule.ts";
import type { StepPlan } from "./step-plan.ts";

/* The loops that keep states of a loop in slots, carry tangents along it, and read it backwards. */

/** The state of a schedule as a list, and back. */
export const numSchedule = 4;
export const listed = ({ last, promoted, free, table }: Schedule): NDArray[] => [last, promoted, free, table];
export const scheduleOf = (list: readonly NDArray[]): Schedule => ({
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

export const readSlot = (slots: readonly NDArray[], slot: NDArray): NDArray[] =>
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

export const savingList = <T>({ count, schedule, slots, ownCount, carry }: SavingCarry<T>, numOngoing: number): T[] => [
  ...carry.slice(0, numOngoing),
  count,
  ...schedule,
  ...slots,
  ownCount,
  ...carry.slice(numOngoing),
];

export function savingCarry<T>(list: readonly T[], numOngoing: number, numSlotted: number): SavingCarry<T> {
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
export const savingLoop = memoize(
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
export const tangentLoop = memoize(
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
export const reverseLoop = memoize(
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
