import { namesIn, type Words } from "@proj/array/core";
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
 * The functions that build the instructions of a table, each made when it is first asked for: a program needs few of them.
 *
 * @param prefix - how their names begin in the text format.
 * @param others - what has the same prefix and is no row of the table.
 */
export function family<const Table extends Instructions, Others extends object = object>(
  prefix: string,
  table: Table,
  others?: Others,
): Family<Table> & Others {
  const byName = new Proxy(Object.prototype, {
    get(inherited, name, functions) {
      const row = typeof name === "string" ? rowOf(table, name) : undefined;
      if (row === undefined) return Reflect.get(inherited, name) as unknown;
      const value = builderOf(`${prefix}.${String(name)}`, row);
      Object.defineProperty(functions, name, { value });
      return value;
    },
  });
  return Object.assign(Object.create(byName) as Family<Table>, others as Others);
}

/** An instruction: what it takes and gives, and its code. */
interface Row {
  readonly signature: string;
  readonly code: number;
}

function rowOf(table: Instructions, name: string): Row | undefined {
  for (const signature in table) {
    for (const first in table[signature]) {
      const names = table[signature][Number(first)]!;
      // Most texts need not be taken apart.
      const place = names.includes(name) ? namesIn(names).indexOf(name) : -1;
      if (place >= 0) return { signature, code: Number(first) + place };
    }
  }
  return undefined;
}

function builderOf(name: string, { signature, code }: Row) {
  const [body, head = "none"] = signature.split(": ").reverse() as [string, string?];
  const [types, result] = body.split(" > ") as [string, ResultType];
  const [immediate, alignment = 0] = head.split(" ") as [ImmediateKind, string?];
  const operandTypes = types.split(" ") as ValueType[];
  const opcode: Opcode = { name, code, immediate, alignment: Number(alignment) };
  const first = immediate === "lane" || immediate === "memoryLane" ? 1 : 0;
  return (...values: readonly (Expression | number)[]): Expression => {
    const operands = operandTypes.map((type, k) => toExpression(values[first + k] as Expression<ValueType>, type));
    const offset = (values[first + operandTypes.length] ?? 0) as number;
    return new Expression(result, opcode, operands, offset, first === 0 ? 0 : (values[0] as number));
  };
}
