import { Expression, toExpression } from "./expression.ts";
import type { ImmediateKind, Opcode, Operand } from "./expression.ts";
import type { ResultType, ValueType } from "./types.ts";

/** A row of an instruction table: code, operand types, result type. */
export type PlainRow = readonly [code: number, operands: readonly ValueType[], result: ResultType];

/** A row of a table of instructions that access memory: also log₂ of the natural alignment. */
export type MemoryRow = readonly [code: number, operands: readonly ValueType[], result: ResultType, alignment: number];

type Operands<P extends readonly ValueType[]> = { [K in keyof P]: Operand<P[K]> };

/** Functions that build the instructions of a table: `family.add(x, y)`. */
export type PlainFamily<Rows extends Readonly<Record<string, PlainRow>>> = {
  readonly [K in keyof Rows]: (...operands: Operands<Rows[K][1]>) => Expression<Rows[K][2]>;
};

/** Functions that build memory instructions: operands (the address first), then the byte offset, 0 when left out. */
export type MemoryFamily<Rows extends Readonly<Record<string, MemoryRow>>> = {
  readonly [K in keyof Rows]: (...operands: [...Operands<Rows[K][1]>, offset?: number]) => Expression<Rows[K][2]>;
};

/** Functions that build instructions naming a lane: the lane, then the operands. */
export type LaneFamily<Rows extends Readonly<Record<string, PlainRow>>> = {
  readonly [K in keyof Rows]: (lane: number, ...operands: Operands<Rows[K][1]>) => Expression<Rows[K][2]>;
};

/** Functions that build memory instructions naming a lane: the lane, the operands, the byte offset. */
export type MemoryLaneFamily<Rows extends Readonly<Record<string, MemoryRow>>> = {
  readonly [K in keyof Rows]: (
    lane: number,
    ...operands: [...Operands<Rows[K][1]>, offset?: number]
  ) => Expression<Rows[K][2]>;
};

/** The instructions of a table that have no immediates. */
export function plainFamily<const Rows extends Readonly<Record<string, PlainRow>>>(
  prefix: string,
  rows: Rows,
): PlainFamily<Rows> {
  return mapRows(prefix, rows, "none", (opcode, types, result) => (...operands: readonly (Expression | number)[]) => {
    return new Expression(result, opcode, checked(opcode, types, operands));
  }) as PlainFamily<Rows>;
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
export function laneFamily<const Rows extends Readonly<Record<string, PlainRow>>>(
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
  rows: Readonly<Record<string, PlainRow | MemoryRow>>,
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
