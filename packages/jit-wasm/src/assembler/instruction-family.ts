import type { Words } from "@proj/array/core";
import { Expression, toExpression } from "./expression.ts";
import type { ImmediateKind, Opcode, Operand } from "./expression.ts";
import type { ResultType, ValueType } from "./types.ts";

/**
 * Instructions by their signatures, and by their codes: names of instructions whose codes follow one another stand in one text behind the
 * first code. A signature is what an instruction takes and gives: `f32 f32 > i32`. Before it stands `lane:` if it names a lane,
 * `memory 2:` if it accesses memory, with log₂ of the natural alignment, or `memoryLane 2:` if it does both.
 */
export type Instructions = Readonly<Record<string, Readonly<Record<number, string>>>>;

type Operands<Types> = Types extends `${infer First} ${infer Rest}`
  ? [...Operands<First>, ...Operands<Rest>]
  : [Operand<Types & ValueType>];

type Result<Type> = Expression<Type & ResultType>;

/** What builds an instruction: it takes the lane, the operands (an address first), and a byte offset, 0 when left out. */
type Build<Signature> = Signature extends `lane: ${infer P} > ${infer R}`
  ? (lane: number, ...operands: Operands<P>) => Result<R>
  : Signature extends `memory ${number}: ${infer P} > ${infer R}`
    ? (...operands: [...Operands<P>, offset?: number]) => Result<R>
    : Signature extends `memoryLane ${number}: ${infer P} > ${infer R}`
      ? (lane: number, ...operands: [...Operands<P>, offset?: number]) => Result<R>
      : Signature extends `${infer P} > ${infer R}`
        ? (...operands: Operands<P>) => Result<R>
        : never;

type NamesIn<Codes> = Codes extends unknown ? Words<Codes[keyof Codes] & string> : never;

type SignatureOf<Table, Name> = {
  [S in keyof Table]: Name extends NamesIn<Table[S]> ? S : never;
}[keyof Table];

/** Functions that build the instructions of a table: `f32x4.add(x, y)`, `v128.load(address, offset)`. */
export type Family<Table> = {
  readonly [Name in NamesIn<Table[keyof Table]> & string]: Build<SignatureOf<Table, Name>>;
};

/**
 * The functions that build the instructions of a table.
 *
 * @param prefix - how their names begin in the text format.
 */
export function family<const Table extends Instructions>(prefix: string, table: Table): Family<Table> {
  const functions: Record<string, unknown> = {};
  for (const [signature, codes] of Object.entries(table)) {
    const [, immediate = "none", alignment = 0, operands = "", result] =
      /^(?:(\w+) ?(\d)?: )?(.*) > (.*)$/.exec(signature) ?? [];
    const types = operands.split(" ") as ValueType[];
    for (const [first, names] of Object.entries(codes)) {
      names.split(" ").forEach((name, place) => {
        functions[name] = builderOf(types, result as ResultType, {
          name: `${prefix}.${name}`,
          code: Number(first) + place,
          immediate: immediate as ImmediateKind,
          alignment: Number(alignment),
        });
      });
    }
  }
  return functions as Family<Table>;
}

function builderOf(types: readonly ValueType[], result: ResultType, opcode: Opcode) {
  const first = opcode.immediate === "lane" || opcode.immediate === "memoryLane" ? 1 : 0;
  return (...values: readonly (Expression | number)[]): Expression => {
    const operands = types.map((type, k) => toExpression(values[first + k] as Expression<ValueType>, type));
    const offset = (values[first + types.length] ?? 0) as number;
    return new Expression(result, opcode, operands, offset, first === 0 ? 0 : (values[0] as number));
  };
}
