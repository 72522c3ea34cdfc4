import { Expression, toExpression } from "./expression.ts";
import type { ImmediateKind, Opcode, Operand } from "./expression.ts";
import type { ResultType, ValueType } from "./types.ts";

/** A row of a table of instructions that name a lane: code, operand types, result type. */
export type LaneRow = readonly [code: number, operands: readonly ValueType[], result: ResultType];

/** A row of a table of instructions that access memory: also log₂ of the natural alignment. */
export type MemoryRow = readonly [code: number, operands: readonly ValueType[], result: ResultType, alignment: number];

type Operands<P extends readonly ValueType[]> = { [K in keyof P]: Operand<P[K]> };

/** Names of instructions: those whose codes follow one another, by the first code. */
export type Names = Readonly<Record<number, readonly string[]>>;

/** Functions that build the instructions of these names: `family.add(x, y)`. */
export type PlainFamily<N extends Names, P extends readonly ValueType[], R extends ResultType> = {
  readonly [K in N[keyof N & number][number]]: (...operands: Operands<P>) => Expression<R>;
};

/** Functions that build memory instructions: operands (the address first), then the byte offset, 0 when left out. */
export type MemoryFamily<Rows extends Readonly<Record<string, MemoryRow>>> = {
  readonly [K in keyof Rows]: (...operands: [...Operands<Rows[K][1]>, offset?: number]) => Expression<Rows[K][2]>;
};

/** Functions that build instructions naming a lane: the lane, then the operands. */
export type LaneFamily<Rows extends Readonly<Record<string, LaneRow>>> = {
  readonly [K in keyof Rows]: (lane: number, ...operands: Operands<Rows[K][1]>) => Expression<Rows[K][2]>;
};

/** Functions that build memory instructions naming a lane: the lane, the operands, the byte offset. */
export type MemoryLaneFamily<Rows extends Readonly<Record<string, MemoryRow>>> = {
  readonly [K in keyof Rows]: (
    lane: number,
    ...operands: [...Operands<Rows[K][1]>, offset?: number]
  ) => Expression<Rows[K][2]>;
};

/** The instructions of one signature that have no immediates. */
export function plainFamily<const P extends readonly ValueType[], R extends ResultType, const N extends Names>(
  prefix: string,
  types: P,
  result: R,
  names: N,
): PlainFamily<N, P, R> {
  const rows = Object.entries(names).flatMap(([first, following]) =>
    following.map((name, place) => [name, [Number(first) + place, types, result, 0]] as const),
  );
  return family(prefix, "none", Object.fromEntries(rows)) as PlainFamily<N, P, R>;
}

/** The instructions of a table that access memory. */
export function memoryFamily<const Rows extends Readonly<Record<string, MemoryRow>>>(
  prefix: string,
  rows: Rows,
): MemoryFamily<Rows> {
  return family(prefix, "memory", rows) as MemoryFamily<Rows>;
}

/** The instructions of a table that name a lane. */
export function laneFamily<const Rows extends Readonly<Record<string, LaneRow>>>(
  prefix: string,
  rows: Rows,
): LaneFamily<Rows> {
  return family(prefix, "lane", rows) as LaneFamily<Rows>;
}

/** The instructions of a table that access memory and name a lane. */
export function memoryLaneFamily<const Rows extends Readonly<Record<string, MemoryRow>>>(
  prefix: string,
  rows: Rows,
): MemoryLaneFamily<Rows> {
  return family(prefix, "memoryLane", rows) as MemoryLaneFamily<Rows>;
}

/** Functions of the lane, if there is one, the operands, and an offset that is 0 when left out. */
function family(
  prefix: string,
  immediate: ImmediateKind,
  rows: Readonly<Record<string, LaneRow | MemoryRow>>,
): Record<string, (...values: readonly (Expression | number)[]) => Expression> {
  const first = immediate === "lane" || immediate === "memoryLane" ? 1 : 0;
  return Object.fromEntries(
    Object.entries(rows).map(([key, [code, types, result, alignment = 0]]) => {
      const opcode: Opcode = { name: `${prefix}.${key}`, code, immediate, alignment };
      const build = (...values: readonly (Expression | number)[]): Expression => {
        const operands = types.map((type, k) => toExpression(values[first + k] as Expression<ValueType>, type));
        const offset = (values[first + types.length] ?? 0) as number;
        return new Expression(result, opcode, operands, offset, first === 0 ? 0 : (values[0] as number));
      };
      return [key, build];
    }),
  );
}
