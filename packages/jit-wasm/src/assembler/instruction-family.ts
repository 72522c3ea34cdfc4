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
    following.map((name, place) => [name, [Number(first) + place, types, result]] as const),
  );
  return mapRows(
    prefix,
    Object.fromEntries(rows),
    "none",
    (opcode) =>
      (...operands: readonly (Expression | number)[]) =>
        new Expression(result, opcode, checked(opcode, types, operands)),
  ) as PlainFamily<N, P, R>;
}

/** The instructions of a table that access memory. */
export function memoryFamily<const Rows extends Readonly<Record<string, MemoryRow>>>(
  prefix: string,
  rows: Rows,
): MemoryFamily<Rows> {
  return mapRows(prefix, rows, "memory", (opcode, types, result) => (...operands: readonly (Expression | number)[]) => {
    const offset = operands[types.length] ?? 0;
    return new Expression(result, opcode, checked(opcode, types, operands.slice(0, types.length)), offset as number);
  }) as MemoryFamily<Rows>;
}

/** The instructions of a table that name a lane. */
export function laneFamily<const Rows extends Readonly<Record<string, LaneRow>>>(
  prefix: string,
  rows: Rows,
): LaneFamily<Rows> {
  return mapRows(
    prefix,
    rows,
    "lane",
    (opcode, types, result) =>
      (lane: number, ...operands: readonly (Expression | number)[]) => {
        return new Expression(result, opcode, checked(opcode, types, operands), 0, lane);
      },
  ) as LaneFamily<Rows>;
}

/** The instructions of a table that access memory and name a lane. */
export function memoryLaneFamily<const Rows extends Readonly<Record<string, MemoryRow>>>(
  prefix: string,
  rows: Rows,
): MemoryLaneFamily<Rows> {
  return mapRows(
    prefix,
    rows,
    "memoryLane",
    (opcode, types, result) =>
      (lane: number, ...operands: readonly (Expression | number)[]) => {
        const offset = operands[types.length] ?? 0;
        return new Expression(
          result,
          opcode,
          checked(opcode, types, operands.slice(0, types.length)),
          offset as number,
          lane,
        );
      },
  ) as MemoryLaneFamily<Rows>;
}

function mapRows<F>(
  prefix: string,
  rows: Readonly<Record<string, LaneRow | MemoryRow>>,
  immediate: ImmediateKind,
  build: (opcode: Opcode, types: readonly ValueType[], result: ResultType) => F,
): Record<string, F> {
  return Object.fromEntries(
    Object.entries(rows).map(([key, [code, types, result, alignment]]) => {
      const opcode: Opcode = { name: `${prefix}.${textName(key)}`, code, immediate, alignment: alignment ?? 0 };
      return [key, build(opcode, types, result)];
    }),
  );
}

/** The instruction's name in the text format: `load8U` is `load8_u`. */
function textName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function checked(
  opcode: Opcode,
  types: readonly ValueType[],
  operands: readonly (Expression | number)[],
): Expression[] {
  if (operands.length !== types.length) {
    throw new Error(`${opcode.name} takes ${String(types.length)} operands, got ${String(operands.length)}`);
  }
  const expressions: Expression[] = [];
  for (let index = 0; index < types.length; index++) {
    expressions.push(toExpression(operands[index] as Expression<ValueType> | number, types[index] as ValueType));
  }
  return expressions;
}
